/** Whole numbers one after the other, 4 bytes each, with a third as much to grow into. */
export class IntColumn {
  length = 0;
  values: Int32Array = new Int32Array(64);

  push(value: number): number {
    if (this.length === this.values.length) this.values = grownInts(this.values, this.length + 1);
    this.values[this.length] = value;
    this.length += 1;
    return this.length - 1;
  }

  at(index: number): number {
    return this.values[index] as number;
  }

  get bytes(): number {
    return this.values.byteLength;
  }
}

/** A copy with room for `lengthMin` numbers and more. */
export function grownInts(ints: Int32Array, lengthMin: number): Int32Array {
  const grown = new Int32Array(Math.max(lengthMin, Math.ceil((ints.length * 4) / 3)));
  grown.set(ints);
  return grown;
}

/**
 * Pairs of whole numbers of 0 or more, each pair numbered once, from 1 on, so that 0 can stand for none: 16 bytes or so for each
 * instead of the hundred of an object in a map. Open addressing.
 */
export class PairTable {
  #firsts = new IntColumn();
  #seconds = new IntColumn();
  #slots: Int32Array = new Int32Array(256);

  /** Pairs there are. */
  get size(): number {
    return this.#firsts.length;
  }

  get bytes(): number {
    return this.#firsts.bytes + this.#seconds.bytes + this.#slots.byteLength;
  }

  first(number: number): number {
    return this.#firsts.at(number - 1);
  }

  second(number: number): number {
    return this.#seconds.at(number - 1);
  }

  /** A pair that is new is added, with the number `size`. */
  numberOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let at = hashOfPair(first, second) & mask;
    for (let number = this.#slots[at] as number; number > 0; number = this.#slots[at] as number) {
      if (this.first(number) === first && this.second(number) === second) return number;
      at = (at + 1) & mask;
    }
    this.#firsts.push(first);
    const number = this.#seconds.push(second) + 1;
    this.#slots[at] = number;
    if (number * 2 > this.#slots.length) this.#slots = this.#rehashed(this.#slots.length * 2);
    return number;
  }

  #rehashed(slotCount: number): Int32Array {
    const slots = new Int32Array(slotCount);
    const mask = slotCount - 1;
    for (let number = 1; number <= this.size; number += 1) {
      let at = hashOfPair(this.first(number), this.second(number)) & mask;
      while ((slots[at] as number) > 0) at = (at + 1) & mask;
      slots[at] = number;
    }
    return slots;
  }
}

/** Lists of whole numbers, each list numbered once, from 0 on. */
export class ListTable {
  #values = new IntColumn();
  /** Where each list begins; the last entry is where the next one would. */
  #starts = new IntColumn();
  #slots: Int32Array = new Int32Array(256);

  constructor() {
    this.#starts.push(0);
  }

  /** Lists there are. */
  get size(): number {
    return this.#starts.length - 1;
  }

  get bytes(): number {
    return this.#values.bytes + this.#starts.bytes + this.#slots.byteLength;
  }

  /** To be read at once: it is no longer the list's after others were added. */
  list(number: number): Int32Array {
    return this.#values.values.subarray(this.#starts.at(number), this.#starts.at(number + 1));
  }

  /** A list that is new is added, with the number `size`. */
  numberOf(list: readonly number[] | Int32Array): number {
    const mask = this.#slots.length - 1;
    let at = hashOfList(list) & mask;
    for (let slot = this.#slots[at] as number; slot > 0; slot = this.#slots[at] as number) {
      if (this.#isEqual(slot - 1, list)) return slot - 1;
      at = (at + 1) & mask;
    }
    for (const value of list) this.#values.push(value);
    const size = this.#starts.push(this.#values.length);
    this.#slots[at] = size;
    if (size * 2 > this.#slots.length) this.#slots = this.#rehashed(this.#slots.length * 2);
    return size - 1;
  }

  #isEqual(number: number, list: readonly number[] | Int32Array): boolean {
    const start = this.#starts.at(number);
    if (this.#starts.at(number + 1) - start !== list.length) return false;
    for (let index = 0; index < list.length; index += 1) {
      if (this.#values.at(start + index) !== list[index]) return false;
    }
    return true;
  }

  #rehashed(slotCount: number): Int32Array {
    const slots = new Int32Array(slotCount);
    const mask = slotCount - 1;
    for (let number = 0; number < this.size; number += 1) {
      let at = hashOfList(this.list(number)) & mask;
      while ((slots[at] as number) > 0) at = (at + 1) & mask;
      slots[at] = number + 1;
    }
    return slots;
  }
}

/** Multiplications as in MurmurHash3, so that numbers near each other come far apart. */
export function hashOfPair(first: number, second: number): number {
  return mixed(Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b));
}

function hashOfList(list: readonly number[] | Int32Array): number {
  let hash = list.length;
  for (let index = 0; index < list.length; index += 1) {
    hash = Math.imul(hash ^ Math.imul(list[index] as number, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return mixed(hash);
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (once ^ (once >>> 13)) >>> 0;
}
