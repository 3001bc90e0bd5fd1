import { type IntentName, isIntentName } from "../grammar/intents.ts";
import type { Grammar, GrammarMatch } from "../grammar/types.ts";

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
    .slice(0, readingsMax);
  return { readings, foreign: readings.length > 0 ? undefined : matches[0]?.intent };
}

/** The parts of a text that may be commands of their own: "open the vent and start the pump". */
export function splitCommands(text: string): string[] {
  return text
    .split(/(?:\s*[,;]\s*|\s+)(?:and then|then|and)\s+|\s*[,;]\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
