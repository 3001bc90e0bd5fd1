import { momentaryKinds } from "../domain/anomaly.ts";
import type { IncidentFacts } from "../domain/facts.ts";

/**
 * How an incident stands. An incident is also closed when nothing new happens for long or when there are too many: then
 * nobody knows that it is over, and no text may say so.
 */
export type Ending = "open" | "over" | "unresolved";

export function endingOf(facts: IncidentFacts): Ending {
  if (facts.status === "open") return "open";
  const isGivenUp =
    facts.closedBecause === "quiet" || facts.closedBecause === "room" || facts.closedBecause === "merged";
  const isAllBack = facts.evidence.every(({ type, kind, recoveredAt }) => {
    if (recoveredAt !== undefined || momentaryKinds.has(kind)) return true;
    // A log says nothing when it is well again.
    return type === "log" && !isGivenUp;
  });
  return isAllBack && !(isGivenUp && facts.evidenceOmitted > 0) ? "over" : "unresolved";
}

/** The first word of a line about an incident that is closed. */
export function labelOf(facts: IncidentFacts): string {
  if (facts.closedBecause === "falseAlarm") return "False alarm";
  if (facts.closedBecause === "alwaysNormal") return "Normal here";
  return endingOf(facts) === "over" ? "Over" : "Unresolved";
}

/** What is said of an unresolved incident; the guard takes it as a whole. */
export function sayUnresolved({ closedBecause }: IncidentFacts): string {
  return `had not ended when the incident was closed${closedBecause === undefined ? "" : closings[closedBecause]}`;
}

const closings = {
  recovered: "",
  quiet: " for lack of news",
  room: " to make room",
  merged: " as a part of another",
  falseAlarm: " as a false alarm",
  alwaysNormal: " as normal here",
} as const;
