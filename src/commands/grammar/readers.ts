import { readColours } from "../../text/colour-words.ts";
import { readDurations } from "../../text/duration-words.ts";
import { parseLevel } from "../../text/level-words.ts";
import { readPeriods } from "../../text/period.ts";
import { readQuantities } from "../../text/quantity-words.ts";
import { readWhens } from "../../text/when-words.ts";
import { readWhites } from "../../text/white-words.ts";
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
  /** The words of a number with a unit that is not percent, for `readNumber`: "70 fahrenheit", "three bar". */
  amount: (text, start) =>
    endsOf(readQuantities(text, start).filter(({ unit }) => unit !== undefined && unit !== "%")).map((end) =>
      said(text, start, end),
    ),
} as const satisfies Record<string, ListReader>;

export function isReaderName(name: unknown): name is keyof typeof readers {
  return typeof name === "string" && Object.hasOwn(readers, name);
}

function said(text: string, start: number, end: number): { end: number; out: string } {
  return { end, out: text.slice(start, end) };
}

function endsOf(readings: readonly { end: number }[]): number[] {
  return [...new Set(readings.map(({ end }) => end))];
}

/** "Two thirds of the way up" has six words. */
const levelWordsMax = 6;

function wordEnds(text: string, start: number): number[] {
  const ends: number[] = [];
  for (let at = start; ends.length < levelWordsMax && at < text.length; ) {
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
