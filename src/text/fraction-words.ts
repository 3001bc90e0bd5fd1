import { type NumberReading, readNumbers } from "./number-words.ts";
import { readOrdinals } from "./ordinal-words.ts";

/**
 * Every way to read a fraction between 0 and 1 from `start` in a text that `normalise` made: "half", "a third",
 * "three quarters", "two thirds", "3 over 4" (as "3/4" is written by `value-text.ts`).
 */
export function readFractions(text: string, start: number): NumberReading[] {
  const readings: NumberReading[] = [];
  for (const { end, value } of [...readArticle(text, start), ...readNumbers(text, start)]) {
    if (!Number.isInteger(value) || value < 1) continue;
    for (const part of [...readPart(text, end, value), ...readOver(text, end)]) {
      if (value <= part.value) readings.push({ end: part.end, value: value / part.value });
    }
  }
  return readings;
}

/** "A third" is one of three; "half" and "quarter" need no article. */
function readArticle(text: string, start: number): NumberReading[] {
  const article = /a(?= )/y;
  article.lastIndex = start;
  if (article.test(text)) return [{ end: article.lastIndex, value: 1 }];
  const bare = /(?=(?:half|quarter)\b)/y;
  bare.lastIndex = start;
  // The gap before the part is not there.
  return bare.test(text) ? [{ end: start - 1, value: 1 }] : [];
}

/** The size of the parts: "half" is 2, "thirds" is 3. Thirds come in the plural after any number but one. */
function readPart(text: string, gapAt: number, count: number): NumberReading[] {
  if (gapAt >= 0 && text[gapAt] !== " ") return [];
  const start = gapAt + 1;
  const named = /(half|halves|quarters?)\b/y;
  named.lastIndex = start;
  const found = named.exec(text)?.[1];
  if (found) return [{ end: named.lastIndex, value: found.startsWith("hal") ? 2 : 4 }];
  if (count === 1) return readOrdinals(text, start).filter(({ value }) => value > 2);
  const plural = /([a-z]+)s\b/y;
  plural.lastIndex = start;
  const singular = plural.exec(text)?.[1];
  if (singular === undefined) return [];
  return readOrdinals(singular, 0)
    .filter(({ end, value }) => end === singular.length && value > 2)
    .map(({ value }) => ({ end: plural.lastIndex, value }));
}

function readOver(text: string, gapAt: number): NumberReading[] {
  const over = / over /y;
  over.lastIndex = gapAt;
  if (!over.test(text)) return [];
  return readNumbers(text, over.lastIndex).filter(({ value }) => Number.isInteger(value) && value > 1);
}
