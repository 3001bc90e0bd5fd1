import type { IncidentFacts } from "../../domain/facts.ts";
import type { Evidence } from "../../domain/incident.ts";
import { endingOf } from "../ending.ts";
import { subjectKey } from "../subject.ts";
import type { Draft } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import { spokenValue } from "./spoken-numbers.ts";
import type { Mentioned } from "./subjects.ts";

export interface Counted {
  said: number;
  /** What is counted, in lower case, e.g. `other sensors`. */
  noun: string;
  start: number;
  /** The lines that the sentence is about at this point. */
  lines: readonly Line[];
  draft: Draft;
  ground: Ground;
  mentions: readonly Mentioned[];
}

/** Whether there are exactly as many of what is counted. Counts are never rounded. */
export function isCountTold(counted: Counted): boolean {
  const { said, noun, ground, lines } = counted;
  const singular = noun.replace(/s$/, "");
  switch (singular) {
    case "other sensor":
      return said === total(ground, "series") - toldSubjects(counted, "series");
    case "other log":
      return said === total(ground, "log") - toldSubjects(counted, "log");
    case "sensor":
      return isSensorCount(counted);
    case "log":
      return said === total(ground, "log");
    case "more finding":
      return ground.facts.type === "incident" && said === ground.facts.evidenceOmitted;
    case "problem line":
    case "line":
      return lines.some(({ evidence }) => isLineCount(said, evidence));
    case "time":
      return (
        lines.some(({ evidence }) => evidence.times === said) ||
        ground.incidents.some(({ flapping }) => flapping?.times === said)
      );
    default:
      return isDigestCount(counted, singular);
  }
}

/**
 * All sensors, or those that did the same: of one device or area, or of the rest of an incident. A sensor that did
 * something else besides may be counted with them or told by itself. In a digest, the sensors that reported.
 */
function isSensorCount({ said, ground }: Counted): boolean {
  if (ground.facts.type === "digest" && said === ground.facts.seriesCount) return true;
  if (said === total(ground, "series")) return true;
  return ground.incidents.some(
    (incident) => isGroupCount(said, incident.evidence) || isCutShortCount(said, incident),
  );
}

function isGroupCount(said: number, evidence: readonly Evidence[]): boolean {
  const kinds = new Map<string, Set<string>>();
  const whole = new Map<string, Set<string>>();
  const placed = new Map<string, Set<string>>();
  for (const line of evidence) {
    const subject = subjectKey(line);
    add(kinds, subject, line.kind);
    if (line.kind !== "gap" && line.kind !== "stuck") continue;
    const what = `${line.kind} ${line.recoveredAt !== undefined}`;
    add(whole, what, subject);
    add(placed, `${what} ${line.place.device ?? line.place.area ?? ""}`, subject);
  }
  const hasMixed = [...kinds].some(([, each]) => each.size > 1);
  if (hasMixed) return said >= groupMin && [...whole.values()].some((group) => said <= group.size);
  const isOwn = (group: Set<string>, key: string) => group.size >= groupMin && !key.endsWith(" ");
  const own = [...placed].filter(([key, group]) => isOwn(group, key)).map(([, group]) => group);
  const rests = [...whole.values()].map(
    (group) => [...group].filter((subject) => !own.some((each) => each.has(subject))).length,
  );
  if (said >= groupMin && [...whole.values()].some(({ size }) => size === said)) return true;
  return own.some(({ size }) => size === said) || rests.some((size) => size === said && size >= groupMin);
}

/** Sensors that did the same over the whole incident, with those for whose lines it had no room. */
function isCutShortCount(said: number, { evidence, omitted = [] }: IncidentFacts): boolean {
  return omitted.some(({ type, kind, count, recovered }) => {
    if (type !== "series") return false;
    const lines = evidence.filter((line) => line.kind === kind);
    const over = new Set(lines.filter((line) => line.recoveredAt !== undefined).map(subjectKey)).size;
    const going = new Set(lines.filter((line) => line.recoveredAt === undefined).map(subjectKey)).size;
    return said === over + recovered || said === going + count - recovered;
  });
}

/** Fewer are told by name. */
const groupMin = 3;

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

function isLineCount(said: number, { kind, observed, expected }: Evidence): boolean {
  if (kind !== "logBurst" && kind !== "logRising") return false;
  return [observed, expected?.high].some((value) => value !== undefined && Math.round(value) === said);
}

function isDigestCount({ said, start, draft, ground }: Counted, noun: string): boolean {
  const { facts } = ground;
  if (facts.type !== "digest") return false;
  const open = facts.incidents.filter(({ status }) => status === "open").length;
  const over = facts.incidents.filter((incident) => endingOf(incident) === "over").length;
  const unresolved = facts.incidents.length - open - over;
  switch (noun) {
    case "reading":
      return said === facts.samples;
    case "log line":
      return said === facts.logLines;
    case "command":
      return said === facts.commands;
    case "incident":
      return said === facts.incidents.length + facts.incidentsOmitted;
    case "still going on":
      return said === open && facts.incidentsOmitted === 0;
    case "over now":
      return said === over && facts.incidentsOmitted === 0;
    case "unresolved":
      return said === unresolved && facts.incidentsOmitted === 0;
    case "more": {
      // The rest of a list whose items end in semicolons.
      const listed = draft.rest.slice(draft.sentenceAt(start).start, start).split(";").length - 1;
      return [open, over, unresolved].some((count) => said === count - listed);
    }
    default:
      return false;
  }
}

/** All sensors or logs that the facts are about, with those for which an incident had no room. */
function total(ground: Ground, type: "series" | "log"): number {
  const { facts } = ground;
  const counted = facts.type === "incident" ? facts.subjects : undefined;
  if (counted !== undefined) return type === "series" ? counted.sensors : counted.logs;
  return subjects(ground, type).size;
}

function subjects(ground: Ground, type: "series" | "log"): Set<string> {
  return new Set(
    ground.lines.filter(({ evidence }) => evidence.type === type).map(({ evidence }) => subjectKey(evidence)),
  );
}

/** Subjects that the text names, plus those it has counted as a group. */
function toldSubjects({ draft, ground, mentions }: Counted, type: "series" | "log"): number {
  const named = new Set<string>();
  for (const { lines, isGroup } of mentions) {
    if (isGroup) continue;
    // A name that several subjects share stands for one of them each time it is said.
    const fresh = lines.find(({ evidence }) => evidence.type === type && !named.has(subjectKey(evidence)));
    if (fresh !== undefined) named.add(subjectKey(fresh.evidence));
  }
  if (type === "log") return named.size;
  const all = total(ground, "series");
  const counted = [...draft.text.matchAll(/(?<![\p{L}\p{N}])(\d[\d,]*) sensors?\b/giu)]
    .map((match) => spokenValue(match[1] ?? "0"))
    .filter((count) => count < all);
  return named.size + counted.reduce((sum, count) => sum + count, 0);
}
