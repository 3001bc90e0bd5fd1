import { normalise } from "./normalise.ts";

/** Longest words a value is read from; a longer stretch is no value. */
export const valueLengthMax = 300;

/**
 * The words of a value as its readers take them, in either style: normalised, without fillers ("about", "exactly",
 * "please"), "3/4" as "3 over 4" and "20-22" as "20 to 22". Undefined when there are too many to be a value.
 */
export function valueText(words: string): string | undefined {
  if (words.length > valueLengthMax) return undefined;
  const plain = words
    .replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, "$1 $2 $3")
    .replace(/(\d)\s?\/\s?(?=\d)/g, "$1 over ")
    // A dash between two numbers is a range, unless only the second one touches it: "between 5 -3".
    .replace(/(\d(?:\s?[%°])?)(?:[-–—]|\s+[-–—]\s+)(?=\d)/g, "$1 to ")
    .replace(/±|\+\s*\/\s*-/g, " plus or minus ")
    // A tokeniser sets a minus apart from its number.
    .replace(/(^|[a-z]\s)\s*[-−]\s+(?=\d)/gi, "$1-")
    .replace(/#(?=[0-9a-f]{6}\b)/gi, "hex ");
  return normalise(plain)
    .replace(fillers, "")
    .replace(
      halves,
      (_, count: string, unit: string) => `${/^an?$/.test(count) ? "one" : count} and a half ${unit}s`,
    )
    .replace(/ {2,}/g, " ")
    .trim();
}

/** "A degree and a half", "two bars and a half": the half is of the unit. */
const halves =
  /\b(an?|one|two|three|four|five) (degree|bar|metre|meter|notch|step|volt|amp|litre|liter)s? and a half\b/g;

const fillers =
  /(?:^| )(?:please|kindly|about|around|exactly|precisely|roughly|approximately|approx|circa|just|only|maybe|perhaps|or so|sharp|um+|uh+|er+|hm+|thanks|thank you)(?= |$)/g;
