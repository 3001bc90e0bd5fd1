import type { IncidentFacts } from "../domain/facts.ts";

/**
 * How long an incident has gone on or went on, in milliseconds, as far as it may be told. 0 by a clock that was not set:
 * it may have been set since, and the difference between the two is no length of anything.
 */
export function toldLengthMs({ clock, durationMs }: Pick<IncidentFacts, "clock" | "durationMs">): number {
  return clock === "unsynced" ? 0 : durationMs;
}
