import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import type { DecodedText, Span } from "./decode.ts";
import { type Word, wordsOf } from "./tokenizer.ts";

/**
 * A site calls its things as it likes, and a model can only guess what "shut Bertha off" is about. The text is read a
 * second time with plain names in place of those the site is known to have ("shut the press off"); the surer reading
 * counts. Delexicalisation (Henderson et al. 2014), but only where it helps.
 *
 * Limits: names of at most `nameWordsMax` words, at most `namesMax` in a text.
 */
const nameWordsMax = 6;
const namesMax = 6;

/** A text with plain names, and for each of its words the words of the text as it was said, [start, end). */
export interface PlainText {
  text: string;
  origins: readonly Range[];
}

interface Range {
  start: number;
  end: number;
}

/** Undefined: no name was said, or all of them are plain. */
export function withPlainNames(text: string, registry: EntityRegistry): PlainText | undefined {
  const words = wordsOf(text);
  const names = namesIn(text, words, registry);
  if (names.length === 0) return undefined;
  let plain = "";
  let position = 0;
  const origins: Range[] = [];
  const keep = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) origins.push({ start: at, end: at + 1 });
  };
  let next = 0;
  for (const { start, end, name } of names) {
    keep(next, start);
    plain += `${text.slice(position, words[start]?.start)}${name}`;
    position = words[end - 1]?.end ?? position;
    for (const _ of wordsOf(name)) origins.push({ start, end });
    next = end;
  }
  keep(next, words.length);
  plain += text.slice(position);
  // Cut elsewhere than the original, since plain names have other lengths: then the words do not match.
  return wordsOf(plain).length === origins.length ? { text: plain, origins } : undefined;
}

/** What was made of the plain text, in the words that were said. */
export function inWordsSaid(plain: DecodedText, { origins }: PlainText, said: DecodedText): DecodedText {
  const spans = plain.spans.map((span): Span => {
    const start = origins[span.start]?.start ?? 0;
    const end = origins[span.end - 1]?.end ?? start + 1;
    const text = said.text.slice(said.words[start]?.start, said.words[end - 1]?.end);
    return { ...span, start, end, text };
  });
  return { ...plain, spans, text: said.text, words: said.words, embedding: said.embedding };
}

function namesIn(
  text: string,
  words: readonly Word[],
  registry: EntityRegistry,
): (Range & { name: string })[] {
  const found: (Range & { name: string })[] = [];
  const counts = new Map<readonly string[], number>();
  for (let start = 0; start < words.length && found.length < namesMax; ) {
    const match = longestName(text, words, start, registry);
    if (!match) {
      start += 1;
      continue;
    }
    const count = counts.get(match.names) ?? 0;
    counts.set(match.names, count + 1);
    found.push({ start, end: match.end, name: match.names[count % match.names.length] ?? "" });
    start = match.end;
  }
  return found;
}

function longestName(text: string, words: readonly Word[], start: number, registry: EntityRegistry) {
  for (let end = Math.min(words.length, start + nameWordsMax); end > start; end -= 1) {
    const key = nameKey(text.slice(words[start]?.start, words[end - 1]?.end));
    const [thing] = registry.isShared(key) ? [] : registry.byName(key);
    const names = thing ? plainNamesOf(thing) : isArea(key, registry) ? plainAreas : undefined;
    if (names) return { end, names };
  }
  return undefined;
}

function isArea(key: string, { areas }: EntityRegistry): boolean {
  return areas.some(({ keys }) => keys.includes(key));
}

const plainAreas = ["kitchen", "bedroom", "garage"];

/** Undefined: what it is called says what it is about, as with sensors. */
function plainNamesOf({ kind, deviceClass }: Thing): readonly string[] | undefined {
  return plainNames[deviceClass ?? ""] ?? plainNames[kind];
}

/** By class and kind; several, so that two things in one sentence are not one. */
const plainNames: Readonly<Record<string, readonly string[]>> = {
  light: ["desk lamp", "floor lamp", "hall light"],
  switch: ["kettle", "heater plug", "coffee maker"],
  cover: ["kitchen blind", "bedroom shutter"],
  curtain: ["bedroom curtains", "kitchen curtains"],
  garage: ["garage door"],
  gate: ["yard gate", "front gate"],
  door: ["side door", "dock door"],
  vent: ["roof vent", "side vent"],
  awning: ["awning"],
  lock: ["front door", "back door"],
  climate: ["thermostat", "heater"],
  fan: ["ceiling fan", "extractor fan"],
  valve: ["main valve", "water valve"],
  sprinkler: ["zone 1", "zone 2"],
  pump: ["booster pump", "coolant pump"],
  machine: ["press 2", "mixer 1"],
  conveyor: ["conveyor 2", "conveyor 3"],
  media: ["tv", "kitchen speaker"],
  vacuum: ["vacuum"],
  mower: ["lawn mower"],
  robot: ["rover", "otto"],
  humidifier: ["humidifier"],
  scene: ["movie night", "night mode"],
  siren: ["siren"],
};
