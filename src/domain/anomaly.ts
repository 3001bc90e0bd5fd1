import type { ClockQuality } from "./clock-quality.ts";
import type { Place, Series } from "./sample.ts";
import type { Severity } from "./severity.ts";

/** What is unusual. Sensor kinds first, then log kinds. */
export const anomalyKinds = [
  "level",
  "rate",
  "stuck",
  "gap",
  "threshold",
  "pattern",
  "logBurst",
  "logNovel",
] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];

/** What about a pattern is unusual: which way of looking at the series says most (for `pattern`). */
export const patternReasons = [
  "level",
  "jump",
  "shifted",
  "drifting",
  "restless",
  "calm",
  "timeOfDay",
  "shape",
  "spread",
  "held",
  "outliers",
  "interval",
  "together",
  "rhythm",
] as const;
export type PatternReason = (typeof patternReasons)[number];

export type Direction = "high" | "low" | "none";

/** The range in which values usually lie, and the middle of it; in the unit of the series. */
export interface ExpectedRange {
  low: number;
  high: number;
  typical: number;
}

/** What an anomaly is about: a series, or a log. */
export type Subject =
  | { type: "series"; series: Series }
  | { type: "log"; source: string; topic: string; templateId: number; template: string; example: string };

/** One unusual thing that one detector saw at one time. Published on `anomaly` and grouped into incidents. */
export interface Anomaly {
  readonly id: string;
  readonly kind: AnomalyKind;
  /** Name of the detector in the detector table. */
  readonly detector: string;
  readonly at: number;
  readonly clock: ClockQuality;
  readonly subject: Subject;
  readonly place: Place;
  /** How unusual, in [0, 1]. */
  readonly score: number;
  readonly direction: Direction;
  readonly severity: Severity;
  /** The value (series), the count in the window (log burst); undefined for a gap or a novel line. */
  readonly observed: number | undefined;
  readonly expected: ExpectedRange | undefined;
  /** For `stuck` and `gap`: how long. For `rate` and `logBurst`: the window. Milliseconds. */
  readonly durationMs: number | undefined;
  /** For `stuck`: the longest usual stay. For `gap`: the usual time between two reports. Milliseconds. */
  readonly usualDurationMs?: number | undefined;
  /** For `threshold`: the limit that was crossed. */
  readonly limit: number | undefined;
  /** For `pattern`: what about it is unusual. */
  readonly reason?: PatternReason | undefined;
  /** For the reason `together`: names of the series that it usually moves with, the most telling first. */
  readonly partners?: readonly string[] | undefined;
}

/** The alarm of one (series, kind) or (log, kind) is over: the values are back to usual. */
export interface Recovery {
  readonly kind: AnomalyKind;
  readonly at: number;
  /** Series id or log source, as {@link subjectId} gives it. */
  readonly subjectId: string;
  /** The value that counts as recovered, if there is one. */
  readonly observed: number | undefined;
}

/** Identity of what an anomaly is about: the series id, or `<source>#<template id>`. */
export function subjectId(subject: Subject): string {
  return subject.type === "series" ? subject.series.id : `${subject.source}#${subject.templateId}`;
}
