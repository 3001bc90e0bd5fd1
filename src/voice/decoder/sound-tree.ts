import { IntColumn } from "./number-tables.ts";
import { SoundNodes } from "./sound-nodes.ts";
import type { NextWords, WordState } from "./word-states.ts";
import type { WordWays } from "./word-ways.ts";

/** A tree of sounds at a state of the network: what may be said there, and where it leads. */
export interface TreePlace {
  /** Unique among all of one {@link SoundTrees}. */
  readonly number: number;
  /** States that allow the same words share it, as those before a list of names do. */
  readonly root: number;
  readonly words: Pick<NextWords, "count" | "word" | "logWeight">;
  /** Its words are those of free text, where any word may stand. */
  readonly isOpen: boolean;
  after(wordNumber: number): WordState;
}

/** One tree for each set of words, one place for each state of the network, made when a search first comes there. */
export interface SoundTrees {
  places(state: WordState): readonly TreePlace[];
  readonly nodes: SoundNodes;
  /** Number among the words of its place of the word that an entry of a tree is. */
  wordNumber(entry: number): number;
  /** How unlikely the entry's way to say the word is at a place, and the word there: a natural logarithm. */
  weightAt(place: TreePlace, entry: number): number;
  /** What is kept. */
  readonly bytes: number;
}

/** A place's object, with what belongs to it. */
const placeBytes = 150;

export function createSoundTrees(options: {
  ways: WordWays;
  /** Words that `anyWords` may be, with their log probabilities. */
  openVocabulary?: ReadonlyMap<string, number>;
}): SoundTrees {
  const { ways, openVocabulary } = options;
  const openWords = openVocabulary && openVocabulary.size > 0 ? listed(openVocabulary) : undefined;
  const known: (readonly TreePlace[] | undefined)[] = [];
  const roots = new Map<TreePlace["words"], number>();
  /** Of each entry of a tree: the word's number, and the way to say it. */
  const entryWords = new IntColumn();
  const entryWays = new IntColumn();
  const nodes = new SoundNodes({
    sounds: ways.sounds,
    start: (entry) => ways.start(entryWays.at(entry)),
    end: (entry) => ways.end(entryWays.at(entry)),
  });
  let placeCount = 0;

  function rootOf(words: TreePlace["words"]): number {
    let root = roots.get(words);
    if (root !== undefined) return root;
    const from = entryWords.length;
    for (let number = 0; number < words.count; number += 1) {
      const { first, end } = ways.of(words.word(number));
      for (let way = first; way < end; way += 1) {
        entryWords.push(number);
        entryWays.push(way);
      }
    }
    root = nodes.addRoot(from, entryWords.length);
    roots.set(words, root);
    return root;
  }

  function place(words: TreePlace["words"], after: TreePlace["after"]): TreePlace {
    placeCount += 1;
    return { number: placeCount, root: rootOf(words), words, isOpen: words === openWords, after };
  }

  return {
    places(state) {
      const before = known[state.id];
      if (before) return before;
      const found: TreePlace[] = [];
      const { next, afterAny } = state;
      if (next.count > 0) found.push(place(next, (number) => state.after(number)));
      if (afterAny && openWords) found.push(place(openWords, () => afterAny));
      known[state.id] = found;
      return found;
    },
    nodes,
    wordNumber: (entry) => entryWords.at(entry),
    weightAt: ({ words }, entry) =>
      Math.fround(ways.logWeight(entryWays.at(entry)) + words.logWeight(entryWords.at(entry))),
    get bytes() {
      return nodes.bytes + entryWords.bytes + entryWays.bytes + placeCount * placeBytes;
    },
  };
}

function listed(openVocabulary: ReadonlyMap<string, number>): TreePlace["words"] {
  const words = [...openVocabulary.keys()];
  const logWeights = [...openVocabulary.values()];
  return {
    count: words.length,
    word: (number) => words[number] as string,
    logWeight: (number) => logWeights[number] as number,
  };
}
