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
  const words =
    text
      .slice(0, readMax)
      .toLowerCase()
      .match(/[\p{L}']+/gu) ?? [];
  if (words.length === 0) return undefined;
  const byCommonWords = best(words.length * commonShareMin, (language) => {
    const common = new Set(language.commonWords.split(" "));
    return words.filter((word) => common.has(word)).length;
  });
  return byCommonWords ?? best(words.length * telegramShareMin, (language) => countOfWords(text, language));
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
