import { ByteReader, ByteWriter } from "../history/rollups/bytes.ts";

/**
 * A set of whole numbers kept as disjoint ranges, for what a sink has settled: a few ranges however many numbers.
 * Ranges that touch are one. `bounds` holds from, to, from, to, … in rising order; `to` is outside.
 */
export class IntervalSet {
  #bounds: number[];

  constructor(bounds: number[] = []) {
    this.#bounds = bounds;
  }

  /** How many ranges it takes. */
  get count(): number {
    return this.#bounds.length / 2;
  }

  /** The first number above all ranges, 0 for an empty set. */
  get end(): number {
    return this.#bounds.at(-1) ?? 0;
  }

  add(from: number, to: number): void {
    if (from >= to) return;
    const first = this.#countBelow(from);
    const last = this.#countUpTo(to);
    const added: number[] = [];
    if (first % 2 === 0) added.push(from);
    if (last % 2 === 0) added.push(to);
    this.#bounds.splice(first, last - first, ...added);
  }

  has(key: number): boolean {
    return this.#countUpTo(key) % 2 === 1;
  }

  covers(from: number, to: number): boolean {
    return this.nextOutside(from) >= to;
  }

  /** The first number from `key` on that is not in the set. */
  nextOutside(key: number): number {
    const count = this.#countUpTo(key);
    return count % 2 === 1 ? (this.#bounds[count] as number) : key;
  }

  /** The first number from `key` on that is in the set, or Infinity. */
  nextInside(key: number): number {
    const count = this.#countUpTo(key);
    return count % 2 === 1 ? key : (this.#bounds[count] ?? Number.POSITIVE_INFINITY);
  }

  *ranges(): Generator<[from: number, to: number]> {
    for (let index = 0; index < this.#bounds.length; index += 2) {
      yield [this.#bounds[index] as number, this.#bounds[index + 1] as number];
    }
  }

  intersect(other: IntervalSet): IntervalSet {
    const both = new IntervalSet();
    for (const [from, to] of this.ranges()) {
      for (let at = other.nextInside(from); at < to; ) {
        const end = Math.min(to, other.nextOutside(at));
        both.add(at, end);
        at = other.nextInside(end);
      }
    }
    return both;
  }

  addAll(other: IntervalSet): void {
    for (const [from, to] of other.ranges()) this.add(from, to);
  }

  clone(): IntervalSet {
    return new IntervalSet([...this.#bounds]);
  }

  /** Steps from bound to bound, beginning at `base`. */
  toBytes(base: number): Uint8Array {
    const writer = new ByteWriter();
    let before = base;
    for (const bound of this.#bounds) {
      writer.unsigned(bound - before);
      before = bound;
    }
    return writer.view();
  }

  /** Throws a `RangeError` for what {@link toBytes} did not make. */
  static fromBytes(bytes: Uint8Array, base: number): IntervalSet {
    const reader = new ByteReader(bytes);
    const bounds: number[] = [];
    let before = base;
    while (reader.remaining > 0) {
      const step = reader.unsigned();
      if (step === 0 && bounds.length > 0) throw new RangeError("ranges overlap");
      before += step;
      bounds.push(before);
    }
    if (bounds.length % 2 === 1) throw new RangeError("a range has no end");
    return new IntervalSet(bounds);
  }

  #countUpTo(key: number): number {
    return this.#search((bound) => bound <= key);
  }

  #countBelow(key: number): number {
    return this.#search((bound) => bound < key);
  }

  #search(isBefore: (bound: number) => boolean): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(this.#bounds[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
