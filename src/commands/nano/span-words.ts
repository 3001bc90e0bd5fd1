import { LruMap } from "../../core/lru-map.ts";
import { compileGrammar } from "../grammar/compile.ts";
import { readSentenceFiles, type SentenceFile } from "../grammar/sentence-file.ts";
import type { Grammar } from "../grammar/types.ts";

/** What words of one tag stand for, as slots: `half` as a `value` is `{ percent: 50 }`. Undefined: nothing known. */
export interface SpanWords {
  read(tag: string, text: string): SpanSlots | undefined;
}

type SpanSlots = Readonly<Record<string, string | number>>;

/** Longest span that is read; longer ones stand for nothing. */
const lengthMax = 100;
/** Spans whose meaning is remembered; the one used longest ago is forgotten. */
const rememberedMax = 1000;

export function createSpanWords(files: readonly SentenceFile[]): SpanWords {
  const source = readSentenceFiles(files, { names: "asWritten" });
  const grammars = new Map<string, Grammar>();
  // A tag's words are looked up among its own sentences only, compiled when the first of them is met.
  const grammarOf = (tag: string): Grammar => {
    const known = grammars.get(tag);
    if (known) return known;
    const blocks = source.blocks.filter((block) => block.intent === tag);
    const grammar = compileGrammar({ ...source, blocks }, {}, { limits: { lengthMax } });
    grammars.set(tag, grammar);
    return grammar;
  };
  const tags = new Set(source.blocks.map((block) => block.intent));
  const remembered = new LruMap<string, { slots: SpanSlots | undefined }>(rememberedMax);
  return {
    read(tag, text) {
      if (text.length > lengthMax || !tags.has(tag)) return undefined;
      const key = `${tag}\u0000${text}`;
      const known = remembered.get(key);
      if (known) return known.slots;
      const slots = grammarOf(tag).match(text)[0]?.slots;
      remembered.set(key, { slots });
      return slots;
    },
  };
}
