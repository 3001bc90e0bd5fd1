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

/** Which word stands in front of a line about an incident that is closed. */
export function closedLabelOf(facts: IncidentFacts): "falseAlarm" | "alwaysNormal" | "over" | "unresolved" {
  const { closedBecause } = facts;
  if (closedBecause === "falseAlarm" || closedBecause === "alwaysNormal") return closedBecause;
  return endingOf(facts) === "over" ? "over" : "unresolved";
}
