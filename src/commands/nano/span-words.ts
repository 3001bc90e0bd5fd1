import { compileGrammar } from "../grammar/compile.ts";
import { readSentenceFiles, type SentenceFile } from "../grammar/sentence-file.ts";

/** What words of one tag stand for, as slots: `half` as a `value` is `{ percent: 50 }`. Undefined: nothing known. */
export interface SpanWords {
  read(tag: string, text: string): Readonly<Record<string, string | number>> | undefined;
}

/** Longest span that is read; longer ones stand for nothing. */
const lengthMax = 100;

export function createSpanWords(files: readonly SentenceFile[]): SpanWords {
  const source = readSentenceFiles(files, { names: "asWritten" });
  const grammar = compileGrammar(source, {}, { limits: { lengthMax } });
  return {
    read: (tag, text) => grammar.match(text).find((match) => match.intent === tag)?.slots,
  };
}
