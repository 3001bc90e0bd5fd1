import { gramBuckets } from "../../text/gram-buckets.ts";

/**
 * The tokenizer of the command model: text to rows of feature ids. The same as the one the model was trained with,
 * `models/train/commands/tokenizer.py`; both are tested with the vectors beside it.
 *
 * Limits: the first `textMax` UTF-16 units of a text are read, of those the first `wordsMax` words, and of a word
 * the first `featuresPerWord` features. A text of any length costs no more.
 */
const textMax = 1000;
export const wordsMax = 40;
export const featuresPerWord = 24;

/** A word and where it stands in the text: [start, end). */
export interface Word {
  /** In lower case, with a straight apostrophe. */
  text: string;
  start: number;
  end: number;
}

/** Words of the vocabulary by their index, and the number of buckets that n-grams are hashed into. */
export interface Vocabulary {
  indexes: ReadonlyMap<string, number>;
  buckets: number;
}

// As Python's `\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[%°€$£&+@#/-]`: letters and numbers that are no digits.
const pattern = /\p{Nd}+(?:[.,:]\p{Nd}+)*|[\p{L}\p{Nl}\p{No}]+(?:['’][\p{L}\p{Nl}\p{No}]+)*|[%°€$£&+@#/-]/gu;

/** The words of a text: numbers, words of letters, and a few signs. */
export function wordsOf(text: string): Word[] {
  const found: Word[] = [];
  for (const match of text.slice(0, textMax).matchAll(pattern)) {
    const [word] = match;
    const start = match.index;
    found.push({ text: word.toLowerCase().replaceAll("’", "'"), start, end: start + word.length });
    if (found.length === wordsMax) break;
  }
  return found;
}

/**
 * The ids of one word, at most {@link featuresPerWord}, without padding: its own, `1 + index`, if the vocabulary has
 * it; then its 3-grams and its 4-grams between `<` and `>`, each from left to right, as `1 + size + hash % buckets`.
 */
export function featuresOf(word: string, { indexes, buckets }: Vocabulary): number[] {
  const shape = word.replace(/\p{Nd}/gu, "0");
  const ids: number[] = [];
  const own = indexes.get(shape);
  if (own !== undefined) ids.push(1 + own);
  for (const bucket of gramBuckets(shape, { buckets, countMax: featuresPerWord - ids.length }))
    ids.push(1 + indexes.size + bucket);
  return ids;
}
