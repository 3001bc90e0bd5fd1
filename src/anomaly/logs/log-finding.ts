import type { Anomaly, CountedLines, Direction, ExpectedRange, LogOrder } from "../../domain/anomaly.ts";
import type { LogSeverity } from "../../domain/log-line.ts";
import type { LogAnomalyKind } from "../detectors/detector.ts";
import { severityOf } from "../severity-rules.ts";
import type { LogSubject } from "./log-settings.ts";
import { LogTemplates } from "./templates/log-templates.ts";

/** Something unusual about a log, before it is an anomaly. */
export interface LogFinding {
  readonly kind: LogAnomalyKind;
  readonly detector: string;
  readonly subject: LogSubject;
  readonly score: number;
  readonly severity: LogSeverity;
  readonly at: number;
  readonly direction?: Direction;
  readonly observed?: number | undefined;
  readonly expected?: ExpectedRange | undefined;
  readonly durationMs?: number | undefined;
  readonly usualDurationMs?: number | undefined;
  readonly counted?: CountedLines;
  readonly order?: LogOrder;
}

/** The subject id that the anomaly will have. */
export function logSubjectId({ line, template }: LogSubject): string {
  return `${line.source}#${template.id}`;
}

export function anomalyOf(found: LogFinding, id: string): Anomaly {
  const { line, template, logKind } = found.subject;
  const { kind, detector, score, at, observed, expected, durationMs, usualDurationMs, counted, order } =
    found;
  return {
    id,
    kind,
    detector,
    at,
    clock: line.clock,
    subject: {
      type: "log",
      source: line.source,
      topic: line.topic,
      templateId: template.id,
      template: LogTemplates.text(template),
      example: line.message,
      logKind,
    },
    place: line.place,
    score,
    direction: found.direction ?? "none",
    severity: severityOf({
      kind,
      score,
      durationMs: undefined,
      given: undefined,
      logSeverity: found.severity,
      words: [line.message, line.source, line.place.area],
    }),
    observed,
    expected,
    durationMs,
    usualDurationMs,
    limit: undefined,
    counted,
    order,
  };
}
