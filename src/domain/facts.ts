import type { ClockQuality } from "./clock-quality.ts";
import type {
  ClosedBecause,
  EarlierIncident,
  Escalation,
  Evidence,
  FirstSign,
  Flapping,
  Following,
  OmittedLines,
} from "./incident.ts";
import type { Place } from "./sample.ts";
import type { Severity } from "./severity.ts";

/**
 * Everything a text about an incident may say. A summary is written from this record alone, and the guard
 * refuses a text with a number, name or time that is not in it.
 */
export interface IncidentFacts {
  type: "incident";
  incidentId: string;
  status: "open" | "closed";
  severity: Severity;
  openedAt: number;
  closedAt: number | undefined;
  closedBecause?: ClosedBecause | undefined;
  durationMs: number;
  place: Place & { topicPrefix?: string };
  /** In the order in which it began. */
  evidence: Evidence[];
  evidenceOmitted: number;
  /** What did not fit, by kind. */
  omitted?: readonly OmittedLines[] | undefined;
  /** How many sensors and logs in all. */
  subjects?: { sensors: number; logs: number } | undefined;
  /** The first line of evidence began clearly before all others (`firstSign.grounds` is `time`). */
  isOrderKnown: boolean;
  /**
   * What came first and on what grounds; undefined where nobody can say. With other grounds than `time` it came first
   * only probably, and a text must say so. It is the first line of `evidence` then, too.
   */
  firstSign?: FirstSign | undefined;
  flapping?: Flapping | undefined;
  escalated?: Escalation | undefined;
  /** What has usually followed before, while the incident is open. */
  follows?: readonly Following[] | undefined;
  /** Earlier incidents like it, the newest first. */
  earlier?: readonly EarlierIncident[] | undefined;
  /**
   * `unsynced`: neither a wall-clock time may be said nor a difference of two, because the clock may have been set in
   * between; lengths that a detector measured may. Left out means `synced`.
   */
  clock?: ClockQuality;
}

/** What a weekly digest may say besides. */
export interface WeekFacts {
  /** Sensors and logs that were in several of its incidents, the most first. */
  repeated: readonly { type: "series" | "log"; name: string; incidents: number }[];
  /** Incidents that began in the week; the digest tells of earlier ones besides, where they went on into it. */
  incidentsBegan?: number | undefined;
  /** Incidents that began in the week before; undefined: edgewise did not watch all of it. */
  incidentsBefore: number | undefined;
  /** There were more incidents than were read: every number of them is the least that it may be. */
  isAtLeast?: boolean | undefined;
}

/** What a daily or weekly digest may say. */
export interface DigestFacts {
  type: "digest";
  from: number;
  to: number;
  incidents: IncidentFacts[];
  /** Incidents of the period that did not fit above. */
  incidentsOmitted: number;
  /** There were more incidents than were read: their number is the least that it may be. */
  isAtLeast?: boolean | undefined;
  samples: number;
  seriesCount: number;
  logLines: number;
  commands: number;
  /** Only in the digest of a week. */
  week?: WeekFacts | undefined;
}

export type Facts = IncidentFacts | DigestFacts;

/** A text that passed the guard. */
export interface Summary {
  text: string;
  style: "alert" | "explanation" | "report";
  /**
   * Who wrote it: the nano model, the phrasing engine, or, when the guard refused what these wrote, the plainest true
   * sentence.
   */
  writer: "nano" | "phrasing" | "plain";
}
