import { readPeriods } from "../../text/period.ts";
import { singularOf } from "../../text/plural.ts";
import { readQuantities } from "../../text/quantity-words.ts";
import { readUnits } from "../../text/unit-words.ts";
import { quantityOf } from "../../text/units.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { hasWords } from "../questions/nearness.ts";
import { groupsOf, subjectsOf } from "../questions/subjects.ts";
import type { KnownWords, QuestionWords } from "./question-words.ts";

/** What a stretch of a question stands for. */
export type Mark =
  | { type: "words"; text: string; uses: readonly KnownWords[] }
  /** What sensors or things are called; `isPart`: only a word of their names ("fence" of "River fence voltage"). */
  | { type: "name"; text: string; key: string; isPart: boolean }
  | { type: "area"; text: string; key: string; keys: readonly string[] }
  | { type: "floor"; text: string; key: string }
  | { type: "period"; text: string; period: string }
  /** "Above 30 degrees". */
  | { type: "limit"; text: string; limit: string; measure: string | undefined }
  | { type: "unit"; text: string; measure: string }
  /** "The snug and the loft": between what is asked about. */
  | { type: "and"; text: string }
  | { type: "unknown"; text: string };

/** Most words of one name or set phrase. */
const phraseWordsMax = 6;

/** The whole question in stretches, one after the other, each as long as it can be. */
export function marksOf(text: string, words: QuestionWords, registry: EntityRegistry): Mark[] {
  const called = namesFor(registry);
  const marks: Mark[] = [];
  for (let start = 0; start < text.length; ) {
    const mark = markAt(text, start, words, called);
    start += mark.text.length + 1;
    const joined = joinedName(marks.at(-1), mark, called);
    if (joined) marks.splice(-1, 1, joined);
    else marks.push(mark);
  }
  return marks;
}

/** "Slicer hatch": words side by side that are all in one name. */
function joinedName(before: Mark | undefined, mark: Mark, called: Called): Mark | undefined {
  if (before?.type !== "name" || mark.type !== "name" || !(before.isPart || mark.isPart)) return undefined;
  const key = `${before.key} ${mark.key}`;
  if (!called.isWithin(key)) return undefined;
  return { type: "name", text: `${before.text} ${mark.text}`, key, isPart: true };
}

function markAt(text: string, start: number, words: QuestionWords, called: Called): Mark {
  const period = readPeriods(text, start).sort((a, b) => b.end - a.end)[0];
  if (period && isWordEnd(text, period.end))
    return { type: "period", text: text.slice(start, period.end), period: period.out };
  const limit = limitAt(text, start);
  if (limit) return limit;
  const ends = wordEnds(text, start);
  const article = /(?:the|my|our) /y;
  article.lastIndex = start;
  // "The hill trough" is no trough of "The hill".
  if (article.test(text) && longestNamed(text, article.lastIndex, called) > longestNamed(text, start, called))
    return { type: "words", text: text.slice(start, ends[0]), uses: words.read("the") };
  for (const end of ends.toReversed()) {
    const said = text.slice(start, end);
    const named = called.find(said);
    if (named) return named;
    const uses = words.read(said);
    if (uses.length > 0) return { type: "words", text: said, uses };
    const unit = readUnits(said, 0).find((one) => one.end === said.length);
    const measure = unit && measureOfQuantity[quantityOf(unit.unit)];
    if (measure !== undefined) return { type: "unit", text: said, measure };
  }
  const word = text.slice(start, ends[0]);
  if (word === "and" && isNamedAfter(text, start + word.length + 1, called))
    return { type: "and", text: word };
  return called.isPart(word)
    ? { type: "name", text: word, key: word, isPart: true }
    : { type: "unknown", text: word };
}

function isNamedAfter(text: string, start: number, called: Called): boolean {
  const article = /(?:the|my|our) /y;
  article.lastIndex = start;
  return longestNamed(text, article.test(text) ? article.lastIndex : start, called) >= 0;
}

/** Where the longest name ends that begins there; -1: none does. */
function longestNamed(text: string, start: number, called: Called): number {
  return wordEnds(text, start).findLast((end) => called.find(text.slice(start, end)) !== undefined) ?? -1;
}

function wordEnds(text: string, start: number): number[] {
  const ends: number[] = [];
  for (let at = start; at < text.length && ends.length < phraseWordsMax; at += 1) {
    const gap = text.indexOf(" ", at);
    at = gap < 0 ? text.length : gap;
    ends.push(at);
  }
  return ends;
}

function isWordEnd(text: string, end: number): boolean {
  return end === text.length || text[end] === " ";
}

const above =
  "(?:go |went |gone |been |get |got |rise |risen |rose |climb |climbed )?(?:up )?(?:reached|reach|hit|exceeded|exceed|passed|topped|above|over|past|beyond|more than|higher than|hotter than|warmer than)";
const below =
  "(?:go |went |gone |been |get |got |fall |fallen |fell |drop |dropped |sink |sunk )?(?:down )?(?:below|under|beneath|less than|lower than|colder than|cooler than)";
const limitWords = new RegExp(`(?:(${above})|(${below})) `, "y");

function limitAt(text: string, start: number): Mark | undefined {
  limitWords.lastIndex = start;
  const found = limitWords.exec(text);
  if (!found) return undefined;
  const quantity = readQuantities(text, limitWords.lastIndex)
    .filter(({ end }) => isWordEnd(text, end))
    .sort((a, b) => b.end - a.end)[0];
  if (!quantity) return undefined;
  const measure =
    quantity.unit === undefined
      ? /(?:hot|warm|cold|cool)/.test(found[0])
        ? "temperature"
        : undefined
      : measureOfQuantity[quantityOf(quantity.unit)];
  return {
    type: "limit",
    text: text.slice(start, quantity.end),
    limit: [
      found[1] === undefined ? "below" : "above",
      quantity.value,
      ...(quantity.unit === undefined || quantity.unit === "°" ? [] : [quantity.unit]),
    ].join(" "),
    measure,
  };
}

/** What is measured in units of a quantity; others tell nothing (a share may be of anything). */
const measureOfQuantity: Readonly<Record<string, string>> = {
  temperature: "temperature",
  angle: "temperature",
  pressure: "pressure",
  rotation: "speed",
  power: "power",
  energy: "energy",
  volume: "amount",
  flow: "flow",
  mass: "weight",
  illuminance: "illuminance",
  concentration: "co2",
  voltage: "voltage",
  current: "current",
  "sound level": "noise",
  conductivity: "conductivity",
};

/** Whatever things and places are called, looked up by how it may be said. */
interface Called {
  find(said: string): Mark | undefined;
  /** Whether a word is in any of the names. */
  isPart(word: string): boolean;
  /** Whether all these words are in one of them. */
  isWithin(words: string): boolean;
}

const known = new WeakMap<EntityRegistry, Called>();

function namesFor(registry: EntityRegistry): Called {
  const found = known.get(registry) ?? readNames(registry);
  known.set(registry, found);
  return found;
}

function readNames(registry: EntityRegistry): Called {
  const names = new Set([
    ...registry.names.map(({ key }) => key),
    ...registry.sharedNames,
    ...registry.things.flatMap((thing) => [...subjectsOf(thing), ...groupsOf(thing)]),
  ]);
  const areas = new Map(registry.areas.flatMap(({ keys }) => keys.map((key) => [key, keys])));
  const floors = new Map(registry.floors.flatMap(({ keys }) => keys.map((key) => [key, keys[0] ?? key])));
  const parts = new Set(registry.names.flatMap(({ key }) => key.split(" ").map(singularOf)));
  return {
    find(said) {
      // "The oven's setpoint", "how many bag jams": an s more than the name has.
      for (const key of new Set([said, singularOf(said), said.replace(/s$/, "")])) {
        const area = areas.get(key);
        if (area !== undefined) return { type: "area", text: said, key: area[0] ?? key, keys: area };
        const floor = floors.get(key);
        if (floor !== undefined) return { type: "floor", text: said, key: floor };
        if (names.has(key)) return { type: "name", text: said, key, isPart: false };
      }
      return undefined;
    },
    isPart: (word) => word.length > 2 && parts.has(singularOf(word)),
    isWithin: (words) => registry.names.some(({ key }) => hasWords(key, words)),
  };
}
