import type { ClockQuality } from "./clock-quality.ts";
import type { LogKind } from "./log-line.ts";
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
  "logSilent",
  "logOrder",
  "logRising",
] as const;
export type AnomalyKind = (typeof anomalyKinds)[number];

/** Kinds that are over as soon as they were seen: nothing of them recovers. */
export const momentaryKinds: ReadonlySet<AnomalyKind> = new Set(["logNovel", "logOrder"]);

/** Which lines a `logBurst` or a `logRising` counts: warnings and worse, all of the log, or those of one template. */
export const countedLines = ["problems", "all", "alike"] as const;
export type CountedLines = (typeof countedLines)[number];

/**
 * What is unusual about the order of lines (for `logOrder`). `noEnd`: a line did not come after the one that it usually
 * follows; `noStart`: a line came without the one before it; `transition`: two lines that never followed each other.
 */
export const logOrderReasons = ["noEnd", "noStart", "transition"] as const;
export type LogOrderReason = (typeof logOrderReasons)[number];

export interface LogOrder {
  readonly reason: LogOrderReason;
  /** An earlier example of the line that was missing, or the line before; untrusted text. */
  readonly other: string;
}

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
  | {
      type: "log";
      source: string;
      topic: string;
      templateId: number;
      template: string;
      example: string;
      /** What sort of trouble its lines tell of; undefined: not known (yet). */
      logKind?: LogKind | undefined;
    };

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
  /** The value (series), the count in the window (log burst); undefined for a gap, a novel line, a silence or an order. */
  readonly observed: number | undefined;
  readonly expected: ExpectedRange | undefined;
  /**
   * For `stuck`, `gap` and `logSilent`: how long. For `rate`, `logBurst` and `logRising`: the window. For `logOrder`: how
   * long the missing end was waited for. Milliseconds.
   */
  readonly durationMs: number | undefined;
  /**
   * For `stuck`: the longest usual stay. For `gap` and `logSilent`: the usual time between two reports or lines. For
   * `logOrder`: the longest usual time until the end. Milliseconds.
   */
  readonly usualDurationMs?: number | undefined;
  /** For `threshold`: the limit that was crossed. */
  readonly limit: number | undefined;
  /** For `pattern`: what about it is unusual. */
  readonly reason?: PatternReason | undefined;
  /** For the reason `together`: names of the series that it usually moves with, the most telling first. */
  readonly partners?: readonly string[] | undefined;
  /** For `logBurst` and `logRising`: which lines are counted. */
  readonly counted?: CountedLines | undefined;
  /** For `logOrder`: what is unusual about the order, and the other line. */
  readonly order?: LogOrder | undefined;
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
