import { inSlices, type Steps } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import type { Pronouncer } from "../ports.ts";
import { EmptyGrammarError } from "./errors.ts";
import { createFirstWords } from "./first-words.ts";
import { anyWord, wordsIn } from "./network-words.ts";
import { createSoundTrees, type SoundTrees } from "./sound-tree.ts";
import { createWordStates, type WordState } from "./word-states.ts";
import { WordWays } from "./word-ways.ts";

/**
 * Everything that can be said at a place, ready to be searched.
 *
 * Limits and invariants:
 * 1. What searches work out is kept for the next ones, up to `bytesMax`; past that `open()` begins
 *    anew. Running searches go on with what they have.
 */
export interface CompiledGrammar {
  /** What searches have worked out so far, in bytes. */
  readonly bytes: number;
  /** For one search. */
  open(): { start: WordState; trees: SoundTrees };
  /** Words that cannot be said: sentences with them are left out. */
  readonly unsayable: readonly string[];
  readonly wordCount: number;
}

/** One long utterance makes about as much again. */
const bytesMax = 6 * 2 ** 20;

/**
 * Throws {@link EmptyGrammarError} where nothing is left to say. `openVocabulary`: words that `anyWords` may be, with their log
 * probabilities; without it what has `anyWords` in it cannot be said.
 */
export async function compileGrammar(options: GrammarOptions): Promise<CompiledGrammar> {
  const { network, ways, openVocabulary, unsayable, wordCount } = await sayablePart(options);
  const firstWords = createFirstWords();

  function build() {
    return {
      states: createWordStates(network, firstWords),
      trees: createSoundTrees({ ways, openVocabulary }),
    };
  }

  let { states, trees } = build();
  // What every utterance begins with, so that the first one does not wait for it.
  await inSlices(
    (function* (): Steps<void> {
      yield* firstWords.prepare(network);
      for (const work of [
        () => states.start.isFinal,
        () => states.start.next,
        () => trees.places(states.start),
      ]) {
        work();
        yield;
      }
    })(),
  );
  return {
    open() {
      if (states.bytes + trees.bytes > bytesMax) ({ states, trees } = build());
      return { start: states.start, trees };
    },
    get bytes() {
      return states.bytes + trees.bytes;
    },
    unsayable,
    wordCount,
  };
}

interface GrammarOptions {
  network: SpokenNode;
  pronouncer: Pronouncer;
  openVocabulary?: ReadonlyMap<string, number>;
}

/** By itself, so that nothing of what it needs lives as long as the grammar. */
async function sayablePart({
  network,
  pronouncer,
  openVocabulary = new Map<string, number>(),
}: GrammarOptions) {
  const words = wordsIn(network);
  const hasAny = words.delete(anyWord);
  const own = [...words];
  const asked = hasAny ? [...new Set([...own, ...openVocabulary.keys()])] : own;
  const said = await pronouncer.pronounce(asked);
  const isSayable = (word: string) => (said.get(word) ?? []).some(({ sounds }) => sounds.length > 0);
  return inSlices(
    (function* () {
      const unsayable = own.filter((word) => !isSayable(word));
      const open = hasAny
        ? new Map([...openVocabulary].filter(([word]) => isSayable(word)))
        : new Map<string, number>();
      yield;
      const sayable = withoutUnsayable(network, new Set(unsayable), open.size > 0);
      yield;
      if (!sayable || wordsIn(sayable).size === 0) throw new EmptyGrammarError(unsayable);
      yield;
      const ways = new WordWays(said);
      yield;
      const wordCount = own.length - unsayable.length;
      return { network: sayable, ways, openVocabulary: open, unsayable, wordCount };
    })(),
  );
}

/** The network without the sentences that cannot be said; nothing where none is left. Equal parts stay one object. */
function withoutUnsayable(
  network: SpokenNode,
  unsayable: ReadonlySet<string>,
  hasOpenVocabulary: boolean,
): SpokenNode | undefined {
  if (unsayable.size === 0 && hasOpenVocabulary) return network;
  const known = new Map<SpokenNode, SpokenNode | undefined>();

  function sayable(node: SpokenNode): SpokenNode | undefined {
    if (known.has(node)) return known.get(node);
    const found = rebuilt(node);
    known.set(node, found);
    return found;
  }

  function rebuilt(node: SpokenNode): SpokenNode | undefined {
    switch (node.kind) {
      case "word":
        return unsayable.has(node.word) ? undefined : node;
      case "anyWords":
        return hasOpenVocabulary ? node : undefined;
      case "sequence": {
        const items = node.items.map(sayable);
        if (items.some((item) => item === undefined)) return undefined;
        return items.every((item, place) => item === node.items[place])
          ? node
          : { kind: "sequence", items: items as SpokenNode[] };
      }
      case "choice": {
        const items = node.items.map(sayable).filter((item) => item !== undefined);
        if (items.length === 0) return undefined;
        return items.length === node.items.length && items.every((item, place) => item === node.items[place])
          ? node
          : { kind: "choice", items };
      }
    }
  }

  return sayable(network);
}
