import type { SpokenNode } from "../../domain/spoken-network.ts";
import {
  createFirstWords,
  type FirstWords,
  type FirstWordsOf,
  type Frame,
  type Leaf,
} from "./first-words.ts";

/**
 * The words that may come next, worked out as they are needed. A state is the set of all places in the network that the
 * words said so far can have led to (the subset construction of a finite automaton, Rabin and Scott 1959, done lazily):
 * thousands of sentences that begin alike are followed once, and what nobody says is never built. The words of a list
 * are worked out once, however many sentences have it.
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

export interface NextWords {
  /** A word stands there once for each weight that it has. */
  readonly words: readonly string[];
  /** Of each of `words`: how far-fetched it is here, a natural logarithm, 0 at most. */
  readonly logWeights: Float32Array;
}

/** What is still to come: a frame, and what comes after that. Equal places are one object. */
interface Place {
  readonly id: number;
  readonly frame: Frame;
  readonly rest: Place | undefined;
}

/** What follows a word of a leaf: the rest of the alternative, and then that of the place. */
interface Part {
  readonly suffix: readonly Frame[];
  readonly rest: Place | undefined;
}

interface Steps {
  parts: Map<Leaf, Part[]>;
  any: Set<Place | undefined>;
}

interface KnownWords extends NextWords {
  /** Leaves that have a word, by the word's number. */
  readonly leaves: readonly (readonly Leaf[])[];
}

/** Of a frame with fewer beginnings they are worked out whenever they are needed. */
const alternativesKept = 16;

/** `firstWords`: of the same network, where it was searched before. */
export function createWordStates(
  root: SpokenNode,
  firstWords: FirstWordsOf = createFirstWords(),
): {
  readonly start: WordState;
  /** What is kept: some tens of bytes for each. */
  readonly size: number;
} {
  const places = new Map<number, Place>();
  const states = new Map<string, WordState>();
  const nextWords = new Map<string, KnownWords>();
  /** Those with many beginnings: most of a large grammar is short sequences, which are quickly done again. */
  const ofFrames = new Map<Frame, FirstWords>();
  let placeCount = 0;
  let partCount = 0;
  let wordCount = 0;

  function placeOf(frame: Frame, rest: Place | undefined): Place {
    // Both are far below 2^26.
    const key = frame.id * 2 ** 26 + (rest?.id ?? 0);
    let place = places.get(key);
    if (!place) {
      placeCount += 1;
      place = { id: placeCount, frame, rest };
      places.set(key, place);
    }
    return place;
  }

  function push(frames: readonly Frame[], rest: Place | undefined): Place | undefined {
    let place = rest;
    for (let at = frames.length - 1; at >= 0; at -= 1) place = placeOf(frames[at] as Frame, place);
    return place;
  }

  function afterFrame(frame: Frame): FirstWords {
    const known = ofFrames.get(frame);
    if (known) return known;
    const found = firstWords.afterFrame(frame);
    if (found.alternatives.length >= alternativesKept) {
      ofFrames.set(frame, found);
      partCount += found.alternatives.length;
    }
    return found;
  }

  function stepsOf(targets: Iterable<Place | undefined>): Steps {
    const steps: Steps = { parts: new Map(), any: new Set() };
    const seen = new Set<Place | undefined>();
    const open = [...targets];
    while (open.length > 0) {
      const place = open.pop();
      if (seen.has(place)) continue;
      seen.add(place);
      if (!place) continue;
      const { alternatives, any, mayBeNothing } = afterFrame(place.frame);
      for (const { leaf, suffix } of alternatives) {
        const part = { suffix, rest: place.rest };
        const same = steps.parts.get(leaf);
        if (same) same.push(part);
        else steps.parts.set(leaf, [part]);
      }
      partCount += alternatives.length;
      for (const frames of any) steps.any.add(push(frames, place.rest));
      if (mayBeNothing) open.push(place.rest);
    }
    return steps;
  }

  function mayEnd(targets: Iterable<Place | undefined>): boolean {
    const seen = new Set<Place | undefined>();
    const open = [...targets];
    while (open.length > 0) {
      const place = open.pop();
      if (!place) return true;
      if (seen.has(place)) continue;
      seen.add(place);
      if (firstWords.mayBeNothing(place.frame)) open.push(place.rest);
    }
    return false;
  }

  function wordsOf(having: Iterable<Leaf>): KnownWords {
    const leaves = [...having].sort((a, b) => a.id - b.id);
    const key = leaves.map(({ id }) => id).join(",");
    const known = nextWords.get(key);
    if (known) return known;
    const words: string[] = [];
    const logWeights: number[] = [];
    const leavesOf: Leaf[][] = [];
    for (const logWeight of new Set(leaves.map((leaf) => leaf.logWeight))) {
      const byWord = new Map<string, Leaf[]>();
      for (const leaf of leaves) {
        if (leaf.logWeight !== logWeight) continue;
        for (const word of leaf.words.keys()) {
          const others = byWord.get(word);
          if (others) others.push(leaf);
          else byWord.set(word, [leaf]);
        }
      }
      for (const [word, having] of byWord) {
        words.push(word);
        logWeights.push(logWeight);
        leavesOf.push(having);
      }
    }
    const found = { words, logWeights: Float32Array.from(logWeights), leaves: leavesOf };
    wordCount += words.length;
    nextWords.set(key, found);
    return found;
  }

  function stateOf(targets: ReadonlySet<Place | undefined>): WordState {
    const list = [...targets].sort((a, b) => (a?.id ?? 0) - (b?.id ?? 0));
    const key = list.map((place) => place?.id ?? 0).join(",");
    const known = states.get(key);
    if (known) return known;
    const state = new LazyState(states.size, list);
    states.set(key, state);
    return state;
  }

  class LazyState implements WordState {
    readonly id: number;
    #targets: readonly (Place | undefined)[] | undefined;
    #isFinal: boolean | undefined;
    #next: KnownWords | undefined;
    #parts: ReadonlyMap<Leaf, readonly Part[]> = new Map();
    #after: Map<number, WordState> | undefined;
    #afterAny: WordState | undefined;

    constructor(id: number, targets: readonly (Place | undefined)[]) {
      this.id = id;
      this.#targets = targets;
    }

    get isFinal(): boolean {
      this.#isFinal ??= mayEnd(this.#targets ?? []);
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
      const known = this.#after?.get(number);
      if (known) return known;
      const { words, leaves: leavesOf } = this.#expand();
      const [word, leaves] = [words[number] as string, leavesOf[number] as readonly Leaf[]];
      const targets = new Set<Place | undefined>();
      for (const leaf of leaves) {
        const items = leaf.words.get(word) ?? [];
        for (const { suffix, rest } of this.#parts.get(leaf) ?? []) {
          const outer = push(suffix, rest);
          for (const frames of items) targets.add(push(frames, outer));
        }
      }
      const state = stateOf(targets);
      this.#after ??= new Map();
      this.#after.set(number, state);
      return state;
    }

    #expand(): KnownWords {
      if (this.#next) return this.#next;
      this.#isFinal ??= mayEnd(this.#targets ?? []);
      const { parts, any } = stepsOf(this.#targets ?? []);
      this.#targets = undefined;
      this.#parts = parts;
      if (any.size > 0) this.#afterAny = stateOf(any);
      this.#next = wordsOf(parts.keys());
      return this.#next;
    }
  }

  const start = stateOf(new Set([placeOf(firstWords.frameOf(root, 0), undefined)]));
  return {
    start,
    get size() {
      return partCount + wordCount + places.size + states.size;
    },
  };
}
