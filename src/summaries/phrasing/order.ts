import type { IncidentFacts } from "../../domain/facts.ts";
import { hasSharpOnset } from "../onset.ts";
import { english } from "./english/english.ts";
import type { Forms } from "./forms.ts";
import { isAbout, linesOf, type Mention } from "./mention.ts";

/** Words before the second of two mentions: `then 40 seconds later`, `then`, or `about the same time`. */
export function linkBetween(
  first: Mention,
  second: Mention,
  facts: IncidentFacts,
  forms: Forms = english,
): string {
  if (!isInOrder(first, second, facts)) return forms.sameTime;
  if (!facts.isOrderKnown) return forms.following(undefined);
  const [from, to] = [facts.evidence[0], linesOf(second)[0]];
  if (from === undefined || to === undefined || !hasSharpOnset(from) || !hasSharpOnset(to))
    return forms.following(undefined);
  return forms.following(to.firstAt - from.firstAt);
}

/** How a text begins that tells in order: what came first only probably is said to have done so. */
export function sayFirst(facts: IncidentFacts, forms: Forms): string {
  return facts.isOrderKnown ? forms.first : forms.probablyFirst;
}

/** Whether the facts support saying that `first` came before `second`, at least probably. */
export function isInOrder(first: Mention, second: Mention, facts: IncidentFacts): boolean {
  return isFirstKnown(facts) && isFirst(first, facts) && !isFirst(second, facts);
}

/** Whether it may be told what came first. */
export function isFirstKnown(facts: IncidentFacts): boolean {
  return facts.isOrderKnown || facts.firstSign !== undefined;
}

/** Only the very first line is known to have come before all others. */
function isFirst(mention: Mention, facts: IncidentFacts): boolean {
  const [first] = facts.evidence;
  return first !== undefined && isAbout(mention, first);
}
