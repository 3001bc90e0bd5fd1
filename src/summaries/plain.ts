import type { Facts, IncidentFacts } from "../domain/facts.ts";
import { sayCount, sayList } from "../text/say-list.ts";
import { saySince, type TimeView } from "../text/say-time.ts";
import { endingOf, labelOf } from "./ending.ts";
import { nameForm } from "./names.ts";
import { subjectKey } from "./subject.ts";

/**
 * The plainest true sentences, the better one first, for when the guard refuses what the phrasing made: how bad,
 * what, since when. The last one has no name and no untrusted text in it, so nothing of it can be wrong, and it
 * fits every style.
 */
export function plainSentences(facts: Facts, view: TimeView): [...string[], string] {
  if (facts.type === "digest") {
    const total = facts.incidents.length + facts.incidentsOmitted;
    if (total === 0) return ["Nothing unusual was noticed."];
    return [`${sayCount(total, "incident")} ${saySince(facts.from, view)}.`];
  }
  const name = facts.evidence[0] && nameForm(facts.evidence[0].name);
  const { sensors, logs } = subjectCounts(facts);
  const counted = [
    ...(sensors > 0 ? [sayCount(sensors, "sensor")] : []),
    ...(logs > 0 ? [sayCount(logs, "log")] : []),
  ];
  const unnamed = framed(
    `something unusual${counted.length > 0 ? ` from ${sayList(counted)}` : ""}`,
    facts,
    view,
  );
  if (name === undefined) return [unnamed];
  return [
    framed(`something unusual from ${sensors + logs > 1 ? `${name} and others` : name}`, facts, view),
    unnamed,
  ];
}

const labels = { info: "Notice", warning: "Warning", critical: "Critical" } as const;

function framed(what: string, facts: IncidentFacts, view: TimeView): string {
  const ending = endingOf(facts);
  if (ending !== "open") return `${labelOf(facts)}: ${what}.`;
  const since = facts.clock === "unsynced" ? "" : ` ${saySince(facts.openedAt, view)}`;
  return `${labels[facts.severity]}: ${what}${since}.`;
}

function subjectCounts({ evidence, subjects: counted }: IncidentFacts): { sensors: number; logs: number } {
  if (counted !== undefined) return counted;
  const subjects = (type: "series" | "log") =>
    new Set(evidence.filter((line) => line.type === type).map(subjectKey)).size;
  return { sensors: subjects("series"), logs: subjects("log") };
}
