import type { Incident, IncidentChange } from "../../domain/incident.ts";
import type { AlarmHabits } from "./alarm-habits.ts";
import type { PastIncidents } from "./past-incidents.ts";
import type { TopicFamilies } from "./place.ts";

export interface TrackerOptions {
  settings: TrackerSettings;
  families: TopicFamilies;
  /** Learnt over restarts where they are given; else from the start on. */
  habits?: AlarmHabits;
  past?: PastIncidents;
  createId: (nowMs: number) => string;
  monotonicMs: () => number;
  announce(incident: Incident, change: IncidentChange): void;
  report(
    event: "incidentOpened" | "incidentReopened" | "incidentEscalated" | "incidentsMerged" | "incidentClosed",
    incident: Incident,
    reason: string,
  ): void;
}

export interface TrackerSettings {
  windowMs: number;
  openDelayMs: number;
  settleMs: number;
  logSettleMs: number;
  quietMs: number;
  reopenMs: number;
  flapMs: number;
  updateMs: number;
  unacknowledgedMs: number;
  stormMin: number;
  openMax: number;
  evidenceMax: number;
}
