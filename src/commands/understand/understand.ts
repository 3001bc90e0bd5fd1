import { isActingIntent } from "../act/deeds.ts";
import { type IntentName, isIntentName } from "../grammar/intents.ts";
import type { Grammar, GrammarMatch } from "../grammar/types.ts";
import { clausesOf, leadingClause } from "./clauses.ts";

/** A reading of an utterance whose intent is one of ours. */
export interface Reading extends GrammarMatch {
  intent: IntentName;
  tier: "grammar" | "nano";
  /** In [0, 1]: the chance that it is what was meant. Of a template match, the similarity of its names. */
  confidence: number;
}

/**
 * The two grammars of one set of sentences and things: with their names, and with any words for names. The loose
 * one is tried last: it serves to say which name is unknown, and to ask about sensors nobody configured.
 */
export interface Grammars {
  exact: Grammar;
  loose: Grammar;
}

/** Readings looked at, best first; a sentence with more is one nobody meant. */
const readingsMax = 12;

/** What a grammar makes of a text: readings the best first, or an intent that only a user's sentences know. */
export interface ReadText {
  readings: readonly Reading[];
  foreign: string | undefined;
}

/** Readings of `text`, said in `area`. */
export function readText(text: string, grammar: Grammar, area: string | undefined): ReadText {
  const matches = grammar.match(text, area === undefined ? {} : { area });
  const readings = matches
    .flatMap((match): Reading[] => {
      const { intent, similarity } = match;
      return isIntentName(intent) ? [{ ...match, intent, tier: "grammar", confidence: similarity }] : [];
    })
    .filter((reading) => !isCountedPronoun(text, reading) && !(reading.metadata.isVerbless && isAsked(text)))
    .slice(0, readingsMax);
  if (readings.length === 0) {
    const later = laterReadings(text, grammar, area);
    if (later.length > 0) return { readings: later, foreign: undefined };
  }
  return { readings, foreign: readings.length > 0 ? undefined : matches[0]?.intent };
}

/**
 * Readings of a command with a clause that says when it is to be done, in the slot `time` or `condition`. The slots
 * say that nothing may be done now; "now" itself says nothing.
 */
function laterReadings(text: string, grammar: Grammar, area: string | undefined): Reading[] {
  for (const { slot, words, rest } of clausesOf(text)) {
    const readings = readText(rest, grammar, area).readings.filter(
      ({ intent, slots }) =>
        isActingIntent(intent) && slots.time === undefined && slots.condition === undefined,
    );
    if (readings.length === 0) continue;
    if (nowWords.test(words)) return readings;
    return readings.map((reading) => ({
      ...reading,
      slots: { ...reading.slots, [slot]: words },
      slotTexts: { ...reading.slotTexts, [slot]: words },
    }));
  }
  return [];
}

const nowWords = /^(?:right |straight )?(?:now|away)$|^immediately$|^at once$/;

/** "The kitchen one" is a thing, not the kitchen at 1 %: a closing "one" counts only after "to", "at" or "by". */
function isCountedPronoun(text: string, { slots, slotTexts }: GrammarMatch): boolean {
  if (!/\bone\W*$/i.test(text) || /\b(?:to|at|by)\s+one\W*$/i.test(text)) return false;
  return Object.entries(slotTexts).some(
    ([slot, heard]) =>
      heard?.toLowerCase() === "one" && typeof slots[slot as keyof typeof slots] === "number",
  );
}

/** "Roof vent open?" is a question, and without the mark an order. */
function isAsked(text: string): boolean {
  return /\?\s*$/.test(text);
}

/** The parts of a text that may be commands of their own: "open the vent and start the pump". */
export function splitCommands(text: string): string[] {
  const lead = leadingClause(text);
  if (lead) {
    const parts = splitParts(lead.rest);
    if (parts.length > 1) return parts.map((part) => `${lead.words}, ${part}`);
  }
  return splitParts(text);
}

function splitParts(text: string): string[] {
  return text
    .split(/(?:\s*[,;]\s*|\s+)(?:and then|then|and)\s+(?!a (?:half|quarter)\b)|\s*[,;]\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
