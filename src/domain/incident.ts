import type {
  AnomalyKind,
  CountedLines,
  Direction,
  ExpectedRange,
  LogOrder,
  PatternReason,
} from "./anomaly.ts";
import type { ClockQuality } from "./clock-quality.ts";
import type { LogKind } from "./log-line.ts";
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
  /** How long it usually lasts at most (`stuck`), or the usual time between two reports or lines (`gap`, `logSilent`) or until the end (`logOrder`). Milliseconds. */
  usualDurationMs?: number | undefined;
  limit: number | undefined;
  /** For `pattern`: what about it is unusual. */
  reason?: PatternReason | undefined;
  /** For the reason `together`: names of the series that it usually moves with, the most telling first. */
  partners?: readonly string[] | undefined;
  /** For `logBurst` and `logRising`: which lines are counted. */
  counted?: CountedLines | undefined;
  /** For `logOrder`: what is unusual about the order, and the other line (untrusted text). */
  order?: LogOrder | undefined;
  /** For logs: the first line seen, as it came (untrusted text). */
  example: string | undefined;
  /** For logs: what sort of trouble the lines tell of; undefined: not known. */
  logKind?: LogKind | undefined;
  /** For `binary` and `enum` series: the words for the observed and the typical value. */
  observedState: string | undefined;
  typicalState: string | undefined;
  place: Place;
  recoveredAt: number | undefined;
  /** When it came back after it had recovered; `firstAt` and `observed` may be of before. */
  resumedAt?: number | undefined;
}

/** What can become of an incident, in the order in which it may; every one is announced. */
export type IncidentChange = "opened" | "updated" | "escalated" | "closed" | "reopened";

/**
 * Why an incident asks for more attention than before. `severer`: it grew more severe; `spread`: it took in many more
 * sensors or logs; `unacknowledged`: it has gone on for long and nobody said that they had seen it.
 */
export interface Escalation {
  because: "severer" | "spread" | "unacknowledged";
  at: number;
}

/** It came back again and again: it counts as one incident, which stays open until it is quiet for longer than that. */
export interface Flapping {
  /** How often it was on, the first time included. */
  times: number;
  since: number;
}

/**
 * On what grounds a line of evidence is told first. `time`: it began clearly before all others. `learnt`: the times do
 * not tell, but of these two it alarmed first nearly always before. `outage`: a log told of a loss of power or
 * connection at about the time when others fell silent, which such a loss explains.
 */
export type OrderGrounds = "time" | "learnt" | "outage";

/** The line of evidence that came first, or probably did. */
export interface FirstSign {
  subjectId: string;
  kind: AnomalyKind;
  grounds: OrderGrounds;
  /** For `learnt`: how often it came first, of how many times both came. */
  times?: number | undefined;
  of?: number | undefined;
}

/** What has usually followed one of its lines before, and has not yet come. */
export interface Following {
  /** Id and kind of the line that it follows. */
  afterSubjectId: string;
  afterKind: AnomalyKind;
  subjectId: string;
  type: "series" | "log";
  name: string;
  kind: AnomalyKind;
  /** How long after it usually comes, in milliseconds. */
  delayMs: number;
  /** How often it came, of how many times the line was seen. */
  times: number;
  of: number;
}

/** An earlier incident about mostly the same sensors and logs. */
export interface EarlierIncident {
  incidentId: string;
  openedAt: number;
  durationMs: number;
}

/** Lines of one kind that did not fit into the evidence: how many sensors or logs, and for how many it is over. */
export interface OmittedLines {
  type: "series" | "log";
  kind: AnomalyKind;
  count: number;
  recovered: number;
}

/**
 * Why an incident was closed. `recovered`: all alarms were over. `quiet`: nothing new happened for long, though not all
 * was well; `room`: too many were open; `merged`: it turned out to be a part of another that goes on; `falseAlarm` and
 * `alwaysNormal`: a person said so.
 */
export type ClosedBecause = "recovered" | "quiet" | "room" | "merged" | "falseAlarm" | "alwaysNormal";

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
  /** The same by kind; their counts add up to `evidenceOmitted`. */
  omitted?: readonly OmittedLines[] | undefined;
  /** How many sensors and logs it is about, with those that did not fit; undefined in incidents of older versions. */
  subjects?: { sensors: number; logs: number } | undefined;
  /** The last time it asked for more attention. */
  escalated?: Escalation | undefined;
  flapping?: Flapping | undefined;
  /** What came first by what is known beyond the times: learnt habit, or an outage. */
  firstSign?: FirstSign | undefined;
  /** At most three, the likeliest first. */
  follows?: readonly Following[] | undefined;
  /** At most three, the newest first. */
  earlier?: readonly EarlierIncident[] | undefined;
  /** The explanation as last published. */
  summary: string;
  /** Counts changes, so that a receiver can tell an old update from a new one. */
  revision: number;
}
