/**
 * Remembers what a line of a known fingerprint is, in fixed memory: four places for each value of the lower bits, of
 * which the one filled longest ago is overwritten.
 */
export class Fingerprints<T> {
  readonly #hashA: Int32Array;
  readonly #hashB: Int32Array;
  readonly #values: (T | undefined)[];
  readonly #next: Uint8Array;
  readonly #mask: number;

  /** @param capacity a power of two, 4 at least */
  constructor(capacity: number) {
    this.#hashA = new Int32Array(capacity);
    this.#hashB = new Int32Array(capacity);
    this.#values = new Array<T | undefined>(capacity).fill(undefined);
    this.#next = new Uint8Array(capacity / ways);
    this.#mask = capacity / ways - 1;
  }

  get(hashA: number, hashB: number): T | undefined {
    const from = (hashA & this.#mask) * ways;
    for (let index = from; index < from + ways; index += 1) {
      if (this.#hashA[index] === hashA && this.#hashB[index] === hashB) return this.#values[index];
    }
    return undefined;
  }

  set(hashA: number, hashB: number, value: T): void {
    const row = hashA & this.#mask;
    const from = row * ways;
    let index = -1;
    for (let at = from; at < from + ways && index < 0; at += 1) {
      if (this.#hashA[at] === hashA && this.#hashB[at] === hashB) index = at;
    }
    if (index < 0) {
      index = from + (this.#next[row] as number);
      this.#next[row] = ((this.#next[row] as number) + 1) % ways;
    }
    this.#hashA[index] = hashA;
    this.#hashB[index] = hashB;
    this.#values[index] = value;
  }
}

/** Tells what came before from what comes for the first time, so that what comes once takes nobody's place. */
export class Doorkeeper {
  readonly #seen = new Uint8Array(doors);
  #marked = 0;

  hasSeen(hash: number): boolean {
    const door = (hash ^ (hash >>> 16)) & (doors - 1);
    if (this.#seen[door] === 1) return true;
    if (this.#marked >= doors / 2) {
      this.#seen.fill(0);
      this.#marked = 0;
    }
    this.#seen[door] = 1;
    this.#marked += 1;
    return false;
  }
}

const doors = 16_384;
const ways = 4;
