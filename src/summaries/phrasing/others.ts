import type { Told } from "./forms.ts";
import { logCount, type Mention, sensorCount } from "./mention.ts";

/**
 * What a text leaves out, counted: `2 other sensors, 1 other log and 5 more findings`; undefined when it leaves
 * nothing out. Findings are lines of evidence that the incident itself had no room for; where all its sensors and logs
 * were counted, these are among them.
 */
export function sayOthers(
  all: readonly Mention[],
  told: readonly Mention[],
  { facts, forms }: Told,
): string | undefined {
  const { subjects } = facts;
  const sensors = (subjects?.sensors ?? sensorCount(all)) - sensorCount(told);
  const logs = (subjects?.logs ?? logCount(all)) - logCount(told);
  const parts: string[] = [];
  const isMore = (kind: Mention["type"]) => told.some(({ type }) => (type === "log") === (kind === "log"));
  if (sensors > 0) parts.push(forms.count(sensors, isMore("sensor") ? "otherSensor" : "sensor"));
  if (logs > 0) parts.push(forms.count(logs, isMore("log") ? "otherLog" : "log"));
  if (facts.evidenceOmitted > 0 && subjects === undefined)
    parts.push(forms.count(facts.evidenceOmitted, "finding"));
  return parts.length === 0 ? undefined : forms.list(parts);
}
