import { gramBuckets } from "../../../text/gram-buckets.ts";

/**
 * The tokenizer of the log classifier: a line of a log, or its template, to rows of feature ids. The same as the one
 * the model was trained with, `models/train/logs/tokenizer.py`; both are tested with the vectors beside it.
 *
 * Limits: the first `textMax` UTF-16 units of a text are read, of those the first `lineWordsMax` words, and of a word
 * the first `lineFeaturesPerWord` features. A line of any length costs no more.
 */
const textMax = 1000;
export const lineWordsMax = 40;
export const lineFeaturesPerWord = 20;

/** The place where lines of a template differ; an address, a time or an identifier says as little, and is written so too. */
export const anyWord = "#";

/** Words of the vocabulary by their index, and the number of buckets that n-grams are hashed into. */
export interface LineVocabulary {
  readonly indexes: ReadonlyMap<string, number>;
  readonly buckets: number;
}

// As Python's `[^\W\d_]`, letters and numbers that are no decimal digits, and `[^\W_]`, those and decimal digits.
const letter = "[\\p{L}\\p{Nl}\\p{No}]";
const letterOrDigit = "[\\p{L}\\p{N}]";

const wordPattern = new RegExp(
  [
    "<\\*>",
    "0[xX][0-9a-fA-F]+",
    // Dates, times, addresses, versions, decimals
    "[0-9]+(?:[.,:/T-][0-9]+)+Z?",
    // Hexadecimal identifiers
    `(?=[a-fA-F]*[0-9])[0-9a-fA-F]{6,}(?!${letterOrDigit})`,
    "[0-9]+",
    // Words, and names with digits such as eth0
    `${letter}${letterOrDigit}*(?:['’]${letter}+)*`,
    "[%°!]",
  ].join("|"),
  "gu",
);
const shortNumber = /^[0-9]{1,3}$/;
const hexadecimal = /^[0-9a-fA-F]{6,}$/;
const camelBorder = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

/**
 * The words of a line, in lower case, with `#` for what varies; neighbouring `#` are one. Names in camelCase are several
 * words. Short numbers stay (an exit status, an HTTP status); digits in names are 0 (`eth0`).
 */
export function lineWordsOf(text: string): string[] {
  const found: string[] = [];
  for (const [token] of text.slice(0, textMax).matchAll(wordPattern)) {
    for (const word of partsOf(token)) {
      if (word === anyWord && found[found.length - 1] === anyWord) continue;
      found.push(word);
      if (found.length === lineWordsMax) return found;
    }
  }
  return found;
}

function partsOf(token: string): string[] {
  if (/^[<0-9]/.test(token)) return [shortNumber.test(token) ? token : anyWord];
  if (/[0-9]/.test(token)) {
    return [hexadecimal.test(token) ? anyWord : token.toLowerCase().replace(/[0-9]+/g, "0")];
  }
  return token.split(camelBorder).map((part) => part.toLowerCase().replaceAll("’", "'"));
}

/**
 * The ids of one word, at most {@link lineFeaturesPerWord}, without padding: its own, `1 + index`, if the vocabulary has
 * it; a number that it has not is `#`. Then, unless it is a number or `#`, its 3-grams and its 4-grams between `<` and
 * `>`, each from left to right, as `1 + size + hash % buckets`.
 */
export function lineFeaturesOf(word: string, { indexes, buckets }: LineVocabulary): number[] {
  const own = indexes.get(word);
  if (word === anyWord || /^[0-9]/.test(word)) return [1 + (own ?? indexes.get(anyWord) ?? 0)];
  const ids = own === undefined ? [] : [1 + own];
  for (const bucket of gramBuckets(word, { buckets, countMax: lineFeaturesPerWord - ids.length }))
    ids.push(1 + indexes.size + bucket);
  return ids;
}
