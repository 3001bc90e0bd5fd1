import type { Arrival } from "./arrivals.ts";
import { hashOfPair } from "./number-tables.ts";
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

/** Where the token of a node at a place stands, by the numbers of both: open addressing, emptied by a new stamp. */
export class SlotTable {
  #places = new Int32Array(1024);
  #nodes = new Int32Array(1024);
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

  /** The slot of a node at a place; where it has none yet, it is given `fresh`. */
  slotOf(place: number, node: number, fresh: number): number {
    const mask = this.#nodes.length - 1;
    let at = hashOfPair(place, node) & mask;
    for (; this.#stamps[at] === this.#stamp; at = (at + 1) & mask) {
      if (this.#nodes[at] === node && this.#places[at] === place) return this.#slots[at] as number;
    }
    this.#stamps[at] = this.#stamp;
    this.#places[at] = place;
    this.#nodes[at] = node;
    this.#slots[at] = fresh;
    this.#used += 1;
    if (this.#used * 2 > this.#nodes.length) this.#grow();
    return fresh;
  }

  #grow(): void {
    const [places, nodes, slots, stamps] = [this.#places, this.#nodes, this.#slots, this.#stamps];
    const size = nodes.length * 2;
    this.#places = new Int32Array(size);
    this.#nodes = new Int32Array(size);
    this.#slots = new Int32Array(size);
    this.#stamps = new Int32Array(size);
    this.#used = 0;
    const stamp = this.#stamp;
    for (const [at, one] of stamps.entries()) {
      if (one === stamp) this.slotOf(places[at] as number, nodes[at] as number, slots[at] as number);
    }
  }
}
