import { nameKey } from "../entities/names.ts";
import type { Place } from "../entities/place.ts";
import type { Interpretation } from "../understand/interpret.ts";
import { textSlot } from "../understand/phrase.ts";
import { placeNamed } from "../understand/places.ts";
import { isPronoun } from "../understand/resolve.ts";
import type { QuestionContext } from "./context.ts";

/** One name or place of a question, in the words it may be known by: as it was heard, then as it was taken. */
export interface SaidTarget {
  kind: "name" | "area";
  heard: readonly string[];
}

/**
 * The names and places of a question. A name that was taken for the likest one there is ("motor 1" for "Press 1") counts
 * as it was heard first, since a sensor may be called just so.
 */
export function saidOf(question: Interpretation): SaidTarget[] {
  const { reading, phrase } = question;
  if (reading.metadata.isOutside === true) return [{ kind: "area", heard: outsideWords }];
  const names = phrase.names.flatMap((name, index): SaidTarget[] => {
    if (isPronoun(name)) return spokenOf(name, question);
    const heard = reading.slotTexts[index === 0 ? "name" : index === 1 ? "name2" : "name3"];
    return [{ kind: "name", heard: distinct([heard, name]) }];
  });
  const areas = phrase.areas.map((area): SaidTarget => ({ kind: "area", heard: [area] }));
  return [...names, ...areas];
}

/** "It" is what was spoken of last; in "how warm was it in the hall", or with nothing spoken of before, it is the air. */
function spokenOf(pronoun: string, { reading, phrase, resolution }: Interpretation): SaidTarget[] {
  const isMeasured = textSlot(reading, "measure") !== undefined;
  if (isMeasured && phrase.areas.length > 0) return [];
  const meant = resolution.status === "found" && !resolution.isGroup ? resolution.things : [];
  if (meant.length === 0) return isMeasured ? [] : [{ kind: "name", heard: [pronoun] }];
  return meant.map(({ name }) => ({ kind: "name", heard: [name] }));
}

export function areaNamed(words: string, { registry }: QuestionContext): Place | undefined {
  return placeNamed(withoutArticle(words), registry.areas);
}

export function withoutArticle(words: string): string {
  return nameKey(words).replace(/^(?:the|my|our|a|an) /, "");
}

const outsideWords = ["outside", "outdoor", "outdoors", "weather"];

function distinct(words: readonly (string | undefined)[]): string[] {
  return [...new Set(words.flatMap((word) => (word === undefined ? [] : [withoutArticle(word)])))];
}
