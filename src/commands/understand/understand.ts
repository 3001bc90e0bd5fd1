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
 * Every reading worth looking at, the best first. Any-word names are tried only when no sentence fits with a
 * known one: they serve to say which name is unknown, and to ask about sensors nobody configured.
 */
export function readings(text: string, grammars: Grammars, area: string | undefined): Reading[] {
  const context = area === undefined ? {} : { area };
  const exact = ours(grammars.exact.match(text, context));
  return exact.length > 0 ? exact : ours(grammars.loose.match(text, context));
}

/** The parts of a text that may be commands of their own: "open the vent and start the pump". */
export function splitCommands(text: string): string[] {
  return text
    .split(/\s*(?:,\s*and then|,\s*then|\band then\b|\bthen\b|,\s*and\b|\band\b|;|,)\s+/i)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function ours(matches: readonly GrammarMatch[]): Reading[] {
  return matches.filter((match): match is Reading => isIntentName(match.intent)).slice(0, readingsMax);
}
