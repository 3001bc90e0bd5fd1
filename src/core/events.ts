import type { Clock } from "./clock.ts";
import type { Log, LogFields, LogLevel } from "./log.ts";
import type { CounterMetric, Metrics } from "./metrics.ts";

/** A notable event of a part: its log line and its metric in one place. Listed in the part's `events.ts`. */
export interface EventDefinition {
  /** WARN: recovered, nothing lost. ERROR: a person must act. Drops are WARN, counted and reported once. */
  level: LogLevel;
  /** The log line: a plain sentence without variable parts (those are fields). */
  message: string;
  /** Prometheus counter that counts the event, `edgewise_<part>_<what>_total`. Left out: only logged. */
  counter?: string;
  /** Fields that become labels of the counter. Their values must come from a small fixed set. */
  labels?: readonly string[];
  /** Log at most once in this many milliseconds; the next line carries `times`, the number since the last. */
  quietMs?: number;
}

export type EventTable = Readonly<Record<string, EventDefinition>>;

/** Reports the events of one part. `count` is for things counted in bulk, such as drops. */
export interface Reporter<T extends EventTable> {
  report(event: keyof T & string, fields?: LogFields, count?: number): void;
}

export interface Observability {
  log: Log;
  metrics: Metrics;
  clock: Clock;
}

/** Log records carry the event as `<part>.<event>`. */
export function createReporter<T extends EventTable>(
  part: string,
  table: T,
  { log, metrics, clock }: Observability,
): Reporter<T> {
  const counters = new Map<string, CounterMetric>();
  for (const [event, definition] of Object.entries(table)) {
    if (!definition.counter) continue;
    counters.set(
      event,
      metrics.counter({ name: definition.counter, help: definition.message, labels: definition.labels }),
    );
  }
  const quiet = new Map<string, { loggedAtMs: number; unreported: number }>();
  return {
    report(event, fields = {}, count = 1) {
      const definition = table[event] as EventDefinition;
      counters.get(event)?.increment(count, pickLabels(definition, fields));
      if (definition.quietMs === undefined) {
        log.write(definition.level, `${part}.${event}`, definition.message, fields);
        return;
      }
      const state = quiet.get(event) ?? { loggedAtMs: Number.NEGATIVE_INFINITY, unreported: 0 };
      quiet.set(event, state);
      state.unreported += count;
      const nowMs = clock.monotonicMs();
      if (nowMs - state.loggedAtMs < definition.quietMs) return;
      log.write(definition.level, `${part}.${event}`, definition.message, {
        ...fields,
        times: state.unreported,
      });
      state.loggedAtMs = nowMs;
      state.unreported = 0;
    },
  };
}

function pickLabels(definition: EventDefinition, fields: LogFields): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const label of definition.labels ?? []) labels[label] = String(fields[label] ?? "");
  return labels;
}
