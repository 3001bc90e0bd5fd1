import type { Series } from "../domain/sample.ts";
import { type Severity, severityRank } from "../domain/severity.ts";
import { matchTopic } from "../domain/topic.ts";

/** A limit set by the operator. At least one of `above` and `below` is given. */
export interface ThresholdRule {
  name: string;
  /** Topic filter, with `:<field>` for a field of a JSON payload: `farm/+/soil:moisture`. */
  series: string;
  above?: number | undefined;
  below?: number | undefined;
  /** How far the value must come back inside the limit before the alarm is over. */
  hysteresis: number;
  /** How long the value must stay beyond the limit before it is an alarm, in milliseconds. */
  forMs: number;
  severity: Severity;
}

/** Rules beyond this many that match one series are not applied to it (counted and reported by the service). */
export const thresholdRulesMax = 4;

/** The rules in the order in which they are applied: the most severe last, so that it describes an alarm of several. */
export function sortedRules(rules: readonly ThresholdRule[]): readonly ThresholdRule[] {
  return [...rules].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
}

/** The rules that name one series, in their order. */
export function rulesForSeries(rules: readonly ThresholdRule[], series: Series): readonly ThresholdRule[] {
  return rules.filter((rule) => matchesSeries(rule.series, series));
}

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
