import type { Pronunciation } from "../ports.ts";
import type { NextWords, WordState } from "./word-states.ts";

/** Ways to say a word. */
export type Pronounce = (word: string) => readonly Pronunciation[];

/** A way to say a word whose sounds are also a string, of which a comparison is quick. */
interface OrderedWay extends Pronunciation {
  readonly key: string;
}

function orderedWays(ways: readonly Pronunciation[]): OrderedWay[] {
  return ways
    .filter(({ sounds }) => sounds.length > 0 && sounds.length < 256)
    .map(({ sounds, logWeight }) => ({ sounds, logWeight, key: String.fromCharCode(...sounds) }));
}

/**
 * Words as a tree of sounds in which equal beginnings are followed once (Ney and Ortmanns, "Dynamic programming search for
 * continuous speech recognition", IEEE SPM 1999), in columns: 500 names are some 2,000 nodes of 14 bytes each. The children of a
 * node, and the words that end at it, stand next to each other.
 */
export interface SoundTree {
  /** Label of each node; node 0 is the root, whose label is -1. */
  readonly labels: Int8Array;
  /** Sounds from the root to the node. */
  readonly depths: Uint8Array;
  /** Children of node `n`: from `firstChild[n]` to before `firstChild[n + 1]`. */
  readonly firstChild: Int32Array;
  /** Words that end at node `n`: from `firstEnd[n]` to before `firstEnd[n + 1]`. */
  readonly firstEnd: Int32Array;
  /** Numbers in `words`. */
  readonly endWords: Int32Array;
  /** Natural logarithms. */
  readonly endWeights: Float32Array;
  readonly words: readonly string[];
}

/** A tree at a state of the network: what may be said there, and where it leads. */
export interface TreePlace {
  readonly tree: SoundTree;
  /** Node `n` of this place has number `base + n`, unique among all of one {@link SoundTrees}. */
  readonly base: number;
  after(wordNumber: number): WordState;
}

/** One tree for each set of words, one place for each state of the network, made when a search first comes there. */
export interface SoundTrees {
  places(state: WordState): readonly TreePlace[];
  /** Nodes of all places: the numbers given so far. */
  readonly nodeCount: number;
  /** Nodes of all trees: what is kept, some 20 bytes for each. */
  readonly size: number;
}

export function createSoundTrees(options: {
  pronounce: Pronounce;
  /** Words that `anyWords` may be, with their log probabilities. */
  openVocabulary?: ReadonlyMap<string, number>;
}): SoundTrees {
  const { openVocabulary } = options;
  const ordered = new Map<string, readonly OrderedWay[]>();
  const known: (readonly TreePlace[] | undefined)[] = [];
  /** States that allow the same words share their tree, as those before a list of names do. */
  const trees = new Map<NextWords, SoundTree>();
  let openTree: SoundTree | undefined;
  let nodeCount = 0;
  let size = 0;

  function pronounce(word: string): readonly OrderedWay[] {
    let ways = ordered.get(word);
    if (!ways) {
      ways = orderedWays(options.pronounce(word));
      ordered.set(word, ways);
    }
    return ways;
  }

  function place(tree: SoundTree, after: (wordNumber: number) => WordState): TreePlace {
    const base = nodeCount;
    nodeCount += tree.labels.length;
    return { tree, base, after };
  }

  function treeOf(next: NextWords): SoundTree {
    let tree = trees.get(next);
    if (!tree) {
      tree = createSoundTree(next.words, pronounce, (number) => next.logWeights[number] as number);
      trees.set(next, tree);
      size += tree.labels.length;
    }
    return tree;
  }

  return {
    places(state) {
      const before = known[state.id];
      if (before) return before;
      const found: TreePlace[] = [];
      const { next, afterAny } = state;
      if (next.words.length > 0) {
        found.push(place(treeOf(next), (number) => state.after(number)));
      }
      if (afterAny && openVocabulary && openVocabulary.size > 0) {
        const weights = [...openVocabulary.values()];
        openTree ??= createSoundTree(
          [...openVocabulary.keys()],
          pronounce,
          (number) => weights[number] as number,
        );
        found.push(place(openTree, () => afterAny));
      }
      known[state.id] = found;
      return found;
    },
    get nodeCount() {
      return nodeCount;
    },
    get size() {
      return size;
    },
  };
}

interface Entry {
  sounds: readonly number[];
  key: string;
  word: number;
  weight: number;
}

function createSoundTree(
  words: readonly string[],
  pronounce: (word: string) => readonly OrderedWay[],
  /** Natural logarithm, added to that of each way to say the word of this number. */
  weightOf: (number: number) => number,
): SoundTree {
  const entries: Entry[] = [];
  for (const [number, word] of words.entries()) {
    for (const { sounds, key, logWeight } of pronounce(word)) {
      entries.push({ sounds, key, word: number, weight: logWeight + weightOf(number) });
    }
  }
  entries.sort(bySounds);
  // Node by node, breadth first: each node is a run of entries that begin alike.
  const labels = [-1];
  const depths = [0];
  const from = [0];
  const to = [entries.length];
  const firstChild: number[] = [];
  const firstEnd: number[] = [];
  const endWords: number[] = [];
  const endWeights: number[] = [];
  for (let node = 0; node < labels.length; node += 1) {
    const depth = depths[node] as number;
    const end = to[node] as number;
    let at = from[node] as number;
    firstEnd.push(endWords.length);
    for (; at < end && entries[at]?.sounds.length === depth; at += 1) {
      endWords.push(entries[at]?.word as number);
      endWeights.push(entries[at]?.weight as number);
    }
    firstChild.push(labels.length);
    while (at < end) {
      const label = entries[at]?.sounds[depth] as number;
      labels.push(label);
      depths.push(depth + 1);
      from.push(at);
      while (at < end && entries[at]?.sounds[depth] === label) at += 1;
      to.push(at);
    }
  }
  firstChild.push(labels.length);
  firstEnd.push(endWords.length);
  return {
    labels: Int8Array.from(labels),
    depths: Uint8Array.from(depths),
    firstChild: Int32Array.from(firstChild),
    firstEnd: Int32Array.from(firstEnd),
    endWords: Int32Array.from(endWords),
    endWeights: Float32Array.from(endWeights),
    words,
  };
}

function bySounds(a: Entry, b: Entry): number {
  return a.key < b.key ? -1 : Number(a.key > b.key);
}
