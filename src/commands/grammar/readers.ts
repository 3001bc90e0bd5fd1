import { readColours } from "../../text/colour-words.ts";
import { readDurations } from "../../text/duration-words.ts";
import { parseLevel } from "../../text/level-words.ts";
import { readNumbers } from "../../text/number-words.ts";
import { readPeriods } from "../../text/period.ts";
import { readQuantities } from "../../text/quantity-words.ts";
import { quantityOf } from "../../text/units.ts";
import { readWhens } from "../../text/when-words.ts";
import { readWhites } from "../../text/white-words.ts";
import { readStep } from "../values/read-step.ts";
import { readNumber } from "../values/read-value.ts";
import { usualScale } from "../values/scale.ts";
import type { ListReader } from "./types.ts";

/**
 * Lists that sentence files may ask for by name: `lists: {time: {reader: period}}`. They read with the same
 * functions as the readers of whole values (`values/`, `text/when.ts`), so every tier understands the same words.
 */
export const readers = {
  /** Seconds. */
  duration: (text, start) => readDurations(text, start).map(({ end, seconds }) => ({ end, out: seconds })),
  /** Canonical text for `parsePeriod`. */
  period: readPeriods,
  /** The words of a time to come, for `readWhen`. */
  when: (text, start) =>
    endsOf(readWhens(text, start).filter(({ phrase }) => !phrase.isBare)).map((end) =>
      said(text, start, end),
    ),
  /** The nearest colour that has a name, which devices know: "warm red" is `orange red`. */
  colour: (text, start) => {
    const whiteEnds = new Set(readWhites(text, start).map(({ end }) => end));
    return readColours(text, start)
      .filter(({ end }) => !whiteEnds.has(end))
      .map(({ end, colour }) => ({ end, out: colour.name }));
  },
  /** Kelvin. */
  white: (text, start) => readWhites(text, start).map(({ end, kelvin }) => ({ end, out: kelvin })),
  /** Percent: "half", "maximum", "three quarters". */
  level: (text, start) => wordEnds(text, start).flatMap((end) => levelAt(text, start, end)),
  /** The words of a number with its unit or of a level, for `readNumber`: "70 fahrenheit", "30 percent", "flat out". */
  amount: (text, start) => [
    ...endsOf(
      readQuantities(text, start).filter(({ unit }) => unit !== undefined && quantityOf(unit) !== "time"),
    ).map((end) => said(text, start, end)),
    ...saidWhere(text, start, (words) => parseLevel(words.replace(levelNoun, "")) !== undefined),
  ],
  /** The words that say how far something is open, for `readNumber`: "half shut", "a quarter open", "ajar". */
  opening: (text, start) => saidWhere(text, start, isOpening),
  /** The same of how far it is to be closed: "halfway" as `halfway closed`. */
  closing: (text, start) =>
    saidWhere(text, start, (words) => isShare(words)).map(({ end, out }) => ({
      end,
      out: `${out.replace(/ (?:closed|shut|down)$/, "")} closed`,
    })),
  /** The words of a step, for `readStep`: "a touch", "two notches", "200 rpm", "a quarter". */
  change: (text, start) => saidWhere(text, start, (words) => isStep(words, undefined)),
  /** The words of a step with which way it goes: "a bit brighter", "twice as fast". */
  rise: (text, start) => saidWhere(text, start, (words) => isStep(words, "increase")),
  /** "A third slower", "half as bright". */
  fall: (text, start) => saidWhere(text, start, (words) => isStep(words, "decrease")),
} as const satisfies Record<string, ListReader>;

export type ReaderName = keyof typeof readers;

export function isReaderName(name: unknown): name is ReaderName {
  return typeof name === "string" && Object.hasOwn(readers, name);
}

function said(text: string, start: number, end: number): { end: number; out: string } {
  return { end, out: text.slice(start, end) };
}

function endsOf(readings: readonly { end: number }[]): number[] {
  return [...new Set(readings.map(({ end }) => end))];
}

/** Every stretch of words from `start` that `isMeant`. */
function saidWhere(
  text: string,
  start: number,
  isMeant: (words: string) => boolean,
): { end: number; out: string }[] {
  return wordEnds(text, start)
    .map((end) => said(text, start, end))
    .filter(({ out }) => isMeant(out));
}

/** A part of the way, which "close it" is to go; "a bit" is a step instead. */
function isShare(words: string): boolean {
  return typeof parseLevel(words.replace(/ (?:closed|shut|down)$/, "")) === "number";
}

const position = usualScale("position");

function isOpening(words: string): boolean {
  const isSaid = /. (?:open|closed|shut|up|down)$|^ajar$|^(?:open )?a (?:crack|slit|sliver|chink)$/.test(
    words,
  );
  return isSaid && readNumber(words, position).ok;
}

/** Without a direction only words that are no plain number; steps of nothing are none. */
function isStep(words: string, direction: "increase" | "decrease" | undefined): boolean {
  const read = readStep(words, anyScale);
  if (!read.ok || readNumbers(words, 0).some(({ end }) => end === words.length) || isTime(words))
    return false;
  const { amount, attribute } = read.value;
  if (direction !== undefined) return read.value.direction === direction && attribute !== undefined;
  return attribute === undefined && (read.value.direction === undefined || amount.kind === "factor");
}

/** "In two minutes" is when, not how much. */
function isTime(words: string): boolean {
  return readDurations(words, 0).some(({ end }) => end === words.length);
}

/** Any amount will do: it is read again for the thing that is meant. */
const anyScale = { ...usualScale(undefined), step: 1 };

/** "Full speed", "half power". */
const levelNoun = / (?:speed|brightness|volume|power|strength|heat)$/;

/** "As low as it will go" and "two thirds of the way up" have six words. */
const spokenWordsMax = 6;

function wordEnds(text: string, start: number): number[] {
  const ends: number[] = [];
  for (let at = start; ends.length < spokenWordsMax && at < text.length; ) {
    const gap = text.indexOf(" ", at);
    const end = gap < 0 ? text.length : gap;
    ends.push(end);
    at = end + 1;
  }
  return ends;
}

function levelAt(text: string, start: number, end: number): { end: number; out: number }[] {
  const level = parseLevel(text.slice(start, end));
  if (level === undefined) return [];
  // The least that is not off.
  const percent = level === "highest" ? 100 : level === "lowest" ? 1 : Math.round(level * 10_000) / 100;
  return [{ end, out: percent }];
}
