import type { Clock } from "../../core/clock.ts";
import type { ClockTrust } from "../../domain/ports.ts";
import { addDays, localDate, startOfDay } from "../../text/local-date.ts";
import type { SinkSettings } from "../config.ts";
import { isWindowOpen, nextOpeningAt } from "./time-windows.ts";

/**
 * What a metered link may still be used for.
 *
 * 1. Bytes are counted for every sink, by the day of the local clock; a day ends only by a clock that is trusted, or
 *    after 24 hours of running without one.
 * 2. Without a trusted clock a window is not known to be open, and counts as closed.
 * 3. The count survives restarts: what is lost of it at a power cut is what was sent since it was last kept
 *    (`keptShare` of the budget at most).
 */
export interface MeteringFigures {
  bytesToday: number;
  bytesPerDay: number | undefined;
  isWindowOpen: boolean;
  /** Wall time at which the link may be used again; undefined while it may, and where that is not known. */
  opensAt: number | undefined;
}

/** What is kept of it, as JSON. */
export interface KeptMetering {
  /** Wall time of the beginning of the day that is counted; 0 while no trusted clock has told it. */
  dayAt: number;
  /** Milliseconds that the day without a trusted clock has lasted, of running. */
  ranMs?: number;
  bytes: number;
}

/** A budget is kept exactly enough when at most this share of it is forgotten. */
const keptShare = 0.01;
const dayMs = 86_400_000;

export class Metering {
  #settings: SinkSettings["metered"];
  #clock: Clock;
  #clockTrust: ClockTrust;
  #timeZone: string | undefined;
  #dayAt = 0;
  #dayEndsAt = 0;
  #countingSinceMs: number;
  #bytes = 0;
  #bytesKept = 0;
  #window = { untilMs: 0, isOpen: true };

  constructor(options: {
    settings: SinkSettings["metered"];
    clock: Clock;
    clockTrust: ClockTrust;
    timeZone: string | undefined;
  }) {
    this.#settings = options.settings;
    this.#clock = options.clock;
    this.#clockTrust = options.clockTrust;
    this.#timeZone = options.timeZone;
    this.#countingSinceMs = options.clock.monotonicMs();
  }

  /** Whether anything but the prompt classes may be sent now. */
  get isOpen(): boolean {
    return this.#isWindowOpen() && this.bytesLeft > 0;
  }

  /** Of today's budget; infinite without one. */
  get bytesLeft(): number {
    this.#turnDay();
    const { bytesPerDay } = this.#settings;
    return bytesPerDay === undefined ? Number.POSITIVE_INFINITY : Math.max(0, bytesPerDay - this.#bytes);
  }

  spend(bytes: number): void {
    this.#turnDay();
    this.#bytes += bytes;
  }

  /** What has to be kept now, if enough has changed (or `isLast`, at a stop). */
  toKeep(isLast: boolean): KeptMetering | undefined {
    const { bytesPerDay } = this.#settings;
    const unkept = this.#bytes - this.#bytesKept;
    if (bytesPerDay === undefined || (unkept === 0 && !(isLast && this.#bytes > 0))) return undefined;
    if (!isLast && unkept < bytesPerDay * keptShare) return undefined;
    this.#bytesKept = this.#bytes;
    const ranMs = this.#clock.monotonicMs() - this.#countingSinceMs;
    return { dayAt: this.#dayAt, bytes: this.#bytes, ranMs };
  }

  /** Goes on from what was kept: of a day that is over it is forgotten with the next trusted look at the clock. */
  restore({ dayAt, bytes, ranMs = 0 }: KeptMetering): void {
    this.#countingSinceMs -= ranMs;
    this.#dayAt = dayAt;
    this.#dayEndsAt = dayAt === 0 ? 0 : endOfDay(dayAt, this.#timeZone);
    this.#bytes += bytes;
    this.#bytesKept = this.#bytes;
  }

  figures(): MeteringFigures {
    const { bytesPerDay, windows } = this.#settings;
    const bytesLeft = this.bytesLeft;
    const isWindowOpen = this.#isWindowOpen();
    const isKnown = this.#isTrusted && !(isWindowOpen && bytesLeft > 0);
    // A budget that is used up comes back at midnight, and then the window counts.
    const fromAt = bytesLeft > 0 ? this.#clock.now() : this.#dayEndsAt;
    return {
      bytesToday: this.#bytes,
      bytesPerDay,
      isWindowOpen,
      opensAt: isKnown ? this.#opensAfter(fromAt, windows) : undefined,
    };
  }

  #opensAfter(at: number, windows: SinkSettings["metered"]["windows"]): number | undefined {
    return isWindowOpen(windows, at, this.#timeZone) ? at : nextOpeningAt(windows, at, this.#timeZone);
  }

  get #isTrusted(): boolean {
    return this.#clockTrust.quality() === "synced";
  }

  #isWindowOpen(): boolean {
    const { windows } = this.#settings;
    if (windows.length === 0) return true;
    if (!this.#isTrusted) return false;
    // Asked before every batch: looked up once in a second.
    const nowMs = this.#clock.monotonicMs();
    if (nowMs >= this.#window.untilMs) {
      const isOpen = isWindowOpen(windows, this.#clock.now(), this.#timeZone);
      this.#window = { untilMs: nowMs + 1_000, isOpen };
    }
    return this.#window.isOpen;
  }

  #turnDay(): void {
    const now = this.#clock.now();
    const nowMs = this.#clock.monotonicMs();
    if (this.#isTrusted) {
      // A clock set back by more than a day is another day, too.
      if (now < this.#dayEndsAt && now >= this.#dayAt - dayMs) return;
      // The first day that is known at all is that of what was counted before it was known.
      if (this.#dayAt !== 0) this.#forget();
      this.#dayAt = startOfDay(localDate(now, this.#timeZone));
      this.#dayEndsAt = endOfDay(now, this.#timeZone);
      this.#countingSinceMs = nowMs;
    } else if (nowMs - this.#countingSinceMs >= dayMs) {
      this.#forget();
      this.#countingSinceMs = nowMs;
    }
  }

  #forget(): void {
    this.#bytes = 0;
    this.#bytesKept = 0;
  }
}

function endOfDay(at: number, timeZone: string | undefined): number {
  return startOfDay(addDays(localDate(at, timeZone), 1));
}
