import { LruMap } from "../../core/lru-map.ts";
import { nameSimilarity, wordSimilarity } from "../../text/similarity.ts";
import type { ListReading } from "./lists.ts";
import type { ListValue, SpelledValue } from "./types.ts";

/**
 * Names close to what was written.
 *
 * Limits and invariants:
 * 1. A name is guessed from at most 5 words; the best 4 guesses for each stretch of words are kept.
 * 2. Every written word has to belong to the name, so a template's own words never vanish into one
 *    ("turn of lamp" is not "lamp").
 * 3. A word that gives a command its direction is only ever itself, in the text and in the name; one that tells
 *    things apart (left, front, a number) is never left out.
 */
export interface FuzzyIndex {
  read(text: string, start: number): ListReading[];
}

const wordsMax = 5;
const guessesMax = 4;
/** Least similarity worth proposing: one slip in a four-letter word. */
const similarityMin = 0.75;

/** Words that turn a command into another one when they are misread: only ever themselves. */
const directionWords = new Set(
  (
    "on off open opened opening close closed closing shut lock locked unlock unlocked start started stop stopped " +
    "up down in out no not never yes all every any except but and or without enable disable increase decrease " +
    "raise lower more less inside outside indoor outdoor indoors outdoors hot cold warm cool east west"
  ).split(" "),
);

/** Words that tell two things of one name apart: a slip is forgiven, but they are never left out. */
const sideWords = new Set(
  "left right front back rear side top bottom upper middle north south inner outer main spare".split(" "),
);

export function isDirectionWord(word: string): boolean {
  return directionWords.has(word);
}

export function isSideWord(word: string): boolean {
  return sideWords.has(word);
}

interface Entry {
  words: readonly string[];
  value: ListValue;
}

export function createFuzzyIndex(values: readonly SpelledValue[]): FuzzyIndex {
  const entriesByWord = new Map<string, Entry[]>();
  const joined = new Map<string, Entry[]>();
  for (const { value, spellings } of values) {
    for (const spelling of spellings) {
      const entry = { words: spelling.split(" "), value };
      for (const word of new Set(entry.words)) push(entriesByWord, word, entry);
      push(joined, entry.words.join(""), entry);
    }
  }
  const vocabulary = [...entriesByWord.keys()];
  /** For a written word, the words of names it may be a slip of, and how surely. */
  const slips = new LruMap<string, ReadonlyMap<string, number>>(1000);
  const slipsOf = (word: string): ReadonlyMap<string, number> => {
    const known = slips.get(word);
    if (known) return known;
    const found = new Map<string, number>();
    for (const candidate of vocabulary) {
      const similarity = guessableSimilarity(word, candidate);
      if (similarity > 0) found.set(candidate, similarity);
    }
    slips.set(word, found);
    return found;
  };
  const similarityOf = (word: string, candidate: string) => slipsOf(word).get(candidate) ?? 0;

  return {
    read(text, start) {
      const readings: ListReading[] = [];
      const written: string[] = [];
      for (let position = start; position < text.length && written.length < wordsMax; ) {
        const space = text.indexOf(" ", position);
        const end = space < 0 ? text.length : space;
        written.push(text.slice(position, end));
        position = end + 1;
        const first = [...slipsOf(written[0] ?? "").keys()];
        const candidates = new Set([
          ...first.flatMap((word) => entriesByWord.get(word) ?? []),
          ...(joined.get(written.join("")) ?? []),
        ]);
        if (candidates.size === 0) continue;
        readings.push(...guess(written, candidates, { end, similarityOf }));
      }
      return readings;
    },
  };
}

function guess(
  written: readonly string[],
  candidates: Iterable<Entry>,
  { end, similarityOf }: { end: number; similarityOf: (written: string, meant: string) => number },
): ListReading[] {
  const bestByValue = new Map<ListValue, number>();
  for (const { words, value } of candidates) {
    if (!areDirectionsKept(written, words)) continue;
    if (!areSidesKept(written, words, similarityOf)) continue;
    const similarity = nameSimilarity(written, words, similarityOf);
    if (similarity >= similarityMin && similarity > (bestByValue.get(value) ?? 0)) {
      bestByValue.set(value, Math.min(similarity, 0.99));
    }
  }
  return [...bestByValue]
    .sort(([, a], [, b]) => b - a)
    .slice(0, guessesMax)
    .map(([{ out, context }, similarity]) => ({ end, out, context, similarity, isWildcard: false }));
}

/** Direction words of either side must be in the other as they are. */
function areDirectionsKept(written: readonly string[], meant: readonly string[]): boolean {
  return (
    written.every((word) => !directionWords.has(word) || meant.includes(word)) &&
    meant.every((word) => !directionWords.has(word) || written.includes(word))
  );
}

function areSidesKept(
  written: readonly string[],
  meant: readonly string[],
  similarityOf: (written: string, meant: string) => number,
): boolean {
  return meant.every(
    (word) =>
      (!sideWords.has(word) && !/^\d+$/.test(word)) ||
      written.some((candidate) => similarityOf(candidate, word) > 0 || candidate.endsWith(word)),
  );
}

function guessableSimilarity(written: string, candidate: string): number {
  if (written === candidate) return 1;
  if (directionWords.has(written) || directionWords.has(candidate)) return 0;
  return wordSimilarity(written, candidate);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
