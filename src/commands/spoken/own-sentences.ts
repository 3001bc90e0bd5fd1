import { normalise } from "../../text/normalise.ts";
import { compileSentences } from "../grammar/compile.ts";
import type { MatcherOptions } from "../grammar/match.ts";
import type { ListDefinition, SentenceBlock } from "../grammar/types.ts";
import type { MarkedExample } from "../own-intents/marked-example.ts";
import type { OwnIntent } from "../own-intents/own-intent.ts";

/** Every example of the user's own intents as a sentence, with what any example of the intent has in a slot in that slot. */
export function compileOwnSentences(intents: readonly OwnIntent[]): MatcherOptions {
  const blocks = intents.map(
    ({ name, examples, defaults }): SentenceBlock => ({
      intent: name,
      sentences: examples.map(sentenceOf).filter((sentence) => sentence !== ""),
      slots: defaults,
      requiresContext: {},
      excludesContext: {},
      rules: {},
      lists: slotLists(examples),
      metadata: {},
      origin: `own intent ${name}`,
    }),
  );
  return compileSentences({ blocks, rules: {}, lists: {}, skipWords: [] }, {});
}

function sentenceOf(example: MarkedExample): string {
  const parts: string[] = [];
  let at = 0;
  for (const { name, start, end } of [...example.slots].sort((one, other) => one.start - other.start)) {
    parts.push(plainWords(example, at, start), `{${name}}`);
    at = end;
  }
  return [...parts, plainWords(example, at, example.words.length)].filter((part) => part !== "").join(" ");
}

function slotLists(examples: readonly MarkedExample[]): Record<string, ListDefinition> {
  const values = new Map<string, Set<string>>();
  for (const example of examples) {
    for (const { name, start, end } of example.slots) {
      const known = values.get(name) ?? new Set<string>();
      known.add(saidBetween(example, start, end));
      values.set(name, known);
    }
  }
  return Object.fromEntries(
    [...values].map(([name, said]): [string, ListDefinition] => [
      name,
      { type: "text", values: [...said].map((text) => ({ in: text, out: text })), isPlain: true },
    ]),
  );
}

/** Without a meaning to any character. */
function plainWords(example: MarkedExample, start: number, end: number): string {
  return normalise(saidBetween(example, start, end)).replace(/[()[\]{}<>|;\\]/g, "\\$&");
}

function saidBetween({ words }: MarkedExample, start: number, end: number): string {
  return words
    .slice(start, end)
    .map(({ text }) => text)
    .join(" ");
}
