import { grownInts } from "./number-tables.ts";

/** Sounds of the way to say a word that an entry has, in one column of all ways: from `start` to before `end`. */
export interface EntrySounds {
  readonly sounds: Uint8Array;
  start(entry: number): number;
  end(entry: number): number;
}

/**
 * Trees of sounds in which equal beginnings are followed once (Ney and Ortmanns, "Dynamic programming search for
 * continuous speech recognition", IEEE SPM 1999), as columns of 19 bytes for each node. The entries of a tree stand next to each other
 * and are parted by the next sound only below the nodes that a search comes to: it sees some 7 % of the trees it enters.
 */
export class SoundNodes {
  /** Nodes there are; node 0 is none. */
  count = 1;
  /** Label of each node; that of a root is -1. */
  labels: Int8Array = new Int8Array(256);
  /** Sounds from the root to the node. */
  depths: Uint8Array = new Uint8Array(256);
  childCounts: Uint8Array = new Uint8Array(256);
  #firstChild: Int32Array = new Int32Array(256);
  /** Entries that begin like the node: from `#from` to before `#to`; those before `#ends` end there. */
  #from: Int32Array = new Int32Array(256);
  #ends: Int32Array = new Int32Array(256);
  #to: Int32Array = new Int32Array(256);
  /** In the order of each tree that is opened so far. */
  #order: Int32Array = new Int32Array(256);
  #scratch: Int32Array = new Int32Array(256);
  #counts: Int32Array = new Int32Array(257);
  #sounds: EntrySounds;

  constructor(sounds: EntrySounds) {
    this.#sounds = sounds;
  }

  get bytes(): number {
    const { labels, depths, childCounts } = this;
    const columns = [labels, depths, childCounts, this.#firstChild, this.#from, this.#ends, this.#to];
    return columns.reduce((sum, { byteLength }) => sum + byteLength, this.#order.byteLength);
  }

  /** The root of a tree of entries `from` to before `to`, all those that are not in a tree yet. */
  addRoot(from: number, to: number): number {
    if (to > this.#order.length) this.#order = grownInts(this.#order, to);
    for (let entry = from; entry < to; entry += 1) this.#order[entry] = entry;
    return this.#add(-1, 0, from, to);
  }

  /** The first of a node's children, which stand next to each other: `childCounts` of them. */
  open(node: number): number {
    const known = this.#firstChild[node] as number;
    return known === 0 ? this.#part(node) : known;
  }

  /** Where in {@link entryAt} those that end at a node begin, and where they are over. */
  endsFrom(node: number): number {
    return this.#from[node] as number;
  }

  endsTo(node: number): number {
    this.open(node);
    return this.#ends[node] as number;
  }

  entryAt(place: number): number {
    return this.#order[place] as number;
  }

  /** Parts a node's entries by the sound after it, equal ones in the order they had: one step of a radix sort. */
  #part(node: number): number {
    const from = this.#from[node] as number;
    const to = this.#to[node] as number;
    const depth = this.depths[node] as number;
    const counts = this.#counts.fill(0);
    for (let at = from; at < to; at += 1) {
      const bucket = this.#bucketOf(this.#order[at] as number, depth);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    const firstChild = this.count;
    const ends = from + (counts[0] as number);
    this.#ends[node] = ends;
    let begin = from;
    for (let bucket = 0; bucket < counts.length; bucket += 1) {
      const end = begin + (counts[bucket] as number);
      if (bucket > 0 && end > begin) this.#add(bucket - 1, depth + 1, begin, end);
      counts[bucket] = begin;
      begin = end;
    }
    this.#firstChild[node] = firstChild;
    this.childCounts[node] = this.count - firstChild;
    if (this.count - firstChild + Number(ends > from) > 1) this.#reorder(from, to, depth);
    return firstChild;
  }

  /** `#counts` says where each bucket begins. */
  #reorder(from: number, to: number, depth: number): void {
    if (to - from > this.#scratch.length) this.#scratch = grownInts(this.#scratch, to - from);
    this.#scratch.set(this.#order.subarray(from, to));
    for (let one = 0; one < to - from; one += 1) {
      const entry = this.#scratch[one] as number;
      const bucket = this.#bucketOf(entry, depth);
      const at = this.#counts[bucket] as number;
      this.#order[at] = entry;
      this.#counts[bucket] = at + 1;
    }
  }

  /** 0 where the entry ends after `depth` sounds, else its next sound and 1. */
  #bucketOf(entry: number, depth: number): number {
    const at = this.#sounds.start(entry) + depth;
    return at === this.#sounds.end(entry) ? 0 : (this.#sounds.sounds[at] as number) + 1;
  }

  #add(label: number, depth: number, from: number, to: number): number {
    const node = this.count;
    if (node === this.labels.length) this.#grow();
    this.labels[node] = label;
    this.depths[node] = depth;
    this.#from[node] = from;
    this.#to[node] = to;
    this.count += 1;
    return node;
  }

  #grow(): void {
    this.#firstChild = grownInts(this.#firstChild, this.count + 1);
    this.#from = grownInts(this.#from, this.count + 1);
    this.#ends = grownInts(this.#ends, this.count + 1);
    this.#to = grownInts(this.#to, this.count + 1);
    const size = this.#from.length;
    const [labels, depths, childCounts] = [new Int8Array(size), new Uint8Array(size), new Uint8Array(size)];
    labels.set(this.labels);
    depths.set(this.depths);
    childCounts.set(this.childCounts);
    Object.assign(this, { labels, depths, childCounts });
  }
}
