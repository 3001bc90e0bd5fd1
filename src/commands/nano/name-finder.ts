import { LruMap } from "../../core/lru-map.ts";
import { otherOrdinal, readNumbers } from "../../text/number-words.ts";
import { nameSimilarity, wordSimilarity } from "../../text/similarity.ts";
import { nameKey } from "../entities/names.ts";
import type { Place } from "../entities/place.ts";
import type { EntityRegistry, NamedThings } from "../entities/registry.ts";
import { isDirectionWord, isSideWord } from "../grammar/fuzzy-index.ts";

/**
 * Names as a model marks them, looked up by sound and by spelling: "kichen lite" is the kitchen light, "press two"
 * Press 2, "the counter" the counter lamp if nothing else is called so.
 *
 * Limits and invariants:
 * 1. At most `wordsMax` words are looked up, and at most `foundMax` names are given.
 * 2. Words that turn a command round (on, up, inside) are only ever themselves; words that tell things apart (left,
 *    front) and numbers are never left out of a name.
 * 3. A name of which only a part was said fits only by words that say more than a kind or a place.
 */
export interface NameFinder {
  /** Names the words may mean, the likest first; one that is exactly so stands alone. `places`: where it may be. */
  names(heard: string, places: readonly string[]): readonly FoundName[];
  /** The place the words mean; undefined: none, or two are as likely. */
  place(heard: string, places: readonly Place[]): { key: string; similarity: number } | undefined;
}

export interface FoundName {
  /** As the registry keeps it. */
  key: string;
  /** In (0, 1]; 1 for the very words. */
  similarity: number;
}

const wordsMax = 8;
const foundMax = 5;
const similarityMin = 0.75;
/** A name of which a part was said that no other name has. */
const partSimilarity = 0.85;
/** Another word for the same kind of thing: "light" for "lamp". */
const synonymSimilarity = 0.9;
/** Two places closer than this cannot be told apart. */
const placeMarginMin = 0.08;

interface Entry {
  key: string;
  words: readonly string[];
  named: NamedThings;
}

/** `kindOf`: the kind or class a noun stands for ("lamp" a light), undefined for any other word. */
export function createNameFinder(
  registry: EntityRegistry,
  kindOf: (word: string) => string | undefined,
): NameFinder {
  const entries: Entry[] = registry.names.map((named) => ({
    key: named.key,
    words: wordsIn(inDigits(named.key)),
    named,
  }));
  const byWord = new Map<string, Entry[]>();
  const byJoined = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const word of new Set(entry.words)) push(byWord, word, entry);
    push(byJoined, entry.words.join(""), entry);
  }
  const kinds = new Map<string, string | undefined>();
  const kindOfWord = (word: string) => {
    if (/\d/.test(word)) return undefined;
    if (!kinds.has(word) && kinds.size < kindsMax) kinds.set(word, kindOf(word));
    return kinds.get(word);
  };
  const vocabulary = [...byWord.keys()].map((word) => ({ word, kind: kindOfWord(word) }));
  const nouns = vocabulary.filter(({ kind }) => kind !== undefined);
  const placeWords = new Set(
    [...registry.areas, ...registry.floors].flatMap(({ keys }) => keys.flatMap(wordsIn)),
  );

  /** The words of names that a heard word may be, and how surely. */
  const meanings = new LruMap<string, ReadonlyMap<string, number>>(1000);
  const meaningsOf = (heard: string): ReadonlyMap<string, number> => {
    const known = meanings.get(heard);
    if (known) return known;
    const found = new Map<string, number>();
    const kind = kindOfWord(heard);
    for (const { word, kind: other } of vocabulary) {
      const bySpelling = similarityOfWords(heard, word);
      const byKind = kind !== undefined && kind === other ? synonymSimilarity : 0;
      const similarity = Math.max(bySpelling, byKind);
      if (similarity > 0) found.set(word, similarity);
    }
    // A slip of another word for the kind: "lite" for "lamp" by way of "light".
    if (kind === undefined && found.size > 0) {
      for (const { word, kind: other } of nouns) {
        const slip = nouns.reduce(
          (best, noun) => (noun.kind === other ? Math.max(best, found.get(noun.word) ?? 0) : best),
          0,
        );
        if (slip > 0) found.set(word, Math.max(found.get(word) ?? 0, slip * synonymSimilarity));
      }
    }
    meanings.set(heard, found);
    return found;
  };
  const similarityOf = (heard: string, meant: string) => meaningsOf(heard).get(meant) ?? 0;

  const scored = (heard: readonly string[]): FoundName[] => {
    const candidates = new Set([
      ...heard
        .slice(0, 1)
        .flatMap((word) => [...meaningsOf(word).keys()].flatMap((one) => byWord.get(one) ?? [])),
      ...(byJoined.get(heard.join("")) ?? []),
    ]);
    const found: FoundName[] = [];
    const parts: Entry[] = [];
    for (const entry of candidates) {
      if (!areTurningWordsKept(heard, entry.words)) continue;
      const isPart = heard.every((word) =>
        entry.words.some((own) => similarityOf(word, own) >= similarityMin),
      );
      if (isPart) parts.push(entry);
      if (!areTellingWordsKept(heard, entry.words, similarityOf)) continue;
      const similarity = Math.min(0.99, nameSimilarity(heard, entry.words, similarityOf));
      if (similarity >= similarityMin) found.push({ key: entry.key, similarity });
    }
    if (found.length > 0 || !heard.some((word) => !placeWords.has(word) && kindOfWord(word) === undefined)) {
      return found;
    }
    return parts.map(({ key }) => ({ key, similarity: partSimilarity }));
  };

  return {
    names(heard, places) {
      const said = spokenWords(heard);
      if (said.length === 0 || said.length > wordsMax) return [];
      const exact = spellings(said).find((key) => registry.byName(key).length > 0);
      if (exact !== undefined) return [{ key: exact, similarity: 1 }];
      const variants = [said, ...places.map((place) => [...wordsIn(nameKey(place)), ...said])];
      const best = new Map<string, number>();
      for (const variant of variants) {
        const placed = spellings(variant).find((key) => registry.byName(key).length > 0);
        if (placed !== undefined) return [{ key: placed, similarity: 0.99 }];
        for (const { key, similarity } of scored(wordsIn(inDigits(variant.join(" "))))) {
          best.set(key, Math.max(best.get(key) ?? 0, similarity));
        }
      }
      return withoutEchoes(best, registry)
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, foundMax);
    },
    place(heard, places) {
      const said = spokenWords(heard);
      if (said.length === 0 || said.length > wordsMax) return undefined;
      const keys = spellings(said);
      const exact = places.find((place) => place.keys.some((key) => keys.includes(key)));
      if (exact) return { key: exact.keys[0] ?? nameKey(exact.name), similarity: 1 };
      const words = wordsIn(inDigits(said.join(" ")));
      const [first, second] = places
        .map((place) => ({
          key: place.keys[0] ?? "",
          similarity: Math.max(...place.keys.map((key) => placeSimilarity(words, wordsIn(key)))),
        }))
        .sort((a, b) => b.similarity - a.similarity);
      const isClear =
        first &&
        first.similarity >= similarityMin &&
        first.similarity - (second?.similarity ?? 0) >= placeMarginMin;
      return isClear ? { ...first, similarity: Math.min(0.99, first.similarity) } : undefined;
    },
  };
}

const kindsMax = 20_000;

/** A thing is found by the likest of its names only, so that an alias is no rival of its own thing. */
function withoutEchoes(found: ReadonlyMap<string, number>, registry: EntityRegistry): FoundName[] {
  const byThings = new Map<string, FoundName>();
  for (const [key, similarity] of found) {
    const ids = registry.byName(key).map((thing) => thing.id);
    const echo = byThings.get(ids.join(" "));
    if (!echo || echo.similarity < similarity) byThings.set(ids.join(" "), { key, similarity });
  }
  return [...byThings.values()];
}

/** Without articles and words that only point: "my kitchen lamp", "the lamp over there". */
function spokenWords(heard: string): string[] {
  const words = wordsIn(nameKey(heard).slice(0, 200));
  while (words.length > 1 && articles.has(words[0] ?? "")) words.shift();
  return words;
}

const articles = new Set(["the", "my", "our", "your", "a", "an", "that", "this", "these", "those", "of"]);

/** The words as said, with numbers in digits, and with ordinals the other way ("first line", "1st line"). */
function spellings(words: readonly string[]): string[] {
  const said = words.join(" ");
  const ordinals = words.map((word) => otherOrdinal(word) ?? word).join(" ");
  return [...new Set([said, inDigits(said), ordinals])];
}

function inDigits(text: string): string {
  const words: string[] = [];
  for (let position = 0; position < text.length; ) {
    const number = readNumbers(text, position).at(-1);
    const space = text.indexOf(" ", position);
    const wordEnd = space < 0 ? text.length : space;
    const isNumber = number !== undefined && Number.isInteger(number.value) && number.end >= wordEnd;
    const end = isNumber ? number.end : wordEnd;
    words.push(isNumber ? String(number.value) : text.slice(position, end));
    position = end + 1;
  }
  return words.join(" ");
}

function wordsIn(key: string): string[] {
  return key === "" ? [] : key.split(" ");
}

function similarityOfWords(heard: string, meant: string): number {
  if (heard === meant) return 1;
  return isDirectionWord(heard) || isDirectionWord(meant) ? 0 : wordSimilarity(heard, meant);
}

/** Places are few and short, so every word counts: "back garden" is not "garden". */
function placeSimilarity(heard: readonly string[], meant: readonly string[]): number {
  return areTurningWordsKept(heard, meant) && areTellingWordsKept(heard, meant, similarityOfWords)
    ? nameSimilarity(heard, meant, similarityOfWords)
    : 0;
}

function areTurningWordsKept(heard: readonly string[], meant: readonly string[]): boolean {
  return (
    heard.every((word) => !isDirectionWord(word) || meant.includes(word)) &&
    meant.every((word) => !isDirectionWord(word) || heard.includes(word))
  );
}

function areTellingWordsKept(
  heard: readonly string[],
  meant: readonly string[],
  similarityOf: (heard: string, meant: string) => number,
): boolean {
  return meant.every(
    (word) =>
      (!isSideWord(word) && !/\d/.test(word)) || heard.some((candidate) => similarityOf(candidate, word) > 0),
  );
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
