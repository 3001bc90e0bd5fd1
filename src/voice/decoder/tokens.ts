import type { Arrival } from "./arrivals.ts";
import type { TreePlace } from "./sound-tree.ts";

/** Tokens as columns: the best way to each node that ends in the node's label, and that ends in a blank after it. */
export class Tokens {
  count = 0;
  places: (TreePlace | undefined)[] = [];
  nodes: Int32Array = new Int32Array(256);
  label: Float64Array = new Float64Array(256);
  blank: Float64Array = new Float64Array(256);
  /** What was said before the word that is being said. */
  labelArrival: (Arrival | undefined)[] = [];
  blankArrival: (Arrival | undefined)[] = [];
  /** Frame in which its last label was last heard. */
  blankTo: Int32Array = new Int32Array(256);

  clear(): void {
    // Their objects go with them: nothing said long ago is held.
    this.places.length = 0;
    this.labelArrival.length = 0;
    this.blankArrival.length = 0;
    this.count = 0;
  }

  add(place: TreePlace, node: number): void {
    const slot = this.count;
    if (slot === this.nodes.length) this.#grow();
    this.places.push(place);
    this.labelArrival.push(undefined);
    this.blankArrival.push(undefined);
    this.nodes[slot] = node;
    this.label[slot] = Number.NEGATIVE_INFINITY;
    this.blank[slot] = Number.NEGATIVE_INFINITY;
    this.blankTo[slot] = 0;
    this.count += 1;
  }

  #grow(): void {
    const size = this.nodes.length * 2;
    const nodes = new Int32Array(size);
    nodes.set(this.nodes);
    this.nodes = nodes;
    const label = new Float64Array(size);
    label.set(this.label);
    this.label = label;
    const blank = new Float64Array(size);
    blank.set(this.blank);
    this.blank = blank;
    const blankTo = new Int32Array(size);
    blankTo.set(this.blankTo);
    this.blankTo = blankTo;
  }
}

/** Where the token of a node stands, by the node's number: open addressing, emptied by a new stamp. */
export class SlotTable {
  #numbers = new Int32Array(1024);
  #slots = new Int32Array(1024);
  #stamps = new Int32Array(1024);
  #stamp = 1;
  #used = 0;

  clear(): void {
    this.#stamp += 1;
    this.#used = 0;
    if (this.#stamp < 2 ** 31 - 1) return;
    this.#stamps.fill(0);
    this.#stamp = 1;
  }

  /** The slot of node `number`; where it has none yet, it is given `fresh`. */
  slotOf(number: number, fresh: number): number {
    const mask = this.#numbers.length - 1;
    let at = Math.imul(number, 0x9e3779b1) >>> 7;
    for (at &= mask; this.#stamps[at] === this.#stamp; at = (at + 1) & mask) {
      if (this.#numbers[at] === number) return this.#slots[at] as number;
    }
    this.#stamps[at] = this.#stamp;
    this.#numbers[at] = number;
    this.#slots[at] = fresh;
    this.#used += 1;
    if (this.#used * 2 > this.#numbers.length) this.#grow();
    return fresh;
  }

  #grow(): void {
    const before = { numbers: this.#numbers, slots: this.#slots, stamps: this.#stamps };
    const size = before.numbers.length * 2;
    this.#numbers = new Int32Array(size);
    this.#slots = new Int32Array(size);
    this.#stamps = new Int32Array(size);
    this.#used = 0;
    const stamp = this.#stamp;
    for (const [at, one] of before.stamps.entries()) {
      if (one === stamp) this.slotOf(before.numbers[at] as number, before.slots[at] as number);
    }
  }
}
