import { fnv1a } from "./fnv1a.ts";

/**
 * The buckets of a word's 3-grams and then of its 4-grams between `<` and `>`, each from left to right, at most `countMax`
 * of them: how the bundled models read the letters of a word (their training code hashes alike).
 */
export function gramBuckets(
  word: string,
  { buckets, countMax }: { buckets: number; countMax: number },
): number[] {
  const characters = ["<", ...word, ">"];
  const found: number[] = [];
  for (const size of [3, 4]) {
    for (let start = 0; start + size <= characters.length && found.length < countMax; start += 1)
      found.push(fnv1a(characters.slice(start, start + size).join("")) % buckets);
  }
  return found;
}
