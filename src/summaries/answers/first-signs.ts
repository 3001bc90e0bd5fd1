import type { IncidentFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { capitalised } from "../phrasing/capitalised.ts";
import { earliest, type Mention, mentionsOf } from "../phrasing/mention.ts";
import { isFirstKnown, isInOrder, linkBetween } from "../phrasing/order.ts";
import { tell } from "../phrasing/tell.ts";
import { timingOf } from "../phrasing/timing.ts";

/** What an incident began with, as sentences, and what came with it. */
export interface FirstSigns {
  first: string | undefined;
  second: string | undefined;
  /** The first began clearly before the second. */
  isOrdered: boolean;
  /** There is nothing but the first. */
  isAlone: boolean;
}

export function firstSigns(facts: IncidentFacts, view: TimeView): FirstSigns {
  const mentions = mentionsOf(facts);
  const lead = (isFirstKnown(facts) ? earliest(mentions, facts) : undefined) ?? mentions[0];
  if (lead === undefined)
    return { first: undefined, second: undefined, isOrdered: false, isAlone: facts.evidenceOmitted === 0 };
  const rest = mentions.filter((mention) => mention !== lead);
  const next = rest.find((mention) => isInOrder(lead, mention, facts)) ?? rest[0];
  const { began } = timingOf(facts, view, [lead]);
  const first = `${capitalised(tell(lead, facts))}${began === undefined ? "" : `; this began ${began}`}.`;
  return {
    first,
    second: next && followed(lead, next, facts),
    isOrdered: next !== undefined && isInOrder(lead, next, facts),
    isAlone: next === undefined && facts.evidenceOmitted === 0,
  };
}

function followed(lead: Mention, next: Mention, facts: IncidentFacts): string {
  return `${capitalised(linkBetween(lead, next, facts))} ${tell(next, facts)}.`;
}
