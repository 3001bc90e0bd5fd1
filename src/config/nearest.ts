/**
 * The candidate a person most likely meant, or undefined when none is close: by edit distance, or because it has
 * all the words that were written, such as `bus.broker.port` for `bus.port`.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const distanceMax = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = hasWordsOf(candidate, word)
      ? Math.min(1.5, distanceMax)
      : editDistance(wanted, candidate.toLowerCase());
    if (distance <= distanceMax && (!best || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** Whether the words of `word`, at least two, are all in `candidate` in the same order. */
function hasWordsOf(candidate: string, word: string): boolean {
  const wanted = wordsOf(word);
  let found = 0;
  for (const part of wordsOf(candidate)) if (part === wanted[found]) found += 1;
  return wanted.length > 1 && found === wanted.length;
}

function wordsOf(text: string): string[] {
  const spaced = text.replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return spaced.toLowerCase().split(/[^a-z0-9]+/);
}

/** Levenshtein distance, two rows at a time; two neighbours exchanged count as one change. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      if (row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current[column] = least;
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
