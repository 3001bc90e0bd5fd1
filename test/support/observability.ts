import type { Clock } from "../../src/core/clock.ts";
import type { Observability } from "../../src/core/events.ts";
import type { LogFields, LogLevel } from "../../src/core/log.ts";
import { createMetrics } from "../../src/core/metrics.ts";

export interface LogRecord {
  level: LogLevel;
  event: string;
  message: string;
  fields: LogFields;
}

/** Observability whose log records are kept in `records`. */
export function createTestObservability(clock: Clock): Observability & { records: LogRecord[] } {
  const records: LogRecord[] = [];
  return {
    clock,
    metrics: createMetrics(),
    log: { write: (level, event, message, fields) => records.push({ level, event, message, fields }) },
    records,
  };
}
