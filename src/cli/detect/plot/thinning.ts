import type { ExpectedRange } from "../../../domain/anomaly.ts";

/**
 * Keeps what a plot of a whole file needs while the file streams by.
 *
 * Limit: at most `bucketsMax` stretches of the horizontal axis, of equal width. When there would be more, two become
 * one, so memory does not grow with the file and the ends of every spike stay.
 */
export interface ColumnBucket {
  /** NaN where no row of the stretch had a value. */
  min: number;
  max: number;
  /** Means of the expected ranges of the stretch; NaN where none was given. */
  low: number;
  high: number;
  expectedCount: number;
  flagCount: number;
  /** The most unusual of the flags. */
  flag: Flag | undefined;
}

export interface Flag {
  /** Position on the horizontal axis. */
  x: number;
  /** NaN: the value was missing. */
  value: number;
  score: number;
  expected: ExpectedRange | undefined;
  reason: string;
}

/** A stretch of the horizontal axis. */
export interface Bucket {
  /** Where its first and last rows are. */
  from: number;
  to: number;
  columns: ColumnBucket[];
}

export class Thinning {
  readonly #columnCount: number;
  readonly #bucketsMax: number;
  readonly #buckets = new Map<number, Bucket>();
  /** A millionth to begin with: far below what lies between two rows, in seconds too. */
  #width = 2 ** -20;

  constructor(columnCount: number, bucketsMax: number) {
    this.#columnCount = columnCount;
    this.#bucketsMax = bucketsMax;
  }

  /** From left to right. */
  get buckets(): readonly Bucket[] {
    return [...this.#buckets].sort(([a], [b]) => a - b).map(([, bucket]) => bucket);
  }

  /**
   * Takes one row at `x`; in any order. `judged`: the column that the expected range is of, and the flag if it is an alarm.
   */
  add(
    x: number,
    values: ArrayLike<number>,
    judged: { column: number; expected: ExpectedRange | undefined; flag: Flag | undefined },
  ): void {
    const bucket = this.#bucketAt(x);
    for (let column = 0; column < this.#columnCount; column += 1) {
      const value = values[column];
      const kept = bucket.columns[column];
      if (!kept || value === undefined || Number.isNaN(value)) continue;
      if (!(value >= kept.min)) kept.min = value;
      if (!(value <= kept.max)) kept.max = value;
    }
    const kept = bucket.columns[judged.column];
    if (!kept) return;
    if (judged.expected) addExpected(kept, judged.expected.low, judged.expected.high, 1);
    if (judged.flag) addFlag(kept, judged.flag, 1);
  }

  #bucketAt(x: number): Bucket {
    const found = this.#buckets.get(Math.floor(x / this.#width));
    if (found) {
      if (x < found.from) found.from = x;
      if (x > found.to) found.to = x;
      return found;
    }
    while (this.#buckets.size >= this.#bucketsMax) this.#halve();
    const index = Math.floor(x / this.#width);
    const joined = this.#buckets.get(index);
    if (joined) {
      joined.from = Math.min(joined.from, x);
      joined.to = Math.max(joined.to, x);
      return joined;
    }
    const bucket: Bucket = {
      from: x,
      to: x,
      columns: Array.from({ length: this.#columnCount }, emptyColumn),
    };
    this.#buckets.set(index, bucket);
    return bucket;
  }

  #halve(): void {
    this.#width *= 2;
    const before = [...this.#buckets.values()];
    this.#buckets.clear();
    for (const bucket of before) {
      const index = Math.floor(bucket.from / this.#width);
      const joined = this.#buckets.get(index);
      if (joined) joinInto(joined, bucket);
      else this.#buckets.set(index, bucket);
    }
  }
}

function emptyColumn(): ColumnBucket {
  return {
    min: Number.NaN,
    max: Number.NaN,
    low: Number.NaN,
    high: Number.NaN,
    expectedCount: 0,
    flagCount: 0,
    flag: undefined,
  };
}

function joinInto(kept: Bucket, other: Bucket): void {
  kept.from = Math.min(kept.from, other.from);
  kept.to = Math.max(kept.to, other.to);
  for (const [position, column] of kept.columns.entries()) {
    const added = other.columns[position];
    if (!added) continue;
    if (!(added.min >= column.min)) column.min = Number.isNaN(added.min) ? column.min : added.min;
    if (!(added.max <= column.max)) column.max = Number.isNaN(added.max) ? column.max : added.max;
    if (added.expectedCount > 0) addExpected(column, added.low, added.high, added.expectedCount);
    if (added.flag) addFlag(column, added.flag, added.flagCount);
  }
}

function addExpected(column: ColumnBucket, low: number, high: number, count: number): void {
  const before = column.expectedCount;
  column.expectedCount += count;
  const share = count / column.expectedCount;
  column.low = before === 0 ? low : column.low + (low - column.low) * share;
  column.high = before === 0 ? high : column.high + (high - column.high) * share;
}

function addFlag(column: ColumnBucket, flag: Flag, count: number): void {
  column.flagCount += count;
  if (!column.flag || flag.score > column.flag.score) column.flag = flag;
}
