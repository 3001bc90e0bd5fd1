import type { Anomaly } from "../../domain/anomaly.ts";
import type { Evidence, Incident } from "../../domain/incident.ts";
import { copyIncident, evidenceKey } from "./evidence.ts";
import { type Sight, sightOfEvidence } from "./place.ts";
import { SubjectCount } from "./subject-count.ts";

/** An incident under the eyes of the tracker. Times are data time unless they are called monotonic. */
export interface Tracked {
  incident: Incident;
  /** Where its first anomalies were seen; at most `sightsMax`. */
  sights: Sight[];
  /** Keys of evidence whose alarm has not recovered; at most `keysMax`. */
  active: Set<string>;
  /** Keys of all evidence, also of what was left out; at most `keysMax`. */
  known: Set<string>;
  /** The first alarms and when each was last raised, for what was learnt of them; at most `onsetsMax`. */
  onsets: Map<string, number>;
  counted: SubjectCount;
  /** When there was news of it last. */
  changedSeenAt: number;
  /** When a log last said again what is known already. */
  repeatedSeenAt: number;
  openedSeenAt: number;
  /** Since when it asks for attention: opened, or opened again. */
  attentionSeenAt: number;
  /** How long it was closed since it was opened first. */
  closedMs: number;
  openedMonotonicMs: number;
  closedSeenAt: number;
  isAnnounced: boolean;
  /** It came back and this was not announced yet. */
  isReopened: boolean;
  isDirty: boolean;
  announcedMonotonicMs: number;
  /** Sensors and logs when it last asked for attention. */
  announcedSize: number;
  /** How often it asked for attention because nobody had seen it. */
  reminders: number;
  /** When all its alarms were last over, while they are. */
  restedSeenAt: number | undefined;
  /** The longest time between all being over and its coming back. */
  restMsMax: number;
  /** How often it was on, and since when. */
  turns: number;
}

export const sightsMax = 32;
export const keysMax = 8192;
const onsetsMax = 16;

export function createTracked(
  anomaly: Anomaly,
  now: { id: string; seenAt: number; monotonicMs: number },
): Tracked {
  const incident: Incident = {
    id: now.id,
    status: "open",
    severity: anomaly.severity,
    openedAt: anomaly.at,
    updatedAt: anomaly.at,
    closedAt: undefined,
    clock: anomaly.clock,
    place: {},
    evidence: [],
    evidenceOmitted: 0,
    summary: "",
    revision: 0,
  };
  return {
    incident,
    sights: [],
    active: new Set(),
    known: new Set(),
    onsets: new Map(),
    counted: new SubjectCount(incident),
    changedSeenAt: now.seenAt,
    repeatedSeenAt: now.seenAt,
    openedSeenAt: now.seenAt,
    attentionSeenAt: now.seenAt,
    closedMs: 0,
    openedMonotonicMs: now.monotonicMs,
    closedSeenAt: Number.NEGATIVE_INFINITY,
    isAnnounced: false,
    isReopened: false,
    isDirty: true,
    announcedMonotonicMs: Number.NEGATIVE_INFINITY,
    announcedSize: 0,
    reminders: 0,
    restedSeenAt: undefined,
    restMsMax: 0,
    turns: 1,
  };
}

/** One that was open before a restart; `active` holds the keys of its alarms still on, `reminders` how often it reminded. */
export function resumedTracked(
  stored: Incident,
  { active, reminders, monotonicMs }: { active: Set<string>; reminders: number; monotonicMs: number },
): Tracked {
  const incident = copyIncident(stored);
  return {
    incident,
    sights: incident.evidence.slice(0, sightsMax).map(sightOfEvidence),
    active,
    known: new Set(incident.evidence.map(({ kind, subjectId }) => evidenceKey(kind, subjectId))),
    onsets: new Map(),
    counted: new SubjectCount(incident),
    changedSeenAt: incident.updatedAt,
    repeatedSeenAt: incident.updatedAt,
    openedSeenAt: incident.openedAt,
    attentionSeenAt: incident.openedAt,
    closedMs: 0,
    openedMonotonicMs: monotonicMs,
    closedSeenAt: Number.NEGATIVE_INFINITY,
    isAnnounced: true,
    isReopened: false,
    isDirty: false,
    announcedMonotonicMs: Number.NEGATIVE_INFINITY,
    announcedSize: sizeOf(incident),
    reminders,
    restedSeenAt: active.size === 0 ? incident.updatedAt : undefined,
    restMsMax: 0,
    turns: incident.flapping?.times ?? 1,
  };
}

/**
 * Data time that a resumed one has may lie ahead of what the first message after the start says; then that is when it was
 * heard of last, or it would last until data time is there again.
 */
export function alignResumed(tracked: Tracked, seenAt: number): void {
  const aheadMs = tracked.changedSeenAt - seenAt;
  if (aheadMs <= 0) return;
  tracked.changedSeenAt -= aheadMs;
  tracked.repeatedSeenAt -= aheadMs;
  tracked.openedSeenAt -= aheadMs;
  tracked.attentionSeenAt -= aheadMs;
  if (tracked.restedSeenAt !== undefined) tracked.restedSeenAt -= aheadMs;
}

/** How long it has been open, without the time it was closed in between. */
export function openMs({ openedSeenAt, closedMs }: Tracked, seenAt: number): number {
  return seenAt - openedSeenAt - closedMs;
}

/** How many sensors and logs it is about. */
export function sizeOf({ subjects, evidence }: Incident): number {
  return subjects === undefined ? evidence.length : subjects.sensors + subjects.logs;
}

/** Whether only logs told of it, which never say that all is well again. */
export function isOfLogsOnly({ incident }: Tracked): boolean {
  return (incident.subjects?.sensors ?? 0) === 0 && incident.evidence.every(isLog);
}

export function noteOnset({ onsets }: Tracked, key: string, seenAt: number): void {
  if (onsets.has(key) || onsets.size < onsetsMax) onsets.set(key, seenAt);
}

function isLog({ type }: Evidence): boolean {
  return type === "log";
}

/** Times of one incident that lie farther apart in the data than on arrival are not believed. */
const strayMs = 3_600_000;

/** The time of the data itself, unless it lies far from where data time puts it in this incident. */
export function timeIn({ incident, openedSeenAt }: Tracked, at: number, seenAt: number): number {
  const expectedAt = incident.openedAt + (seenAt - openedSeenAt);
  return Math.abs(at - expectedAt) <= strayMs ? at : expectedAt;
}
