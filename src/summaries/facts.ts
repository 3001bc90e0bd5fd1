import type { IncidentFacts } from "../domain/facts.ts";
import type { Evidence, FirstSign, Incident } from "../domain/incident.ts";
import { beganEarliest, beganLatest } from "./onset.ts";
import { subjectKey } from "./subject.ts";

/** How much earlier the first sign must have begun, for "first … then …" to be worth saying, when nothing else is configured. */
const defaultOrderClearMs = 20_000;

/**
 * The facts record of an incident: a copy, in the order in which the evidence began. Values that are not finite
 * numbers are left out, so that no text can contain one.
 */
export function incidentFacts(
  incident: Incident,
  now: number,
  options: { orderClearMs?: number } = {},
): IncidentFacts {
  const evidence = incident.evidence
    .map(cleanEvidence)
    .sort((left, right) => beganEarliest(left) - beganEarliest(right) || left.firstAt - right.firstAt);
  const isOrderKnown =
    incident.clock === "synced" && isOrderClear(evidence, options.orderClearMs ?? defaultOrderClearMs);
  const firstSign = isOrderKnown ? firstByTime(evidence) : incident.firstSign;
  const endAt = incident.closedAt ?? now;
  return {
    type: "incident",
    incidentId: incident.id,
    status: incident.status,
    severity: incident.severity,
    openedAt: incident.openedAt,
    closedAt: incident.closedAt,
    closedBecause: incident.closedBecause,
    // The wall clock may have been set back since it opened.
    durationMs: Math.max(0, endAt - incident.openedAt),
    place: { ...incident.place },
    ...withFirst(evidence, firstSign),
    evidenceOmitted: incident.evidenceOmitted,
    omitted: incident.omitted?.map((lines) => ({ ...lines })),
    subjects: incident.subjects && { ...incident.subjects },
    isOrderKnown,
    flapping: incident.flapping && { ...incident.flapping },
    escalated: incident.escalated && { ...incident.escalated },
    follows: incident.status === "open" ? incident.follows?.map((one) => ({ ...one })) : undefined,
    earlier: incident.earlier?.map((one) => ({ ...one })),
    clock: incident.clock,
  };
}

function firstByTime([first]: readonly Evidence[]): FirstSign | undefined {
  return first && { subjectId: first.subjectId, kind: first.kind, grounds: "time" };
}

/** The evidence with its first sign in front; a sign that is not among it (there was no room) is not told. */
function withFirst(
  evidence: readonly Evidence[],
  sign: FirstSign | undefined,
): { evidence: Evidence[]; firstSign: FirstSign | undefined } {
  const first = evidence.find(({ subjectId, kind }) => subjectId === sign?.subjectId && kind === sign.kind);
  if (first === undefined || sign === undefined) return { evidence: [...evidence], firstSign: undefined };
  return { evidence: [first, ...evidence.filter((line) => line !== first)], firstSign: { ...sign } };
}

/** Whether the first line began clearly before the second, even if the first began late and the second early. */
function isOrderClear([first, ...rest]: readonly Evidence[], orderClearMs: number): boolean {
  const second = rest.find((line) => first !== undefined && subjectKey(line) !== subjectKey(first));
  if (!first || !second) return false;
  return beganLatest(first) + orderClearMs < beganEarliest(second);
}

function cleanEvidence(line: Evidence): Evidence {
  const { expected } = line;
  const isRange = expected && [expected.low, expected.high, expected.typical].every(Number.isFinite);
  return {
    ...line,
    observed: finite(line.observed),
    limit: finite(line.limit),
    reason: line.reason,
    partners: line.partners && [...line.partners],
    order: line.order && { ...line.order },
    durationMs: finite(line.durationMs),
    usualDurationMs: finite(line.usualDurationMs),
    expected: isRange ? { ...expected } : undefined,
    place: { ...line.place },
  };
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
