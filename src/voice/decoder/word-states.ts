import type { SpokenNode } from "../../domain/spoken-network.ts";
import { createFirstWords, type FirstWords, type FirstWordsOf } from "./first-words.ts";
import { grownInts, IntColumn, ListTable, PairTable } from "./number-tables.ts";

/**
 * The words that may come next, worked out as they are needed. A state is the set of all places in the network that the
 * words said so far can have led to (the subset construction of a finite automaton, Rabin and Scott 1959, done lazily):
 * thousands of sentences that begin alike are followed once, and what nobody says is never built. The words of a list
 * are worked out once, however many sentences have it.
 *
 * One long sentence with five hundred names makes some thousand states of two hundred ways on each, so places, states and ways
 * are numbers in columns (`number-tables.ts`), and only what a search holds is an object.
 *
 * Limits and invariants:
 * 1. The network must not lead back into itself but by `anyWords`.
 * 2. Places and states are kept for the life of the object: at most one state for each set of places ever met. A search
 *    prunes what it asks for, so in practice these are some hundreds; a new network makes a new object.
 * 3. A word that is likelier on one way than on another stands once for each of its weights: the sets after it are apart, so
 *    each sentence has exactly the weight of its own way.
 */
export interface WordState {
  readonly id: number;
  /** The words said so far may be all. */
  readonly isFinal: boolean;
  /** What may follow, the same object for states that the same words may follow. */
  readonly next: NextWords;
  /** Where word `number` of `next` leads. */
  after(number: number): WordState;
  /** Where any word of the open vocabulary leads, if one may follow. */
  readonly afterAny: WordState | undefined;
}

/** Words by number, from 0 on. A word has one number for each weight that it has. */
export interface NextWords {
  readonly count: number;
  word(number: number): string;
  /** How far-fetched the word is here, a natural logarithm, 0 at most, as a 32-bit float. */
  logWeight(number: number): number;
  /** The highest of all; minus infinity where there are none. */
  readonly logWeightMax: number;
}

/** Of a frame with fewer beginnings they are worked out whenever they are needed. */
const alternativesKept = 16;
/** A state's object, and a set of next words, with what belongs to each beside the columns. */
const objectBytes = 200;

/** `firstWords`: of the same network, where it was searched before. */
export function createWordStates(
  root: SpokenNode,
  firstWords: FirstWordsOf = createFirstWords(),
): {
  readonly start: WordState;
  /** What is kept, in bytes. */
  readonly bytes: number;
} {
  /** What is still to come: a frame, and the place after that. Place 0 is the end. */
  const places = new PairTable();
  /** Places of each state. */
  const targetLists = new ListTable();
  const states: LazyState[] = [];
  /** Of each set of next words the leaves that have them. */
  const leafLists = new ListTable();
  const nextWords: KnownWords[] = [];
  /** Of each state that was expanded: for each leaf where its ways end, and then the ways, each a suffix and the place after it. */
  const ways = new IntColumn();
  /** A state and a number of its next words, and where that leads. */
  const steps = new PairTable();
  const stepStates = new IntColumn();
  /** Those with many beginnings: most of a large grammar is short sequences, which are quickly done again. */
  const ofFrames = new Map<number, FirstWords>();
  const seenPlaces = createMarks();
  const seenLeaves = createMarks();
  const seenWords = createMarks();
  let ofFramesBytes = 0;
  let wordBytes = 0;

  function push(suffix: number, rest: number): number {
    let place = rest;
    for (let left = suffix; left !== 0; left = firstWords.innerOf(left)) {
      place = places.numberOf(firstWords.outerFrameOf(left), place);
    }
    return place;
  }

  function afterFrame(frame: number): FirstWords {
    const known = ofFrames.get(frame);
    if (known) return known;
    const found = firstWords.afterFrame(frame);
    if (found.alternatives.length < 2 * alternativesKept) return found;
    const kept = { ...found, alternatives: Int32Array.from(found.alternatives) };
    ofFrames.set(frame, kept);
    ofFramesBytes += kept.alternatives.byteLength + objectBytes;
    return kept;
  }

  function mayEnd(targets: Int32Array): boolean {
    seenPlaces.clear();
    const open = [...targets];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (place === 0) return true;
      if (seenPlaces.isNew(place) && firstWords.mayBeNothing(places.first(place)))
        open.push(places.second(place));
    }
    return false;
  }

  /** The ways on from a state: the leaf of each, its suffix and the place after that, one after the other, and those by any word. */
  function waysFrom(targets: Int32Array): { found: number[]; leaves: Int32Array; any: number[] } {
    seenPlaces.clear();
    seenLeaves.clear();
    const found: number[] = [];
    const leaves: number[] = [];
    const anyEnds: number[] = [];
    const open = [...targets];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (place === 0 || !seenPlaces.isNew(place)) continue;
      const { alternatives, any, mayBeNothing } = afterFrame(places.first(place));
      const rest = places.second(place);
      for (let one = 0; one < alternatives.length; one += 2) {
        const leaf = alternatives[one] as number;
        if (seenLeaves.isNew(leaf)) leaves.push(leaf);
        found.push(leaf, alternatives[one + 1] as number, rest);
      }
      for (let one = 0; one < any.length; one += 1) anyEnds.push(push(any[one] as number, rest));
      if (mayBeNothing) open.push(rest);
    }
    return { found, leaves: Int32Array.from(leaves).sort(), any: anyEnds };
  }

  /** Keeps ways by leaf, in the order of `leaves`; returns where. */
  function keepWays(found: readonly number[], leaves: Int32Array): number {
    const ranks = new Map<number, number>();
    const ends = new Int32Array(leaves.length);
    for (const [rank, leaf] of leaves.entries()) ranks.set(leaf, rank);
    for (let one = 0; one < found.length; one += 3) {
      const rank = ranks.get(found[one] as number) as number;
      ends[rank] = (ends[rank] as number) + 1;
    }
    const at = ways.length;
    let end = 0;
    for (const [rank, count] of ends.entries()) {
      ends[rank] = end;
      end += count;
      ways.push(end);
    }
    const from = ways.length;
    for (let left = 2 * end; left > 0; left -= 1) ways.push(0);
    for (let one = 0; one < found.length; one += 3) {
      const rank = ranks.get(found[one] as number) as number;
      const to = from + 2 * (ends[rank] as number);
      ways.values[to] = found[one + 1] as number;
      ways.values[to + 1] = found[one + 2] as number;
      ends[rank] = (ends[rank] as number) + 1;
    }
    return at;
  }

  function wordsOf(leaves: Int32Array): KnownWords {
    const id = leafLists.numberOf(leaves);
    const known = nextWords[id];
    if (known) return known;
    const words: number[] = [];
    const groups: WeightGroup[] = [];
    const having = [...leaves].map((leaf) => firstWords.leaf(leaf));
    for (const logWeight of new Set(having.map((leaf) => leaf.logWeight))) {
      seenWords.clear();
      for (const leaf of having) {
        if (leaf.logWeight !== logWeight) continue;
        for (const word of leaf.words.keys()) if (seenWords.isNew(word)) words.push(word);
      }
      groups.push({ logWeight, end: words.length });
    }
    const found = new KnownWords(id, Int32Array.from(words), groups);
    nextWords.push(found);
    wordBytes += 4 * words.length;
    return found;
  }

  function stateOf(targets: readonly number[]): WordState {
    const sorted = Int32Array.from(targets).sort();
    let count = 0;
    for (const place of sorted) {
      if (count > 0 && sorted[count - 1] === place) continue;
      sorted[count] = place;
      count += 1;
    }
    const id = targetLists.numberOf(sorted.subarray(0, count));
    const known = states[id];
    if (known) return known;
    const state = new LazyState(id);
    states.push(state);
    return state;
  }

  class KnownWords implements NextWords {
    readonly id: number;
    /** The same word stands in each of the groups that have it. */
    readonly words: Int32Array;
    readonly groups: readonly WeightGroup[];

    constructor(id: number, words: Int32Array, groups: readonly WeightGroup[]) {
      this.id = id;
      this.words = words;
      this.groups = groups;
    }

    get count(): number {
      return this.words.length;
    }

    get logWeightMax(): number {
      return Math.max(...this.groups.map(({ logWeight }) => Math.fround(logWeight)));
    }

    word(number: number): string {
      return firstWords.wordOf(this.words[number] as number);
    }

    logWeight(number: number): number {
      return Math.fround(this.groupOf(number).logWeight);
    }

    groupOf(number: number): WeightGroup {
      let group = 0;
      while (number >= (this.groups[group] as WeightGroup).end) group += 1;
      return this.groups[group] as WeightGroup;
    }
  }

  class LazyState implements WordState {
    readonly id: number;
    #isFinal: boolean | undefined;
    #next: KnownWords | undefined;
    /** In `ways`. */
    #ways = 0;
    #afterAny: WordState | undefined;

    constructor(id: number) {
      this.id = id;
    }

    get isFinal(): boolean {
      this.#isFinal ??= mayEnd(targetLists.list(this.id));
      return this.#isFinal;
    }

    get next(): NextWords {
      return this.#expand();
    }

    get afterAny(): WordState | undefined {
      this.#expand();
      return this.#afterAny;
    }

    after(number: number): WordState {
      const next = this.#expand();
      const stepCount = steps.size;
      const step = steps.numberOf(this.id, number);
      if (step <= stepCount) return states[stepStates.at(step - 1)] as WordState;
      const state = stateOf(this.#placesAfter(next, number));
      stepStates.push(state.id);
      return state;
    }

    #placesAfter(next: KnownWords, number: number): number[] {
      const word = next.words[number] as number;
      const { logWeight } = next.groupOf(number);
      const leaves = leafLists.list(next.id);
      const from = this.#ways + leaves.length;
      const found: number[] = [];
      for (let rank = 0; rank < leaves.length; rank += 1) {
        const leaf = firstWords.leaf(leaves[rank] as number);
        const items = leaf.logWeight === logWeight ? leaf.words.get(word) : undefined;
        if (items === undefined) continue;
        const suffixes = firstWords.suffixesOf(items);
        const end = ways.at(this.#ways + rank);
        for (let way = rank === 0 ? 0 : ways.at(this.#ways + rank - 1); way < end; way += 1) {
          const outer = push(ways.at(from + 2 * way), ways.at(from + 2 * way + 1));
          for (const suffix of suffixes) found.push(push(suffix, outer));
        }
      }
      return found;
    }

    #expand(): KnownWords {
      if (this.#next) return this.#next;
      const { found, leaves, any } = waysFrom(targetLists.list(this.id));
      this.#ways = keepWays(found, leaves);
      if (any.length > 0) this.#afterAny = stateOf(any);
      this.#next = wordsOf(leaves);
      return this.#next;
    }
  }

  const start = stateOf([places.numberOf(firstWords.frameOf(root, 0), 0)]);
  return {
    start,
    get bytes() {
      const columns = [places, targetLists, leafLists, ways, steps, stepStates, seenPlaces];
      const objects = states.length + nextWords.length;
      return columns.reduce(
        (sum, { bytes }) => sum + bytes,
        ofFramesBytes + wordBytes + objects * objectBytes,
      );
    },
  };
}

/** Words of a set with the same weight: up to before number `end`. */
interface WeightGroup {
  readonly logWeight: number;
  readonly end: number;
}

/** Tells what was met before among whole numbers, since it was last cleared. */
function createMarks() {
  let marks: Int32Array = new Int32Array(64);
  let stamp = 1;
  return {
    clear(): void {
      stamp += 1;
    },
    isNew(number: number): boolean {
      if (number >= marks.length) marks = grownInts(marks, number + 1);
      if (marks[number] === stamp) return false;
      marks[number] = stamp;
      return true;
    },
    get bytes() {
      return marks.byteLength;
    },
  };
}
