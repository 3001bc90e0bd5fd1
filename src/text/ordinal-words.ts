import { readNumbers } from "./number-words.ts";

/**
 * Every way to read an ordinal number from `start` in a text that `normalise` made: "3rd", "third", "twenty
 * first", "hundred and fifth".
 */
export function readOrdinals(text: string, start: number): { end: number; value: number }[] {
  const digits = /(\d{1,6})(?:st|nd|rd|th)\b/y;
  digits.lastIndex = start;
  const found = digits.exec(text);
  if (found) return [{ end: digits.lastIndex, value: Number(found[1]) }];
  const readings: { end: number; value: number }[] = [];
  if (!endingWord.test(text.slice(start, start + lengthMax))) return readings;
  const word = /([a-z]+)(?: |$)/y;
  word.lastIndex = start;
  let cardinals = "";
  // The last word makes it an ordinal; the words before it are those of the cardinal number.
  for (let count = 0, next = word.exec(text); next && count < wordsMax; count += 1, next = word.exec(text)) {
    const [whole, last = ""] = next;
    const end = next.index + last.length;
    const cardinal = cardinalOf(last);
    if (cardinal !== undefined) {
      const asCardinal = cardinals + cardinal;
      const reading = readNumbers(asCardinal, 0).find((one) => one.end === asCardinal.length);
      if (reading) readings.push({ end, value: reading.value });
    }
    if (whole === last) break;
    cardinals += whole;
  }
  return readings;
}

/** What some word of an ordinal ends in. */
const endingWord = /(?:first|second|third|th)\b/;
const lengthMax = 80;

/** "Two hundred and twenty fifth" has five. */
const wordsMax = 6;

const irregular: Readonly<Record<string, string>> = {
  first: "one",
  second: "two",
  third: "three",
  fifth: "five",
  eighth: "eight",
  ninth: "nine",
  twelfth: "twelve",
};

function cardinalOf(ordinal: string): string | undefined {
  if (Object.hasOwn(irregular, ordinal)) return irregular[ordinal];
  if (ordinal.endsWith("ieth")) return `${ordinal.slice(0, -4)}y`;
  return ordinal.endsWith("th") ? ordinal.slice(0, -2) : undefined;
}
