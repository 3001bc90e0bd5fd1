import { type IntentName, isIntentName } from "../grammar/intents.ts";
import type { Grammar, GrammarMatch } from "../grammar/types.ts";

/** A reading of an utterance whose intent is one of ours. */
export interface Reading extends GrammarMatch {
  intent: IntentName;
}

/** The two grammars of one set of sentences and things: with their names, and with any words for names. */
export interface Grammars {
  exact: Grammar;
  loose: Grammar;
}

/** Readings looked at, best first; a sentence with more is one nobody meant. */
const readingsMax = 12;

/**
 * Every reading worth looking at, the best first. Readings with any words for names come last: they serve to say
 * which name is unknown, and to ask about sensors nobody configured. `foreign`: an intent that only a user's
 * sentences know, when nothing else fits.
 */
export function readText(
  text: string,
  grammars: Grammars,
  area: string | undefined,
): { readings: Reading[]; foreign: string | undefined } {
  const context = area === undefined ? {} : { area };
  const exact = grammars.exact.match(text, context);
  const own = ours(exact);
  if (own.length > 0 && own.some((reading) => reading.wildcardCount === 0)) {
    return { readings: own, foreign: undefined };
  }
  const loose = grammars.loose.match(text, context);
  const readings = [...own, ...ours(loose)];
  return { readings, foreign: readings.length > 0 ? undefined : (exact[0]?.intent ?? loose[0]?.intent) };
}

/** The parts of a text that may be commands of their own: "open the vent and start the pump". */
export function splitCommands(text: string): string[] {
  return text
    .split(/(?:\s*[,;]\s*|\s+)(?:and then|then|and)\s+|\s*[,;]\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function ours(matches: readonly GrammarMatch[]): Reading[] {
  return matches.filter((match): match is Reading => isIntentName(match.intent)).slice(0, readingsMax);
}
