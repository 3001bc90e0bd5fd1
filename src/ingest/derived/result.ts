import type { ClockQuality } from "../../domain/clock-quality.ts";
import type { Sample, Series } from "../../domain/sample.ts";
import type { Linear } from "./formula.ts";
import type { Step, StepSkip } from "./step.ts";

/** Why no value was derived. `stale`: an input is too old; `waiting`: members of a group have not been heard yet. */
export type DerivedSkip = StepSkip | "stale" | "waiting";

/** A series heard for an input, with its newest value in the unit of the formula. */
interface Reading {
  readonly series: Series;
  readonly conversion: Linear;
  at: number;
  value: number;
  clock: ClockQuality;
}

export interface Derived {
  readonly at: number;
  readonly value: number;
  readonly clock: ClockQuality;
}

/** How far a clock may be set back without the other inputs being taken for ones of the future. */
const setBackMs = 60_000;

/** A member that was not heard for so many times `ageMaxMs` belongs to its group no more. */
const forgottenAges = 24;

/**
 * The inputs of one derived series, and its value from the newest of each.
 *
 * Limits and invariants:
 * 1. No value unless every input was heard within `ageMaxMs` of the newest one. A member of a group that was not
 *    heard for 24 times that belongs to it no more.
 * 2. The time of a value is that of its newest input, its clock the worst of all.
 * 3. After a clock was set back, inputs from what is now the future are forgotten, and awaited anew.
 */
export class Result {
  readonly series: Series;
  readonly #step: Step;
  readonly #ageMaxMs: number;
  readonly #countMin: number;
  readonly #readings: Reading[] = [];
  /** Members known from before a restart, or before a clock was set back, and not heard since. */
  readonly #awaited: Set<string>;
  #awaitedSince = Number.NaN;
  /** The first round of an open group is over: all that report about as often have been heard. */
  #isRoundOver: boolean;
  readonly #values: number[] = [];

  constructor(options: {
    series: Series;
    step: Step;
    ageMaxMs: number;
    countMin: number;
    awaited: Iterable<string>;
    isRoundOver: boolean;
  }) {
    this.series = options.series;
    this.#step = options.step;
    this.#ageMaxMs = options.ageMaxMs;
    this.#countMin = options.countMin;
    this.#awaited = new Set(options.awaited);
    this.#isRoundOver = options.isRoundOver;
  }

  /** The position at which samples of `series` are to be taken. */
  add(series: Series, conversion: Linear): number {
    const reading: Reading = { series, conversion, at: Number.NaN, value: 0, clock: "unsynced" };
    // A series whose kind has changed comes as a new one under the same id.
    const former = this.#readings.findIndex((one) => one.series.id === series.id);
    if (former === -1) return this.#readings.push(reading) - 1;
    this.#readings[former] = reading;
    return former;
  }

  /** How many inputs the last value was made of. */
  get usedCount(): number {
    return this.#values.length;
  }

  /** The ids of those that belong to it at the time of a value. */
  memberIds(at: number): string[] {
    return this.#readings.filter((reading) => !this.#isForgotten(reading, at)).map(({ series }) => series.id);
  }

  take(position: number, sample: Sample): void {
    const reading = this.#readings[position];
    if (!reading) return;
    const { at } = sample;
    if (at < reading.at) this.#forgetAfter(at + setBackMs);
    if (reading.at < at) this.#isRoundOver = true;
    const { scale, offset } = reading.conversion;
    reading.at = at;
    reading.value = sample.value * scale + offset;
    reading.clock = sample.clock;
    this.#awaited.delete(reading.series.id);
  }

  derive(): Derived | DerivedSkip | undefined {
    let at = Number.NEGATIVE_INFINITY;
    for (const reading of this.#readings) if (reading.at > at) at = reading.at;
    if (this.#isWaiting(at)) return "waiting";
    const values = this.#values;
    values.length = 0;
    let clock: ClockQuality = "synced";
    for (const reading of this.#readings) {
      if (Number.isNaN(reading.at)) return "waiting";
      if (this.#isForgotten(reading, at)) continue;
      if (at - reading.at > this.#ageMaxMs) return "stale";
      if (reading.clock === "unsynced") clock = "unsynced";
      values.push(reading.value);
    }
    if (values.length < this.#countMin) return "stale";
    const value = this.#step(values, at);
    if (typeof value !== "number") return value;
    return Number.isFinite(value) ? { at, value, clock } : "outOfRange";
  }

  #isWaiting(at: number): boolean {
    if (this.#readings.length < this.#countMin || !this.#isRoundOver) return true;
    if (this.#awaited.size === 0) return false;
    if (Number.isNaN(this.#awaitedSince) || at < this.#awaitedSince) this.#awaitedSince = at;
    if (at - this.#awaitedSince <= this.#ageMaxMs * forgottenAges) return true;
    this.#awaited.clear();
    return false;
  }

  #isForgotten(reading: Reading, at: number): boolean {
    return this.#readings.length > this.#countMin && at - reading.at > this.#ageMaxMs * forgottenAges;
  }

  #forgetAfter(at: number): void {
    for (const reading of this.#readings) {
      if (!(reading.at > at)) continue;
      reading.at = Number.NEGATIVE_INFINITY;
      // It belongs to a group all the same: a sum without it would be a partial one.
      this.#awaited.add(reading.series.id);
      this.#awaitedSince = Number.NaN;
    }
  }
}
