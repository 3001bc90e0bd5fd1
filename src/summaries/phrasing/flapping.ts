import type { IncidentFacts } from "../../domain/facts.ts";
import { sayCount } from "../../text/say-list.ts";

/** ` and came and went 5 times`, to follow what is said of an incident; empty when it did not. */
export function sayFlapping({ flapping }: IncidentFacts): string {
  return flapping === undefined ? "" : ` and came and went ${sayCount(flapping.times, "time")}`;
}
