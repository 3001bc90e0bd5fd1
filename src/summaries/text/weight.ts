import type { TextLanguage } from "./languages/language.ts";
import type { Sentence } from "./sentence.ts";

/** How much a sentence seems to matter by what stands in it, from 0; about 1 for one with a figure and something to do. */
export function weightOf(
  sentence: Sentence,
  { position, count, words }: { position: number; count: number; words: WeightWords },
): number {
  const { text } = sentence;
  const length = text.split(/\s+/u).length;
  const figures = (text.match(figurePattern) ?? []).length;
  let weight = 0;
  if (figures > 0) weight += 0.25 + 0.05 * Math.min(figures, 4);
  const weighty = new Set((text.match(words.weighty) ?? []).map((word) => word.toLowerCase())).size;
  weight += 0.2 * Math.min(weighty, 3);
  // Who writes for others says the most important first, and often what to do last.
  if (position < leadCount) weight += 0.3 - 0.1 * position;
  else if (position === count - 1) weight += 0.05;
  if (words.idle.test(text)) weight -= 0.6;
  if (length < 4) weight -= 0.3;
  if (length > 45) weight -= 0.15;
  return Math.max(0, weight);
}

export interface WeightWords {
  weighty: RegExp;
  idle: RegExp;
}

export function weightWords(languages: readonly TextLanguage[]): WeightWords {
  const pattern = (sources: readonly string[], flags: string) =>
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${sources.join("|")})`, flags);
  return {
    weighty: pattern(
      languages.flatMap(({ weighty }) => weighty),
      "giu",
    ),
    idle: pattern(
      languages.flatMap(({ idle }) => idle),
      "iu",
    ),
  };
}

const leadCount = 3;

/**
 * A number with what it counts or measures; times of day and bare years are none. It begins at no part of a number, or
 * "1,1,1,…" would be read again from each.
 */
const figurePattern =
  /(?<![\p{L}\d:.,])[-−+]?\d+(?:[.,]\d+)*\s*(?:%|°|‰|[\p{L}µ]+(?:\/[\p{L}\d²³]+)?)(?![:\d])/gu;
