import type { AlarmHabits } from "../../../../src/anomaly/incidents/alarm-habits.ts";
import type { PastIncidents } from "../../../../src/anomaly/incidents/past-incidents.ts";
import { TopicFamilies } from "../../../../src/anomaly/incidents/place.ts";
import { IncidentTracker } from "../../../../src/anomaly/incidents/tracker.ts";
import type { TrackerSettings } from "../../../../src/anomaly/incidents/tracker-options.ts";
import type { Anomaly, AnomalyKind } from "../../../../src/domain/anomaly.ts";
import type { Incident, IncidentChange } from "../../../../src/domain/incident.ts";
import { hourMs, makeSeries, minuteMs } from "../support.ts";

/** A tracker that announces at once, and all that it told. */
export function setUpTracker(
  overrides: Partial<TrackerSettings> = {},
  {
    idPrefix = "incident",
    ...learnt
  }: { habits?: AlarmHabits; past?: PastIncidents; idPrefix?: string } = {},
) {
  const told: { change: IncidentChange; incident: Incident }[] = [];
  const reports: string[] = [];
  const families = new TopicFamilies(16);
  let ids = 0;
  let monotonicMs = 0;
  const tracker = new IncidentTracker({
    settings: {
      windowMs: 5 * minuteMs,
      openDelayMs: 0,
      settleMs: 2 * minuteMs,
      quietMs: 24 * hourMs,
      reopenMs: 10 * minuteMs,
      logSettleMs: 2 * minuteMs,
      flapMs: 6 * hourMs,
      unacknowledgedMs: 0,
      stormMin: 10,
      updateMs: 0,
      openMax: 5,
      evidenceMax: 4,
      ...overrides,
    },
    families,
    ...learnt,
    createId: () => {
      ids += 1;
      return `${idPrefix}-${ids}`;
    },
    monotonicMs: () => monotonicMs,
    announce: (incident, change) => told.push({ change, incident }),
    report: (event, _incident, reason) => reports.push(reason === "" ? event : `${event}:${reason}`),
  });
  return {
    tracker,
    told,
    reports,
    families,
    add(topic: string, seenAt: number, anomaly: Partial<Anomaly> = {}) {
      families.add(topic);
      return tracker.add(anomalyOf(topic, seenAt, anomaly), seenAt);
    },
    recover: (topic: string, seenAt: number, kind: AnomalyKind = "level") =>
      tracker.recover({ kind, at: seenAt, subjectId: topic, observed: 1 }, seenAt),
    passRealTime(ms: number) {
      monotonicMs += ms;
    },
  };
}

export function anomalyOf(topic: string, at: number, overrides: Partial<Anomaly>): Anomaly {
  return {
    id: `${topic}-${at}`,
    kind: "level",
    detector: "robustZ",
    at,
    clock: "synced",
    subject: { type: "series", series: makeSeries(topic) },
    place: {},
    score: 0.6,
    direction: "high",
    severity: "warning",
    observed: 9,
    expected: { low: 0, high: 2, typical: 1 },
    durationMs: undefined,
    limit: undefined,
    ...overrides,
  };
}

export function logAnomaly(topic: string, templateId: number, example = "pump 3 stalled"): Partial<Anomaly> {
  return {
    kind: "logNovel",
    subject: { type: "log", source: topic, topic, templateId, template: "<*>", example },
  };
}

/** A sensor that fell silent `durationMs` before it was noticed, and usually reports every `usualMs`. */
export function silence(durationMs: number, usualMs = durationMs / 8): Partial<Anomaly> {
  return { kind: "gap", durationMs, usualDurationMs: usualMs, direction: "none", observed: undefined };
}
