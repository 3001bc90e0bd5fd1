import { normalise } from "../../text/normalise.ts";
import { readPeriods } from "../../text/period.ts";
import { editDistance } from "../../text/similarity.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import { shortForms, smallWords } from "./incident-words.ts";

/** A text as the rules for questions about incidents read it. */
export interface IncidentText {
  /** What is left without small words and periods; `T` for the words that are about something. */
  said: string;
  /** Those words, one entry for each `T`. */
  targets: readonly string[];
  /** A period, as `text/period.ts` writes it. */
  period: string | undefined;
}

/** Words of a name that are looked at together. */
const nameWordsMax = 5;
/** Whoever was away says nothing of how long; a day is what is told. */
const awayPeriod = "in the last 24 hours";

/** "In the last month" is not the month of the calendar that "last month" is. */
const rolling = /\b(?:in|within|over|during|for) the (?:last|past) (week|month|year)\b/;
const daysOf: Readonly<Record<string, number>> = { week: 7, month: 30, year: 365 };

const openers =
  /^(?:(?:can|could|would|will) you|do you know|do you happen to know|please|tell me(?= (?:why|what|when|how|who|if|whether|is|where|since|did|was|has)\b)|i wonder|i want to know|any idea|have you any idea|and|but|or|well|okay|ok|so|right|hm+|alright|if|whether|oh|hey|uh|um|er|no|yes|listen|sorry|excuse me)(?: |$)/;
const closers = / (?:please|pls|plz|though|tho|then|mate|thanks|thank you|cheers|or what|or not)$/;
const away =
  /\b(?:while|whilst|when|since|during|because) (?:i|we|everyone) (?:was|were|am|are|had been|have been|left|went|got|slept|leave)(?: (?:away|out|gone|asleep|sleeping|off|home|not home|at work|in bed|on holiday|on vacation|not there|not here|left|abroad|travelling|shopping|last here))*\b|\b(?:in|during) (?:my|our) absence\b/;

/** `known`: the words rules are made of. `isWord`: whether it is a word at all, so that it is not taken for a slip. */
export function readIncidentText(
  text: string,
  how: { registry: EntityRegistry; known: ReadonlySet<string>; isWord: (word: string) => boolean },
): IncidentText {
  let rest = normalise(text)
    .replace(/[^\p{L}\p{N}:.'-]+/gu, " ")
    .replace(/[.:'-](?=\s|$)/g, "")
    .trim();
  for (let before = ""; before !== rest; ) {
    before = rest;
    // A text may be nothing but such a word.
    const shorter = rest.replace(openers, "").replace(closers, "").trim();
    if (shorter !== "") rest = shorter;
  }
  const isAway = away.test(rest);
  rest = rest.replace(away, " ").replace(/\s+/g, " ").trim();
  const found = withoutPeriod(
    inFull(rest).replace(rolling, (_, unit: string) => `in the last ${daysOf[unit]} days`),
  );
  const words = found.rest
    .split(" ")
    .map((word) => mended(word, how))
    .filter((word) => word !== "" && !smallWords.has(word));
  return { ...withTargets(words, how), period: found.period ?? (isAway ? awayPeriod : undefined) };
}

function inFull(text: string): string {
  return text
    .split(" ")
    .map((word) => (Object.hasOwn(shortForms, word) ? shortForms[word] : word))
    .join(" ");
}

function withoutPeriod(text: string): { rest: string; period: string | undefined } {
  for (let start = 0; start >= 0 && start < text.length; ) {
    const [longest] = readPeriods(text, start)
      .filter(({ end }) => end === text.length || text[end] === " ")
      .sort((a, b) => b.end - a.end);
    if (longest) {
      const rest = `${text.slice(0, start)}${text.slice(longest.end)}`.replace(/\s+/g, " ").trim();
      return { rest, period: longest.out };
    }
    const gap = text.indexOf(" ", start);
    start = gap < 0 ? -1 : gap + 1;
  }
  return { rest: text, period: undefined };
}

/** A slip in one of the words of the rules, where nobody knows the word as it was written. */
function mended(word: string, { registry, known, isWord }: Parameters<typeof readIncidentText>[1]): string {
  if (word.length < 5 || known.has(word) || smallWords.has(word) || isWord(word)) return word;
  if (registry.names.some(({ key }) => key.split(" ").includes(word))) return word;
  const near = [...known].filter((one) => one[0] === word[0] && editDistance(one, word, 1) <= 1);
  // A letter is missed more often than another is put in its place.
  const longer = near.filter(({ length }) => length > word.length);
  const [only = word, ...others] = longer.length > 0 ? longer : near;
  return others.length === 0 ? only : word;
}

function withTargets(
  words: readonly string[],
  { registry, known }: Parameters<typeof readIncidentText>[1],
): Pick<IncidentText, "said" | "targets"> {
  const said: string[] = [];
  const targets: string[] = [];
  let isIn = false;
  for (let at = 0; at < words.length; ) {
    const named = nameLength(words, at, registry, known);
    const isTarget = named > 0 || !known.has(words[at] ?? "");
    const length = Math.max(1, named);
    const part = words.slice(at, at + length).join(" ");
    // A number by itself tells which one: "gateway 2".
    if (isTarget && isIn) targets[targets.length - 1] = `${targets.at(-1)} ${part}`;
    else if (isTarget) {
      targets.push(part);
      said.push("T");
    } else said.push(part);
    isIn = isTarget;
    at += length;
  }
  return { said: said.join(" "), targets };
}

/** How many words from there on are the name of a thing or a place; a word of the rules by itself is none. */
function nameLength(
  words: readonly string[],
  at: number,
  registry: EntityRegistry,
  known: ReadonlySet<string>,
): number {
  for (let length = Math.min(nameWordsMax, words.length - at); length > 0; length -= 1) {
    const key = words.slice(at, at + length).join(" ");
    const isNamed = registry.byName(key).length > 0 || registry.areas.some(({ keys }) => keys.includes(key));
    if (isNamed && !(length === 1 && known.has(key))) return length;
  }
  return 0;
}
