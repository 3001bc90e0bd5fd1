/** How alike each two sentences are, from 0 to 1: half by their words, half by their embeddings where there are any. */
export function similarities(
  texts: readonly string[],
  embeddings: readonly (Float32Array | undefined)[] | undefined,
  commonWords: ReadonlySet<string>,
): Float64Array[] {
  const byWords = wordVectors(texts, commonWords);
  const cosines = embeddings && centred(embeddings);
  return texts.map((_, row) =>
    Float64Array.from(texts, (_other, column) => {
      if (row === column) return 1;
      const words = dot(byWords[row], byWords[column]);
      if (cosines === undefined) return words;
      const [left, right] = [cosines[row], cosines[column]];
      const meaning = left && right ? Math.max(0, dense(left, right)) : 0;
      return (words + meaning) / 2;
    }),
  );
}

/** Word counts weighted by how few sentences have the word, L2-normalised. */
function wordVectors(texts: readonly string[], commonWords: ReadonlySet<string>): Map<string, number>[] {
  const lists = texts.map((text) => contentWords(text, commonWords));
  const sentencesWith = new Map<string, number>();
  for (const words of lists) {
    for (const word of new Set(words)) sentencesWith.set(word, (sentencesWith.get(word) ?? 0) + 1);
  }
  return lists.map((words) => {
    const vector = new Map<string, number>();
    for (const word of words) {
      const rarity = Math.log(1 + texts.length / (sentencesWith.get(word) ?? 1));
      vector.set(word, (vector.get(word) ?? 0) + rarity);
    }
    const length = Math.hypot(...vector.values()) || 1;
    for (const [word, value] of vector) vector.set(word, value / length);
    return vector;
  });
}

function contentWords(text: string, commonWords: ReadonlySet<string>): string[] {
  const words = text.toLowerCase().match(/[\p{L}]{2,}|\d+/gu) ?? [];
  // Plurals and endings count as the same word.
  return words
    .filter((word) => !commonWords.has(word))
    .map((word) => (word.length > 5 ? word.slice(0, 5) : word));
}

function dot(
  left: ReadonlyMap<string, number> | undefined,
  right: ReadonlyMap<string, number> | undefined,
): number {
  let sum = 0;
  for (const [word, value] of left ?? []) sum += value * (right?.get(word) ?? 0);
  return Math.min(1, sum);
}

/** Without what all sentences of the text have in common, which makes everything look alike; L2-normalised again. */
function centred(embeddings: readonly (Float32Array | undefined)[]): (Float32Array | undefined)[] {
  const known = embeddings.filter((one) => one !== undefined);
  const [first] = known;
  if (first === undefined || known.length < 3) return [...embeddings];
  const mean = new Float32Array(first.length);
  for (const one of known)
    for (let at = 0; at < mean.length; at += 1) mean[at] = (mean[at] ?? 0) + (one[at] ?? 0) / known.length;
  return embeddings.map((one) => {
    if (one === undefined) return undefined;
    const moved = one.map((value, at) => value - (mean[at] ?? 0));
    const length = Math.hypot(...moved) || 1;
    return moved.map((value) => value / length);
  });
}

export function dense(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}
