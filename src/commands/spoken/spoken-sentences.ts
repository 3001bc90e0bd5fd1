import { atOnce } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import { compileSentences } from "../grammar/compile.ts";
import { createMatcher } from "../grammar/match.ts";
import { readSentenceFiles, type SentenceFile } from "../grammar/sentence-file.ts";
import type { GrammarSource, ListDefinition, SentenceBlock } from "../grammar/types.ts";
import { wildcardLists } from "../understand/lists.ts";
import { homeAssistantCommon } from "./home-assistant-common.ts";
import { openWords } from "./open-words.ts";
import { spokenNetwork } from "./spoken-network.ts";
import { SpokenPool } from "./spoken-pool.ts";
import { createSpokenReaders } from "./spoken-readers.ts";

/** What can be said, and what it means. */
export interface SpokenSentences {
  readonly network: SpokenNode;
  /** Words that `anyWords` may be, with their natural log probabilities. */
  readonly openWords: ReadonlyMap<string, number>;
  /** Undefined: no sentence reads so, which is never so of a text of the network. */
  understand(text: string): SpokenIntent | undefined;
}

export interface SpokenIntent {
  intent: string;
  slots: Readonly<Record<string, string | number>>;
}

/**
 * Sentence files by themselves, without anybody's entities: intents and slots keep the names they have there, `{name}`,
 * `{area}` and `{floor}` that no file lists are any words, and rules and lists that Home Assistant's English has for all
 * sentences may be used. Throws the grammar's errors, which name the place.
 */
export function readSpokenSentences(files: readonly SentenceFile[]): SpokenSentences {
  const read = readSentenceFiles(files, { names: "asWritten" });
  const common = readSentenceFiles([{ file: "home-assistant-common", content: homeAssistantCommon }]);
  const source: GrammarSource = {
    blocks: withKnownContext(read),
    rules: { ...common.rules, ...read.rules },
    lists: { ...common.lists, ...read.lists },
    skipWords: read.skipWords,
  };
  const missing = Object.entries(wildcardLists).filter(([name]) => !Object.hasOwn(read.lists, name));
  const compiled = compileSentences(source, Object.fromEntries(missing), { allowsSilence: true });
  const grammar = createMatcher(compiled);
  return {
    network: atOnce(spokenNetwork(compiled, createSpokenReaders(new SpokenPool()).of)),
    openWords: openWords([]),
    understand(text) {
      const [best] = grammar.match(text);
      return best && { intent: best.intent, slots: best.slots };
    },
  };
}

/** What a sentence requires of its surroundings counts only where some value of a list has it: there are no others here. */
function withKnownContext({ blocks, lists }: GrammarSource): SentenceBlock[] {
  const shared = contextKeys(lists);
  return blocks.map((block) => {
    const known = new Set([...shared, ...contextKeys(block.lists)]);
    const required = Object.entries(block.requiresContext).filter(([key]) => known.has(key));
    return { ...block, requiresContext: Object.fromEntries(required) };
  });
}

function contextKeys(lists: Readonly<Record<string, ListDefinition>>): string[] {
  return Object.values(lists).flatMap((list) =>
    list.type === "text" ? list.values.flatMap(({ context }) => Object.keys(context ?? {})) : [],
  );
}
