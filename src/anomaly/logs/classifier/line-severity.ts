import type { LogLine, LogSeverity } from "../../../domain/log-line.ts";
import { effectiveLogSeverity } from "../../severity-rules.ts";
import { type LogClassification, severityFrom } from "./classification.ts";

/**
 * The severity that counts of a line: by the model and the line's own level (see {@link severityFrom}); where the model
 * has not said anything, the line's own level, else what its words suggest.
 */
export function lineSeverity(
  line: Pick<LogLine, "severity" | "message">,
  known: LogClassification | undefined,
): LogSeverity {
  return known ? severityFrom(line.severity, known) : effectiveLogSeverity(line.severity, line.message);
}

/**
 * Whether a line counts in a burst of errors. Without a level of its own, warnings do too: whether one wrong password or
 * one retry is an error is a matter of taste, and many of them are trouble either way.
 */
export function countsAsError(line: Pick<LogLine, "severity">, severity: LogSeverity): boolean {
  if (severity === "error" || severity === "critical") return true;
  return severity === "warning" && line.severity === undefined;
}

/** What is classified: the line with its program, which tells `sshd` from a door. */
export function classifiedText({ program, message }: Pick<LogLine, "program" | "message">): string {
  return program === undefined ? message : `${program}: ${message}`;
}
