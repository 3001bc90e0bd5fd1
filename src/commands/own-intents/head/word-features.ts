/**
 * Which words and pairs of neighbouring words a text has, weighted by how rare they are (tf-idf) and scaled to length 1.
 *
 * Limits: the `featuresMax` commonest ones of the examples; large sets leave out what only one text has.
 */
const featuresMax = 20_000;
const onceCountMax = 2_000;

export interface SparseVector {
  readonly indexes: Int32Array;
  readonly values: Float32Array;
}

export interface WordFeatures {
  readonly count: number;
  of(words: readonly string[]): SparseVector;
}

export function createWordFeatures(texts: readonly (readonly string[])[]): WordFeatures {
  const textsWith = new Map<string, number>();
  for (const words of texts) {
    for (const term of new Set(termsOf(words))) textsWith.set(term, (textsWith.get(term) ?? 0) + 1);
  }
  const leastTexts = texts.length > onceCountMax ? 2 : 1;
  const kept = [...textsWith]
    .filter(([, count]) => count >= leastTexts)
    .sort(([, a], [, b]) => b - a)
    .slice(0, featuresMax);
  const known = new Map(
    kept.map(([term, count], index) => [term, { index, rarity: Math.log(1 + texts.length / count) }]),
  );
  return {
    count: kept.length,
    of(words) {
      const found = new Map<number, number>();
      for (const term of termsOf(words)) {
        const one = known.get(term);
        if (one) found.set(one.index, (found.get(one.index) ?? 0) + one.rarity);
      }
      const length = Math.sqrt([...found.values()].reduce((sum, value) => sum + value * value, 0));
      return {
        indexes: Int32Array.from(found.keys()),
        values: Float32Array.from(found.values(), (value) => value / length),
      };
    },
  };
}

/** Words, and pairs of them with the ends of the text as a word. */
function termsOf(words: readonly string[]): string[] {
  const plain = words.map((word) => word.replace(/\p{Nd}/gu, "0"));
  const bounded = ["<", ...plain, ">"];
  return [...plain, ...bounded.slice(1).map((word, index) => `${bounded[index]} ${word}`)];
}
