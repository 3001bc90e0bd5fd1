import { setImmediate } from "node:timers/promises";
import type { TextLanguage } from "./languages/language.ts";
import { runningLanguageOf } from "./languages/table.ts";
import type { Sentence } from "./sentence.ts";
import { createWarningWords, type WarningWords } from "./warning-words.ts";

/**
 * The sentences of `text` that warn by their words, and those that stand under a heading that does. `language`: that of
 * most of the text. A part in another language is read by the words of that one besides, and one of which it cannot be
 * told by those of all.
 */
export async function wordsOfWarningIn(
  text: string,
  all: readonly Sentence[],
  language: TextLanguage | undefined,
): Promise<Set<Sentence>> {
  const wordsOf = blockWords(text, all, language);
  const warns = new Set<Sentence>();
  for (const [at, sentence] of all.entries()) {
    // Some hundred words are looked for in each, a millisecond or two: others have their turn in between.
    if (at % sentencesPerPause === sentencesPerPause - 1) await setImmediate();
    const heading = sentence.heading === undefined ? undefined : all[sentence.heading];
    const isUnderWarning = heading !== undefined && warns.has(heading) && !isNothing(sentence);
    if (isUnderWarning || wordsOf(sentence).find(sentence.text) !== undefined) warns.add(sentence);
  }
  return warns;
}

const sentencesPerPause = 4;

/** The words of warning for the block that a sentence is of, and for the sentence where that is in another language. */
function blockWords(
  text: string,
  all: readonly Sentence[],
  language: TextLanguage | undefined,
): (sentence: Sentence) => WarningWords {
  const blocks = new Map<number, { start: number; end: number }>();
  for (const { block, start, end } of all) {
    blocks.set(block, { start: blocks.get(block)?.start ?? start, end });
  }
  const languages = new Map<number, TextLanguage | undefined>();
  for (const [block, { start, end }] of blocks) {
    languages.set(block, runningLanguageOf(text.slice(start, end)));
  }
  return ({ block, text: sentence }) => {
    if (language === undefined) return createWarningWords([]);
    const ofBlock = languages.get(block);
    if (ofBlock === undefined) return createWarningWords([]);
    const own = runningLanguageOf(sentence) ?? ofBlock;
    return createWarningWords([language, ofBlock, own]);
  };
}

/** What stands under "Warnings:" when there are none. */
function isNothing({ text }: Sentence): boolean {
  return /^(?:none|nil|nothing|no|n\/a|keine?|aucune?|ninguna?|nessuna?|geen|-)\b[^,;]{0,25}$/iu.test(text);
}
