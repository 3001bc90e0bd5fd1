import type { Series } from "../domain/sample.ts";
import { matchesSeries } from "../domain/series-pattern.ts";
import { type Severity, severityRank } from "../domain/severity.ts";

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
