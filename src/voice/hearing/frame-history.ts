/**
 * The last items of a stream by their number, from 0 on.
 *
 * Limits: `capacity` items; older ones are gone.
 */
export class FrameHistory<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #first = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(item: T): void {
    this.#items.push(item);
    // By halves: one copy for many items.
    if (this.#items.length < 2 * this.#capacity) return;
    this.#first += this.#items.length - this.#capacity;
    this.#items = this.#items.slice(-this.#capacity);
  }

  /** How many there were. */
  get count(): number {
    return this.#first + this.#items.length;
  }

  /** Number of the first that is still there. */
  get from(): number {
    return Math.max(this.#first, this.count - this.#capacity);
  }

  get(number: number): T | undefined {
    return this.#items[number - this.#first];
  }

  /** Those from `from` to before `to` that are still there, in order. */
  slice(from: number, to: number): T[] {
    return this.#items.slice(
      Math.max(0, Math.max(from, this.from) - this.#first),
      Math.max(0, to - this.#first),
    );
  }
}
