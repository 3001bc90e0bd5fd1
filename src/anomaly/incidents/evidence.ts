import { type Anomaly, subjectId } from "../../domain/anomaly.ts";
import type { Evidence, Incident } from "../../domain/incident.ts";
import { severityRank, worse } from "../../domain/severity.ts";

/** Identity of a line of evidence inside its incident. */
export function evidenceKey(kind: string, subject: string): string {
  return `${kind} ${subject}`;
}

/** The line of evidence that one anomaly begins. */
export function evidenceFrom(anomaly: Anomaly): Evidence {
  const { subject } = anomaly;
  const series = subject.type === "series" ? subject.series : undefined;
  const hasStates = series !== undefined && series.kind !== "numeric";
  return {
    subjectId: subjectId(subject),
    type: subject.type,
    name: subject.type === "series" ? subject.series.name : subject.source,
    kind: anomaly.kind,
    direction: anomaly.direction,
    severity: anomaly.severity,
    firstAt: beganAt(anomaly),
    lastAt: anomaly.at,
    times: 1,
    score: anomaly.score,
    unit: series?.unit,
    observed: anomaly.observed,
    expected: anomaly.expected === undefined ? undefined : { ...anomaly.expected },
    durationMs: anomaly.durationMs,
    usualDurationMs: anomaly.usualDurationMs,
    limit: anomaly.limit,
    reason: anomaly.reason,
    partners: anomaly.partners && [...anomaly.partners],
    counted: anomaly.counted,
    order: anomaly.order && { ...anomaly.order },
    example: subject.type === "log" ? subject.example : undefined,
    logKind: subject.type === "log" ? subject.logKind : undefined,
    observedState: hasStates && anomaly.observed !== undefined ? series.states[anomaly.observed] : undefined,
    typicalState:
      hasStates && anomaly.expected !== undefined ? series.states[anomaly.expected.typical] : undefined,
    place: { ...anomaly.place },
    recoveredAt: undefined,
  };
}

/**
 * Folds a further anomaly of the same subject and kind into its line. What lasts (a silence, a state) and comes back
 * after it was over begins anew, or it would seem to have lasted all the while; of a value the peak is kept.
 */
export function foldEvidence(evidence: Evidence, anomaly: Anomaly): void {
  const isBack = evidence.recoveredAt !== undefined;
  if (isBack && isLasting(evidence)) {
    const { times, severity } = evidence;
    const severer = worse(severity, anomaly.severity);
    Object.assign(evidence, evidenceFrom(anomaly), { times: times + 1, severity: severer });
    return;
  }
  if (isBack) evidence.resumedAt = beganAt(anomaly);
  evidence.times += 1;
  evidence.lastAt = Math.max(evidence.lastAt, anomaly.at);
  evidence.severity = worse(evidence.severity, anomaly.severity);
  evidence.recoveredAt = undefined;
  if (anomaly.durationMs !== undefined) {
    evidence.durationMs = Math.max(evidence.durationMs ?? 0, anomaly.durationMs);
  }
  if (anomaly.score < evidence.score) return;
  evidence.score = anomaly.score;
  evidence.observed = anomaly.observed;
  evidence.expected = anomaly.expected === undefined ? undefined : { ...anomaly.expected };
  evidence.direction = anomaly.direction;
  evidence.limit = anomaly.limit;
  evidence.reason = anomaly.reason;
  evidence.partners = anomaly.partners && [...anomaly.partners];
  evidence.counted = anomaly.counted;
  evidence.order = anomaly.order && { ...anomaly.order };
}

/** Puts a line in its place by time; over `countMax` the least telling one is left out and returned. */
export function insertEvidence(list: Evidence[], evidence: Evidence, countMax: number): Evidence | undefined {
  let position = list.length;
  while (position > 0 && (list[position - 1] as Evidence).firstAt > evidence.firstAt) position -= 1;
  list.splice(position, 0, evidence);
  if (list.length <= countMax) return undefined;
  let least = list.length - 1;
  for (let index = list.length - 2; index >= 0; index -= 1) {
    if (weight(list[index] as Evidence) < weight(list[least] as Evidence)) least = index;
  }
  return list.splice(least, 1)[0];
}

/** A copy that shares nothing mutable with the tracker's own. */
export function copyIncident(incident: Incident): Incident {
  return {
    ...incident,
    place: { ...incident.place },
    evidence: incident.evidence.map((line) => ({
      ...line,
      place: { ...line.place },
      expected: line.expected === undefined ? undefined : { ...line.expected },
    })),
  };
}

/** A silence, a long stay or a wait for an end began before it was noticed. */
function beganAt({ kind, at, durationMs }: Anomaly): number {
  return kind === "gap" || kind === "stuck" || kind === "logSilent" || kind === "logOrder"
    ? at - (durationMs ?? 0)
    : at;
}

/** Whether it is told with how long it has gone on. */
function isLasting({ kind, observedState }: Evidence): boolean {
  return kind === "gap" || kind === "stuck" || kind === "logSilent" || observedState !== undefined;
}

function weight(evidence: Evidence): number {
  return severityRank(evidence.severity) + evidence.score;
}
