import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import type { Interpretation } from "./interpret.ts";
import { isPronoun } from "./resolve.ts";

/**
 * Templates that take any words for names make names of whole sentences: "I know nothing called “shut that blooming
 * trough”". Only what looks like a name is called one.
 */
export function callsNamesOnly({ reading }: Interpretation, registry: EntityRegistry): boolean {
  const { name, name2, name3, area, area2, except, except2, exceptArea } = reading.slotTexts;
  return [name, name2, name3, area, area2, except, except2, exceptArea].every(
    (heard) => heard === undefined || looksLikeName(heard, registry),
  );
}

const wordsMax = 5;

/** Words of sentences, which no name has that nobody knows. */
const sentenceWords = new Set(
  (
    "turn turned turning switch switched open opened close closed shut start started stop stopped set put run lock " +
    "locked unlock pause resume play raise lower dim get got give gave let make made keep kept go going want need have " +
    "has had is are was were be been will would could should can must do does did it its i im you we they he she me us " +
    "them him her and or but if when while until because that what which who why how to up down on off please dont not no"
  ).split(" "),
);

function looksLikeName(heard: string, registry: EntityRegistry): boolean {
  const key = nameKey(heard).replace(/^(?:the|my|our|that|this|those|these|your|an?) /, "");
  if (isPronoun(key) || registry.byName(key).length > 0 || isPlace(key, registry)) return true;
  const words = key.split(" ");
  if (words.length > wordsMax || words.some((word) => sentenceWords.has(word))) return false;
  // With a whole known name among more words it was heard well, and what was not understood is the rest.
  return thingIn(key, registry) === undefined;
}

function isPlace(key: string, { areas, floors }: EntityRegistry): boolean {
  return [...areas, ...floors].some(({ keys }) => keys.includes(key));
}

/** The thing whose whole name stands in the text, the longest one; undefined: none, or several are called so. */
export function thingIn(text: string, { names }: EntityRegistry): Thing | undefined {
  const said = ` ${nameKey(text)} `;
  const [longest] = names
    .filter(({ key }) => said.includes(` ${key} `))
    .sort((a, b) => b.key.length - a.key.length);
  return longest?.things.length === 1 ? longest.things[0] : undefined;
}
