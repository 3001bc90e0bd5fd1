export type WhenFull = "block" | "dropOldest" | "dropNewest";

/**
 * A first-in first-out queue with a named maximum.
 *
 * Limits and invariants:
 * 1. `size <= capacity`, always.
 * 2. `dropOldest` and `dropNewest` lose exactly one item per push at the maximum and say so in the answer.
 * 3. `block` loses nothing: `push` answers `full` and the producer must wait for `whenRoom`.
 * 4. Push and take are O(1); the memory is one array of `capacity` slots, allocated as it grows.
 */
export class BoundedQueue<T> {
  readonly capacity: number;
  readonly whenFull: WhenFull;
  #items: (T | undefined)[] = [];
  #head = 0;
  #size = 0;
  #itemWaiters: (() => void)[] = [];
  #roomWaiters: (() => void)[] = [];

  constructor(options: { capacity: number; whenFull: WhenFull }) {
    this.capacity = options.capacity;
    this.whenFull = options.whenFull;
  }

  get size(): number {
    return this.#size;
  }

  /** `accepted`; `droppedOldest` and `droppedNewest` lost one item; `full` (policy `block`) took nothing. */
  push(item: T): "accepted" | "droppedOldest" | "droppedNewest" | "full" {
    let answer: "accepted" | "droppedOldest" = "accepted";
    if (this.#size >= this.capacity) {
      if (this.whenFull === "block") return "full";
      if (this.whenFull === "dropNewest") return "droppedNewest";
      this.take();
      answer = "droppedOldest";
    }
    this.#items[(this.#head + this.#size) % this.capacity] = item;
    this.#size += 1;
    wake(this.#itemWaiters);
    return answer;
  }

  /** The oldest item, or undefined when empty. */
  take(): T | undefined {
    if (this.#size === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.capacity;
    this.#size -= 1;
    wake(this.#roomWaiters);
    return item;
  }

  /** Up to `countMax` items, oldest first. */
  takeMany(countMax: number): T[] {
    const taken: T[] = [];
    while (taken.length < countMax && this.#size > 0) taken.push(this.take() as T);
    return taken;
  }

  /** Resolves when there is something to take, or when `signal` aborts. */
  whenItems(signal?: AbortSignal): Promise<void> {
    return this.#size > 0 ? Promise.resolve() : waitIn(this.#itemWaiters, signal);
  }

  /** Resolves when there is room for one more, or when `signal` aborts. */
  whenRoom(signal?: AbortSignal): Promise<void> {
    return this.#size < this.capacity ? Promise.resolve() : waitIn(this.#roomWaiters, signal);
  }
}

function wake(waiters: (() => void)[]): void {
  if (waiters.length === 0) return;
  for (const waiter of waiters.splice(0)) waiter();
}

function waitIn(waiters: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    waiters.push(finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
