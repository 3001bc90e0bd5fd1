import { LruMap } from "../../core/lru-map.ts";
import { compileGrammar } from "../grammar/compile.ts";
import { readSentenceFiles, type SentenceFile } from "../grammar/sentence-file.ts";
import type { Grammar } from "../grammar/types.ts";

/** What words are there for in a question. */
export type WordUse =
  | "kind"
  | "state"
  | "measure"
  | "statistic"
  | "used"
  | "people"
  | "anything"
  | "outside"
  | "filler";

export interface KnownWords {
  use: WordUse;
  /** What they stand for: `{ measure: "wind" }` for "blowing". */
  slots: Readonly<Record<string, string | number>>;
}

export interface QuestionWords {
  /** Every use these words have as a whole. */
  read(words: string): readonly KnownWords[];
}

/** Words remembered; those used longest ago are forgotten. */
const rememberedMax = 1000;
const lengthMax = 60;

/** From a file as `sentences/en/question-words.ts`, which is compiled when the first question needs it. */
export function createQuestionWords(files: readonly SentenceFile[]): QuestionWords {
  let grammar: Grammar | undefined;
  const remembered = new LruMap<string, readonly KnownWords[]>(rememberedMax);
  return {
    read(words) {
      if (words.length > lengthMax) return [];
      const known = remembered.get(words);
      if (known) return known;
      grammar ??= compileGrammar(
        readSentenceFiles(files, { names: "asWritten" }),
        {},
        { limits: { lengthMax } },
      );
      const found = grammar
        .match(words)
        .map(({ intent, slots }): KnownWords => ({ use: intent as WordUse, slots }));
      remembered.set(words, found);
      return found;
    },
  };
}
