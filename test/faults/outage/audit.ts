import type { RecordClass } from "../../../src/domain/envelope.ts";

/** A record as the far side reads it. */
export interface SentRecord {
  id: string;
  class: RecordClass;
  stream: string;
  historical?: true;
  body: { k?: number; schema: string; class?: RecordClass; count?: number };
}

const received = 1;
const stored = 2;

/**
 * The books of a run: what was acknowledged to the site, and what the far side has, each by the number `k` in the body.
 * One byte a record, so that the books say nothing of the memory of what is tested.
 */
export class Audit {
  #flags = new Uint8Array(1 << 16);
  #count = 0;
  #storedCount = 0;
  #allStoredBelow = 0;
  #lastReceived = new Map<string, number>();
  repeats = 0;
  /** Records that came before an earlier one of their stream and age. */
  outOfOrder = 0;
  historical = 0;
  /** Told by gap records, by class. */
  readonly toldLost = new Map<string, number>();

  /** The number of the next record. */
  next(): number {
    this.#count += 1;
    if (this.#count > this.#flags.length) {
      const larger = new Uint8Array(this.#flags.length * 2);
      larger.set(this.#flags);
      this.#flags = larger;
    }
    return this.#count - 1;
  }

  get count(): number {
    return this.#count;
  }

  get storedCount(): number {
    return this.#storedCount;
  }

  /** The far side read it; whether it keeps it is another matter. */
  receive({ stream, historical, body }: SentRecord): void {
    const { k } = body;
    if (k === undefined || this.#has(k, received)) return;
    this.#set(k, received);
    if (historical) this.historical += 1;
    const lane = `${historical ? "old" : "new"} ${stream}`;
    if (k < (this.#lastReceived.get(lane) ?? -1)) this.outOfOrder += 1;
    this.#lastReceived.set(lane, k);
  }

  store({ body }: SentRecord): void {
    const { k, schema, count } = body;
    if (schema === "edgewise.gap.v1") {
      const name = body.class ?? "sample";
      this.toldLost.set(name, (this.toldLost.get(name) ?? 0) + (count ?? 0));
    }
    if (k === undefined) return;
    if (this.#has(k, stored)) {
      this.repeats += 1;
      return;
    }
    this.#set(k, stored);
    this.#storedCount += 1;
  }

  /** Numbers of records that the far side does not have; the first ones of them. */
  missing(countMax: number): number[] {
    const missing: number[] = [];
    for (let k = 0; k < this.#count && missing.length < countMax; k += 1) {
      if (!this.#has(k, stored)) missing.push(k);
    }
    return missing;
  }

  /** How many records below `k` the far side does not have. */
  missingBefore(k: number): number {
    while (this.#allStoredBelow < k && this.#has(this.#allStoredBelow, stored)) this.#allStoredBelow += 1;
    let missing = 0;
    for (let number = this.#allStoredBelow; number < k; number += 1)
      if (!this.#has(number, stored)) missing += 1;
    return missing;
  }

  #has(k: number, flag: number): boolean {
    return ((this.#flags[k] ?? 0) & flag) !== 0;
  }

  #set(k: number, flag: number): void {
    this.#flags[k] = (this.#flags[k] ?? 0) | flag;
  }
}
