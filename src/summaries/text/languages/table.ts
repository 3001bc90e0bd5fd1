import { dutch } from "./dutch.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { italian } from "./italian.ts";
import type { TextLanguage } from "./language.ts";
import { spanish } from "./spanish.ts";

/** Languages whose words of warning are known. */
export const textLanguages = [
  english,
  german,
  french,
  spanish,
  italian,
  dutch,
] as const satisfies readonly TextLanguage[];

/**
 * The language that most common words of the text are of; of a telegram, which has hardly any, the one whose words of
 * weight and warning it has most of. Undefined: a table, or a language that is not in the table.
 */
export function languageOf(text: string): TextLanguage | undefined {
  const words = wordsOf(text);
  if (words.length === 0) return undefined;
  return (
    byCommonWords(words) ?? best(words.length * telegramShareMin, (language) => countOfWords(text, language))
  );
}

/** The same of running text alone, which costs little; undefined for telegrams, too. */
export function runningLanguageOf(text: string): TextLanguage | undefined {
  return byCommonWords(wordsOf(text));
}

function wordsOf(text: string): string[] {
  return (
    text
      .slice(0, readMax)
      .toLowerCase()
      .match(/[\p{L}']+/gu) ?? []
  );
}

function byCommonWords(words: readonly string[]): TextLanguage | undefined {
  return best(words.length * commonShareMin, (language) => {
    const common = commonWordsOf(language);
    return words.filter((word) => common.has(word)).length;
  });
}

const commonSets = new WeakMap<TextLanguage, ReadonlySet<string>>();

function commonWordsOf(language: TextLanguage): ReadonlySet<string> {
  const kept = commonSets.get(language);
  if (kept) return kept;
  const made = new Set(language.commonWords.split(" "));
  commonSets.set(language, made);
  return made;
}

const readMax = 8_000;
/** Of running text a third to a half are common words; a note still has one in ten. */
const commonShareMin = 0.1;
const telegramShareMin = 0.1;

function best(countMin: number, countOf: (language: TextLanguage) => number): TextLanguage | undefined {
  let found: TextLanguage | undefined;
  let most = countMin;
  for (const language of textLanguages) {
    const count = countOf(language);
    if (count > most) [found, most] = [language, count];
  }
  return found;
}

function countOfWords(text: string, { hazards, orders, weighty, idle }: TextLanguage): number {
  const words = [...hazards, ...orders, ...weighty, ...idle].join("|");
  return (text.slice(0, readMax).match(new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})`, "giu")) ?? []).length;
}
