import type { Series } from "./sample.ts";
import { matchTopic } from "./topic.ts";

/** Whether `pattern` names this series. Without `:<field>` it matches every field of the topic. */
export function matchesSeries(pattern: string, series: Series): boolean {
  if (pattern === series.id) return true;
  const { filter, field } = splitSeriesPattern(pattern);
  if (field !== undefined && field !== "*" && field !== series.field) return false;
  return matchTopic(filter, series.topic) !== undefined;
}

/** Splits at the last colon after the last slash, so that a colon inside an earlier topic level is kept. */
export function splitSeriesPattern(pattern: string): { filter: string; field: string | undefined } {
  const colon = pattern.lastIndexOf(":");
  if (colon <= pattern.lastIndexOf("/")) return { filter: pattern, field: undefined };
  return { filter: pattern.slice(0, colon), field: pattern.slice(colon + 1) };
}
