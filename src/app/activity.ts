import { type Clock, every } from "../core/clock.ts";
import type { LogConsumer, SampleConsumer, StateStore } from "../domain/ports.ts";

/** What went through the daemon in one hour. */
interface HourCounts {
  samples: number;
  logLines: number;
  commands: number;
}

const hourMs = 3_600_000;
/** A digest looks back a day; late ones a little more. */
const hoursKept = 72;
const saveMs = 600_000;
const stateKey = "app/activity";

/**
 * How many samples, log lines and commands there were by the hour of arrival, for digests. Kept on the disk
 * every ten minutes and at stop: a power cut makes a digest's counts at most that much too low.
 */
export class Activity implements SampleConsumer, LogConsumer {
  #clock: Clock;
  #state: StateStore;
  #hours = new Map<number, HourCounts>();
  #current: HourCounts = { samples: 0, logLines: 0, commands: 0 };
  #currentHour = Number.NaN;
  #sinceLook = 0;
  #cancelSaving = () => {};

  constructor(options: { clock: Clock; state: StateStore }) {
    this.#clock = options.clock;
    this.#state = options.state;
  }

  async start(): Promise<void> {
    this.#restore(await this.#state.get(stateKey));
    this.#cancelSaving = every(this.#clock, saveMs, () => {
      // The next save carries the same counts: a failed one is not worth a word beyond the store's own.
      this.#save().catch(() => {});
    });
  }

  async stop(): Promise<void> {
    this.#cancelSaving();
    await this.#save().catch(() => {});
  }

  onSample(): void {
    this.#hour().samples += 1;
  }

  onLogLine(): void {
    this.#hour().logLines += 1;
  }

  countCommand(): void {
    this.#hour().commands += 1;
  }

  /** Sums over [from, to), in whole hours. */
  between(from: number, to: number): HourCounts {
    const sum = { samples: 0, logLines: 0, commands: 0 };
    for (const [hour, counts] of this.#hours) {
      if (hour * hourMs < from || hour * hourMs >= to) continue;
      sum.samples += counts.samples;
      sum.logLines += counts.logLines;
      sum.commands += counts.commands;
    }
    return sum;
  }

  /** The clock is looked at once in 256 calls: this is the hot path. */
  #hour(): HourCounts {
    this.#sinceLook += 1;
    if (this.#sinceLook < 256 && !Number.isNaN(this.#currentHour)) return this.#current;
    this.#sinceLook = 0;
    const hour = Math.floor(this.#clock.now() / hourMs);
    if (hour === this.#currentHour) return this.#current;
    this.#currentHour = hour;
    this.#current = this.#hours.get(hour) ?? { samples: 0, logLines: 0, commands: 0 };
    this.#hours.set(hour, this.#current);
    for (const kept of this.#hours.keys()) {
      if (this.#hours.size <= hoursKept) break;
      if (kept !== hour) this.#hours.delete(kept);
    }
    return this.#current;
  }

  #restore(text: string | undefined): void {
    if (text === undefined) return;
    const stored = JSON.parse(text) as [number, HourCounts][];
    for (const [hour, counts] of stored) this.#hours.set(hour, counts);
  }

  #save(): Promise<void> {
    return this.#state.put(stateKey, JSON.stringify([...this.#hours]));
  }
}
