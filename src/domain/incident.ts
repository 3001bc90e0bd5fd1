import type { AnomalyKind, Direction, ExpectedRange, PatternReason } from "./anomaly.ts";
import type { ClockQuality } from "./clock-quality.ts";
import type { Place } from "./sample.ts";
import type { Severity } from "./severity.ts";

/** One line of evidence of an incident: an anomaly and how it went on. Plain values, so that it can be stored. */
export interface Evidence {
  subjectId: string;
  /** `series`: a sensor; `log`: a log. */
  type: "series" | "log";
  /** What a person calls the series or the log. */
  name: string;
  kind: AnomalyKind;
  direction: Direction;
  severity: Severity;
  firstAt: number;
  lastAt: number;
  /** Anomalies folded into this line. */
  times: number;
  /** Highest score so far. */
  score: number;
  unit: string | undefined;
  /** The value farthest from usual so far. */
  observed: number | undefined;
  expected: ExpectedRange | undefined;
  durationMs: number | undefined;
  /** How long it usually lasts at most (`stuck`), or the usual time between two reports (`gap`). Milliseconds. */
  usualDurationMs?: number | undefined;
  limit: number | undefined;
  /** For `pattern`: what about it is unusual. */
  reason?: PatternReason | undefined;
  /** For the reason `together`: names of the series that it usually moves with, the most telling first. */
  partners?: readonly string[] | undefined;
  /** For logs: the first line seen, as it came (untrusted text). */
  example: string | undefined;
  /** For `binary` and `enum` series: the words for the observed and the typical value. */
  observedState: string | undefined;
  typicalState: string | undefined;
  place: Place;
  recoveredAt: number | undefined;
  /** When it came back after it had recovered; `firstAt` and `observed` may be of before. */
  resumedAt?: number | undefined;
}

/**
 * Why an incident was closed. `recovered`: all alarms were over. `quiet`: nothing new happened for long, though not all
 * was well; `room`: too many were open; `falseAlarm` and `alwaysNormal`: a person said so.
 */
export type ClosedBecause = "recovered" | "quiet" | "room" | "falseAlarm" | "alwaysNormal";

/** A person said that the incident, or a part of it, was none. */
export interface Dismissal {
  verdict: "falseAlarm" | "alwaysNormal";
  by: string;
  at: number;
}

/** A person has seen the incident and deals with it. */
export interface Acknowledgement {
  /** As the command that said so names its source: a satellite, `mqtt`, `cli`, or a person. */
  by: string;
  at: number;
}

/** Anomalies close in time and place. Evidence is in order of `firstAt`. */
export interface Incident {
  id: string;
  status: "open" | "closed";
  severity: Severity;
  openedAt: number;
  updatedAt: number;
  closedAt: number | undefined;
  closedBecause?: ClosedBecause | undefined;
  acknowledged?: Acknowledgement | undefined;
  dismissed?: Dismissal | undefined;
  clock: ClockQuality;
  /** What its evidence has in common: a device, an area, or a topic prefix. */
  place: Place & { topicPrefix?: string };
  /** The most telling `evidenceCountMax` lines. */
  evidence: Evidence[];
  /** Lines of evidence that did not fit. */
  evidenceOmitted: number;
  /** The explanation as last published. */
  summary: string;
  /** Counts changes, so that a receiver can tell an old update from a new one. */
  revision: number;
}
