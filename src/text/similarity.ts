import { metaphone } from "./phonetics.ts";

/**
 * Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`, or `max + 1` when there are
 * more: optimal string alignment, in a band of `max` around the diagonal.
 */
export function editDistance(a: string, b: string, max: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > max) return max + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let best = row;
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(cost);
      best = Math.min(best, cost);
    }
    if (best > max) return max + 1;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[b.length] ?? 0, max + 1);
}

/** Jaro-Winkler similarity in [0, 1]: kind to shared beginnings (Winkler 1990, prefix weight 0.1, at most 4). */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const isTaken = new Array<boolean>(b.length).fill(false);
  const matchedOfA: string[] = [];
  for (let index = 0; index < a.length; index += 1) {
    const from = Math.max(0, index - reach);
    const to = Math.min(b.length - 1, index + reach);
    for (let other = from; other <= to; other += 1) {
      if (isTaken[other] || a[index] !== b[other]) continue;
      isTaken[other] = true;
      matchedOfA.push(a[index] ?? "");
      break;
    }
  }
  const count = matchedOfA.length;
  if (count === 0) return 0;
  const matchedOfB = [...b].filter((_, index) => isTaken[index]);
  const swaps = matchedOfA.filter((character, index) => character !== matchedOfB[index]).length / 2;
  const jaro = (count / a.length + count / b.length + (count - swaps) / count) / 3;
  let prefix = 0;
  while (prefix < 4 && a[prefix] !== undefined && a[prefix] === b[prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/**
 * How surely `written` is a slip of `meant`, in [0, 1]; 0 when it may well be another word. Numbers and words
 * of up to three letters are only themselves; up to six letters one edit is forgiven, from seven two; the
 * first letter must be right (or swapped with the second), unless both sound the same.
 */
export function wordSimilarity(written: string, meant: string): number {
  if (written === meant) return 1;
  if (/\d/.test(written) || /\d/.test(meant)) return 0;
  const shorter = Math.min(written.length, meant.length);
  const longer = Math.max(written.length, meant.length);
  if (shorter < 3 || longer < 4) return 0;
  const editsMax = longer >= 7 && shorter >= 6 ? 2 : 1;
  const edits = editDistance(written, meant, editsMax);
  const isSameStart =
    written[0] === meant[0] || (written[0] === meant[1] && written[1] === meant[0] && edits === 1);
  if (edits <= editsMax && isSameStart) return 1 - edits / longer;
  // The right letters in another order: "sprit" for "strip".
  if (written[0] === meant[0] && isShuffled(written, meant)) return 1 - shuffledEdits / longer;
  const isSameSound =
    shorter >= 4 &&
    longer - shorter <= 2 &&
    metaphone(written) === metaphone(meant) &&
    isVoicedAlike(written, meant);
  return isSameSound ? Math.max(0.75, 1 - editDistance(written, meant, longer) / longer) : 0;
}

/** "Water" is no "weeder", though one key stands for "d" and "t". */
function isVoicedAlike(a: string, b: string): boolean {
  return a.includes("d") === b.includes("d");
}

/** What a shuffle counts: more than one edit, less than the two that it takes. */
const shuffledEdits = 1.25;

function isShuffled(written: string, meant: string): boolean {
  const isLong = written.length === meant.length && written.length >= 5;
  return (
    isLong &&
    [...written].sort().join("") === [...meant].sort().join("") &&
    editDistance(written, meant, 2) <= 2
  );
}

/**
 * How surely the words `written` mean the name `meant`, in [0, 1]. Every written word must be one of the name's
 * (in any order, forgiven as in {@link wordSimilarity}); words of the name left out lower the score by their length.
 * `similarityOf` may remember what it has compared.
 */
export function nameSimilarity(
  written: readonly string[],
  meant: readonly string[],
  similarityOf: (written: string, meant: string) => number = wordSimilarity,
): number {
  if (written.length === 0 || meant.length === 0) return 0;
  const spacedDifferently = joinedSimilarity(written, meant);
  if (written.length > meant.length) return spacedDifferently;
  const isTaken = new Array<boolean>(meant.length).fill(false);
  let weight = 0;
  let isInOrder = true;
  let lastIndex = -1;
  for (const word of written) {
    let bestIndex = -1;
    let best = 0;
    for (const [index, candidate] of meant.entries()) {
      const similarity = isTaken[index] ? 0 : similarityOf(word, candidate);
      if (similarity > best) [best, bestIndex] = [similarity, index];
    }
    if (bestIndex < 0) return spacedDifferently;
    isTaken[bestIndex] = true;
    if (bestIndex < lastIndex) isInOrder = false;
    lastIndex = bestIndex;
    weight += best * (meant[bestIndex] ?? "").length;
  }
  const total = meant.reduce((sum, word) => sum + word.length, 0);
  return Math.max(spacedDifferently, (weight / total) * (isInOrder ? 1 : 0.97));
}

/** "livingroom" for "living room", "bed room" for "bedroom", with a slip allowed in long ones. */
function joinedSimilarity(written: readonly string[], meant: readonly string[]): number {
  if (written.length === meant.length) return 0;
  const a = written.join("");
  const b = meant.join("");
  if (a === b) return 0.98;
  return a.length >= 7 && editDistance(a, b, 1) <= 1 && !/\d/.test(a + b) ? 0.98 - 1 / b.length : 0;
}
