import { type Clock, every } from "../core/clock.ts";
import type { LogConsumer, SampleConsumer, StateStore } from "../domain/ports.ts";

/** What went through the daemon in one hour. */
export interface HourCounts {
  samples: number;
  logLines: number;
  commands: number;
}

const hourMs = 3_600_000;
/** A digest looks back a day or a week, a late one up to three weeks. */
const hoursKept = 24 * 22;
const lookMs = 60_000;
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
  /** The counts of the hour it was a minute ago at most: the clock is too slow for the hot path. */
  #current: HourCounts = nothing();
  #cancels: (() => void)[] = [];

  constructor(options: { clock: Clock; state: StateStore }) {
    this.#clock = options.clock;
    this.#state = options.state;
  }

  async start(): Promise<void> {
    // A disk that cannot be read makes the counts of a digest too low, no more. The store says what is wrong.
    this.#hours = readHours(await this.#state.get(stateKey).catch(() => undefined));
    this.#turn();
    this.#cancels = [
      every(this.#clock, lookMs, () => this.#turn()),
      // The next save carries the same counts: a failed one is not worth a word beyond the store's own.
      every(this.#clock, saveMs, () => void this.#save().catch(() => {})),
    ];
  }

  async stop(): Promise<void> {
    for (const cancel of this.#cancels.splice(0)) cancel();
    await this.#save().catch(() => {});
  }

  onSample(): void {
    this.#current.samples += 1;
  }

  onLogLine(): void {
    this.#current.logLines += 1;
  }

  countCommand(): void {
    this.#current.commands += 1;
  }

  /** Sums over the hours that begin in [from, to). */
  between(from: number, to: number): HourCounts {
    const sum = nothing();
    for (const [hour, counts] of this.#hours) {
      if (hour * hourMs < from || hour * hourMs >= to) continue;
      sum.samples += counts.samples;
      sum.logLines += counts.logLines;
      sum.commands += counts.commands;
    }
    return sum;
  }

  #turn(): void {
    const hour = Math.floor(this.#clock.now() / hourMs);
    const counts = this.#hours.get(hour) ?? nothing();
    // Last in the map, and so forgotten last, whatever the clock says it is.
    this.#hours.delete(hour);
    this.#hours.set(hour, counts);
    this.#current = counts;
    const [oldest] = this.#hours.keys();
    if (this.#hours.size > hoursKept && oldest !== undefined) this.#hours.delete(oldest);
  }

  #save(): Promise<void> {
    return this.#state.put(stateKey, JSON.stringify([...this.#hours]));
  }
}

function nothing(): HourCounts {
  return { samples: 0, logLines: 0, commands: 0 };
}

/** What cannot be read counts as nothing: a damaged count must not keep the daemon from starting. */
function readHours(text: string | undefined): Map<number, HourCounts> {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    return new Map(Array.isArray(stored) ? stored.filter(isHour).slice(-hoursKept) : []);
  } catch {
    return new Map();
  }
}

function isHour(entry: unknown): entry is [number, HourCounts] {
  if (!Array.isArray(entry)) return false;
  const [hour, counts] = entry as [unknown, Partial<HourCounts> | null];
  const numbers = [hour, counts?.samples, counts?.logLines, counts?.commands];
  return numbers.every((number) => Number.isSafeInteger(number));
}
