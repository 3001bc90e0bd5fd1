import type { PatternReason } from "../../domain/anomaly.ts";
import type { IncidentFacts } from "../../domain/facts.ts";
import type { ClosedBecause, Evidence } from "../../domain/incident.ts";
import { endingOf } from "../ending.ts";
import { subjectKey } from "../subject.ts";
import type { Ground } from "./ground.ts";
import type { ClaimName } from "./guard-language.ts";

/**
 * What must hold for a claim: of one of the lines that it is said of, or of the whole (with both: of the whole where
 * the sentence names nothing). How a claim is worded is for
 * the languages to say; a claim that a language cannot make has a pattern that matches nothing.
 */
export interface ClaimTruth {
  line?: (evidence: Evidence, incident: IncidentFacts) => boolean;
  whole?: (ground: Ground) => boolean;
  /** Only of such a subject: a log is not high. */
  of?: "series" | "log";
  /** Which side of usual it is on, so that what is back is on the other. */
  isSide?: boolean;
  /** Said of all lines that the sentence names, or of all there are. */
  isOfAll?: boolean;
}

export const claimTruths: Readonly<Record<ClaimName, ClaimTruth>> = {
  up: { line: (line) => isUp(line), of: "series", isSide: true },
  down: { line: (line) => isDown(line), of: "series", isSide: true },
  /** A peak may be told of a value whose alarm has no direction. */
  peak: { line: (line) => !isDown(line), of: "series" },
  lowest: { line: (line) => !isUp(line), of: "series" },
  silent: { line: ({ kind }) => kind === "gap", of: "series" },
  stuck: {
    line: ({ kind, reason, observedState }) =>
      kind === "stuck" || reason === "held" || observedState !== undefined,
    of: "series",
  },
  /** A door that stands open is not stuck. */
  stuckFast: {
    line: ({ kind, reason, observedState }) =>
      (kind === "stuck" || reason === "held") && observedState === undefined,
    of: "series",
  },
  limit: { line: ({ limit }) => limit !== undefined, of: "series" },
  jumped: {
    line: (line) => hasReason(line, "jump") || line.kind === "rate",
    of: "series",
  },
  drifted: {
    line: (line) => hasReason(line, "drifting", "shifted", "level"),
    of: "series",
  },
  shifted: { line: (line) => hasReason(line, "shifted", "drifting", "level"), of: "series" },
  restless: { line: (line) => hasReason(line, "restless"), of: "series" },
  calm: { line: (line) => hasReason(line, "calm"), of: "series", isSide: true },
  timeOfDay: { line: (line) => hasReason(line, "timeOfDay"), of: "series" },
  shape: { line: (line) => hasReason(line, "shape"), of: "series" },
  spread: { line: (line) => hasReason(line, "spread"), of: "series" },
  outliers: { line: (line) => hasReason(line, "outliers"), of: "series" },
  interval: { line: (line) => hasReason(line, "interval"), of: "series" },
  rhythm: { line: (line) => hasReason(line, "rhythm"), of: "series" },
  together: { line: (line) => hasReason(line, "together"), of: "series" },
  fast: { line: ({ kind, reason }) => kind === "rate" || reason === "jump", of: "series" },
  newLine: { whole: ({ lines }) => lines.some(({ evidence }) => evidence.kind === "logNovel") },
  problemLines: { whole: ({ lines }) => lines.some(({ evidence }) => hasProblemLines(evidence)) },
  usuallyNone: {
    line: ({ expected }) => expected !== undefined && Math.round(expected.high) === 0,
    of: "log",
  },
  /** Nobody knows what caused something; the fixed phrases that give a reason are claims of their own. */
  cause: { whole: () => false },
  /** Of one subject what began and how it went on may always be told in order. */
  order: { whole: isOrderTold },
  probably: { whole: isOrderProbable },
  noOrder: {
    whole: ({ facts }) => facts.type === "incident" && !facts.isOrderKnown && facts.firstSign === undefined,
  },
  moreAndMore: { line: ({ kind }) => kind === "logRising", of: "log" },
  missing: { line: ({ kind }) => kind === "logSilent", of: "log" },
  noEndOrStart: { line: ({ order }) => order !== undefined && order.reason !== "transition", of: "log" },
  noEnd: { line: ({ order }) => order?.reason === "noEnd", of: "log" },
  noStart: { line: ({ order }) => order?.reason === "noStart", of: "log" },
  unusualOrder: {
    line: ({ kind, order }) => kind === "logOrder" && (order?.reason ?? "transition") === "transition",
    of: "log",
  },
  cameAndWent: { whole: ({ incidents }) => incidents.some(({ flapping }) => flapping !== undefined) },
  critical: { whole: hasSeverity("critical") },
  warning: { whole: hasSeverity("warning") },
  notice: { whole: hasSeverity("info") },
  over: { whole: ({ incidents }) => incidents.some(isIncidentOver) },
  allOver: { whole: ({ incidents }) => incidents.every(isIncidentOver) },
  recovered: {
    line: isBack,
    whole: ({ incidents }) => incidents.some((each) => isIncidentOver(each) || hasRecovery(each)),
  },
  /** Of a log nobody hears when it is well again, so it does not count. */
  allBack: { line: (line, incident) => line.type === "log" || isBack(line, incident), isOfAll: true },
  asUsual: { line: isBack },
  ongoing: { line: isOngoing, whole: hasOngoing },
  notRecovered: { line: isOngoing, whole: hasOngoing },
  unresolved: { whole: ({ incidents }) => incidents.some((each) => endingOf(each) === "unresolved") },
  falseAlarm: { whole: wasClosedAs("falseAlarm") },
  alwaysNormal: { whole: wasClosedAs("alwaysNormal") },
  lackOfNews: { whole: wasClosedAs("quiet") },
  makeRoom: { whole: wasClosedAs("room") },
  /** Said of incidents, so a line of it may be back. */
  goingOn: { whole: ({ incidents }) => incidents.some(({ status }) => status === "open") },
  still: {
    line: (line, incident) => incident.status === "open" && line.recoveredAt === undefined,
    whole: ({ incidents }) => incidents.some(({ status }) => status === "open"),
  },
  several: {
    whole: ({ incidents }) => incidents.some((each) => subjectCount(each) + each.evidenceOmitted > 1),
  },
  quietDay: { whole: isQuiet },
  noReadings: { whole: ({ facts }) => facts.type === "digest" && facts.samples === 0 },
  noLogLines: { whole: ({ facts }) => facts.type === "digest" && facts.logLines === 0 },
  clockUnset: { whole: ({ incidents }) => incidents.some(({ clock }) => clock === "unsynced") },
  notListed: { whole: ({ incidents }) => incidents.some(({ evidenceOmitted }) => evidenceOmitted > 0) },
};

/** Whether any order may be told; which one is for sequence.ts. */
export function isOrderTold({ facts }: Ground): boolean {
  if (facts.type !== "incident") return false;
  return facts.isOrderKnown || subjectCount(facts) < 2;
}

/** What came first only probably is told in a text that says so before (claims.ts). */
export function isOrderProbable({ facts }: Ground): boolean {
  return facts.type === "incident" && !facts.isOrderKnown && facts.firstSign !== undefined;
}

function hasProblemLines({ type, kind, counted = "problems" }: Evidence): boolean {
  return type === "log" && (counted === "problems" || kind === "logRising");
}

/** Above what is usual, or its alarm is for high values. */
export function isUp({ kind, direction, observed, expected }: Evidence): boolean {
  if (kind === "rate" && observed) return observed > 0;
  if (direction !== "none") return direction === "high";
  return observed !== undefined && expected !== undefined && observed > expected.high;
}

export function isDown({ kind, direction, observed, expected }: Evidence): boolean {
  if (kind === "rate" && observed) return observed < 0;
  if (direction !== "none") return direction === "low";
  return observed !== undefined && expected !== undefined && observed < expected.low;
}

/** Whether it goes on, as far as anybody knows. */
function isOngoing(line: Evidence, incident: IncidentFacts): boolean {
  return endingOf(incident) !== "over" && line.recoveredAt === undefined;
}

function isBack(line: Evidence, incident: IncidentFacts): boolean {
  return line.recoveredAt !== undefined || isIncidentOver(incident);
}

function hasOngoing({ incidents }: Ground): boolean {
  return incidents.some((each) => endingOf(each) !== "over");
}

function hasRecovery({ evidence }: IncidentFacts): boolean {
  return evidence.some(({ recoveredAt }) => recoveredAt !== undefined);
}

function hasReason({ reason, kind }: Evidence, ...reasons: PatternReason[]): boolean {
  return kind === "pattern" && reasons.some((each) => each === (reason ?? "shape"));
}

function subjectCount({ evidence }: IncidentFacts): number {
  return new Set(evidence.map(subjectKey)).size;
}

/** What a person said of an incident is said of no other. */
function wasClosedAs(reason: ClosedBecause): (ground: Ground) => boolean {
  return ({ incidents }) => incidents.some(({ closedBecause }) => closedBecause === reason);
}

function isIncidentOver(incident: IncidentFacts): boolean {
  return endingOf(incident) === "over";
}

function hasSeverity(severity: IncidentFacts["severity"]): (ground: Ground) => boolean {
  return ({ incidents }) => incidents.some((incident) => incident.severity === severity);
}

function isQuiet({ facts }: Ground): boolean {
  return facts.type === "digest" && facts.incidents.length + facts.incidentsOmitted === 0;
}
