import type { ClockQuality } from "./clock-quality.ts";
import type { Place } from "./sample.ts";

/** Syslog severities (RFC 5424 section 6.2.1), folded to the five that people act on. */
export const logSeverities = ["debug", "info", "warning", "error", "critical"] as const;
export type LogSeverity = (typeof logSeverities)[number];

/**
 * Which sort of trouble a line tells of, whatever its severity; `normal` for none. Labels are defined in
 * `models/train/logs/seeds/README.md`: the stated cause counts, not the victim, and the end of a fault keeps its kind.
 */
export const logKinds = [
  "normal",
  "crash",
  "resource",
  "network",
  "security",
  "hardware",
  "permission",
  "configuration",
  "data",
  "power",
] as const;
export type LogKind = (typeof logKinds)[number];

/** One line of a log, whatever format it arrived in. */
export interface LogLine {
  /** Which log: the topic, or the name the rule gives it. */
  readonly source: string;
  readonly topic: string;
  readonly at: number;
  readonly clock: ClockQuality;
  /** Undefined when the line does not say. */
  readonly severity: LogSeverity | undefined;
  /** Host and program as the line gives them. */
  readonly host: string | undefined;
  readonly program: string | undefined;
  /** The message without its header; control characters removed; cut to the configured length. */
  readonly message: string;
  readonly place: Place;
}
