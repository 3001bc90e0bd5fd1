import type { Facts, IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { beganEarliest, hasSharpOnset } from "../onset.ts";
import type { GuardLanguage } from "./guard-language.ts";

/** The facts of a text laid out for checking: what its names, times and durations may come from. */
export interface Ground {
  language: GuardLanguage;
  facts: Facts;
  incidents: readonly IncidentFacts[];
  lines: readonly Line[];
  /** Moments that may be told, in milliseconds since 1970. Empty when the clock was not set. */
  times: readonly number[];
  /** Lengths of time that may be told without naming a subject, in milliseconds. */
  durations: readonly number[];
}

/** One line of evidence with its own times and durations. */
export interface Line {
  evidence: Evidence;
  incident: IncidentFacts;
  durations: readonly number[];
  /** How much later than the first sign it began; undefined where the order is not known. */
  delayMs: number | undefined;
}

export function groundOf(facts: Facts, language: GuardLanguage): Ground {
  const incidents = facts.type === "digest" ? facts.incidents : [facts];
  const lines = incidents.flatMap((incident) =>
    incident.evidence.map((evidence) => ({
      evidence,
      incident,
      delayMs: delayMs(evidence, incident),
      durations: lineDurations(evidence, incident),
    })),
  );
  const times = incidents.filter(({ clock }) => clock !== "unsynced").flatMap(incidentTimes);
  if (facts.type === "digest") times.push(facts.from, facts.to);
  return {
    language,
    facts,
    incidents,
    lines,
    times: [...new Set(times)],
    durations: incidents.filter(({ clock }) => clock !== "unsynced").map(({ durationMs }) => durationMs),
  };
}

function incidentTimes({ openedAt, closedAt, evidence }: IncidentFacts): number[] {
  const times = closedAt === undefined ? [openedAt] : [openedAt, closedAt];
  for (const line of evidence) {
    times.push(line.firstAt, line.lastAt, beganEarliest(line));
    if (line.recoveredAt !== undefined) times.push(line.recoveredAt);
  }
  return times;
}

function lineDurations(line: Evidence, incident: IncidentFacts): number[] {
  const endAt = line.recoveredAt ?? incident.closedAt ?? incident.openedAt + incident.durationMs;
  const isTimed = incident.clock !== "unsynced";
  const durations = isTimed ? [endAt - beganEarliest(line), endAt - line.firstAt] : [];
  if (line.durationMs !== undefined) durations.push(line.durationMs);
  return durations.map((ms) => Math.max(0, ms));
}

function delayMs(line: Evidence, { isOrderKnown, evidence: [first] }: IncidentFacts): number | undefined {
  if (!isOrderKnown || first === undefined || !hasSharpOnset(first) || !hasSharpOnset(line)) return undefined;
  return line.firstAt - first.firstAt;
}
