import type { AnomalyKind, Direction, ExpectedRange } from "./anomaly.ts";
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
  limit: number | undefined;
  /** For logs: the first line seen, as it came (untrusted text). */
  example: string | undefined;
  /** For `binary` and `enum` series: the words for the observed and the typical value. */
  observedState: string | undefined;
  typicalState: string | undefined;
  place: Place;
  recoveredAt: number | undefined;
}

/** Anomalies close in time and place. Evidence is in order of `firstAt`. */
export interface Incident {
  id: string;
  status: "open" | "closed";
  severity: Severity;
  openedAt: number;
  updatedAt: number;
  closedAt: number | undefined;
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
