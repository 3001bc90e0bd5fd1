import { jaroWinkler, nameSimilarity } from "../../text/similarity.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";

const nearestMax = 3;
/** From here on "did you mean …?" is a fair question; below, the names are only mentioned. */
const likelyMin = 0.62;
const mentionMin = 0.5;

/** The things whose names come closest to what was heard, best first; each thing once. */
export function nearestNames(
  heard: string,
  registry: EntityRegistry,
): { nearest: readonly Thing[]; isLikely: boolean } {
  const key = nameKey(heard)
    .replace(/^(?:the|my|our|a|an) /, "")
    .slice(0, 100);
  const words = key.split(" ");
  const scored = registry.names
    .map((name) => ({ name, score: closeness(key, words, name.key) }))
    .filter(({ score }) => score >= mentionMin)
    .sort((a, b) => b.score - a.score);
  const nearest = [...new Set(scored.flatMap(({ name }) => name.things))].slice(0, nearestMax);
  const [best] = scored;
  // A whole name with more words around it was heard well: what was not understood is the rest of the sentence
  // ("the grow lights in ten minutes"), and a yes must not do the half of it.
  const hasMore =
    best !== undefined && words.length > best.name.key.split(" ").length && hasWords(words, best.name.key);
  const isOther = best !== undefined && hasOtherNumber(words, best.name.key);
  return { nearest, isLikely: best !== undefined && best.score >= likelyMin && !hasMore && !isOther };
}

/** Who says "press 7" does not mean Press 1. */
function hasOtherNumber(words: readonly string[], name: string): boolean {
  const isNumber = (word: string) => /^\d+$/.test(word);
  const own = name.split(" ").filter(isNumber);
  return words.some(isNumber) && own.length > 0 && !own.some((number) => words.includes(number));
}

function hasWords(words: readonly string[], name: string): boolean {
  return name.split(" ").every((word) => words.includes(word));
}

function closeness(key: string, words: readonly string[], name: string): number {
  const nameWords = name.split(" ");
  const byWords = Math.max(nameSimilarity(words, nameWords), nameSimilarity(nameWords, words) * 0.9);
  // Spelling as a whole is kind to any two long names, so it counts only where it is close.
  const whole = jaroWinkler(key, name);
  return Math.max(byWords, whole > 0.8 ? whole * 0.75 : 0);
}
