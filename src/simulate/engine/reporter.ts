import type { Random } from "../../core/backoff.ts";
import type { Part, Send } from "./place.ts";
import { between } from "./random.ts";

export interface ReporterOptions {
  topic: string;
  /** Usual time between two reports in milliseconds; each is up to a tenth earlier or later. */
  everyMs: number;
  random: Random;
  /** The payload at a time; undefined: the device says nothing. */
  payload: (at: number) => object | string | undefined;
  retain?: boolean;
}

/** A device that reports on its own schedule, and at once when asked to. */
export class Reporter implements Part {
  readonly #options: ReporterOptions;
  #dueAt = Number.NEGATIVE_INFINITY;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  tick(at: number, _dtMs: number, send: Send): void {
    if (at < this.#dueAt) return;
    const { everyMs, random } = this.#options;
    // The first report comes somewhere in the first interval, so that devices do not speak in chorus.
    const isFirst = this.#dueAt === Number.NEGATIVE_INFINITY;
    this.#dueAt = at + everyMs * (isFirst ? random() : between(random, 0.9, 1.1));
    if (!isFirst) this.report(at, send);
  }

  report(at: number, send: Send): void {
    const { topic, payload, retain = false } = this.#options;
    const said = payload(at);
    if (said !== undefined) send(topic, said, { retain });
  }
}

/** `value` with at most `digits` decimals, as devices send it. */
export function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** `value` on the grid of a sensor that knows only multiples of `step`. */
export function quantised(value: number, step: number): number {
  return rounded(Math.round(value / step) * step, 6);
}

export function clamped(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
