import type { Observability } from "../core/events.ts";
import { type RecordClass, recordClasses } from "../domain/envelope.ts";
import type { EngineReport, StoreFigures } from "./calls.ts";
import { commitSecondsBuckets, storeMetrics } from "./events.ts";

/** Counted by the engine from 0 each time it opens; exposed as counters that go on. */
const counted = ["commits", "writtenBytes", "samples"] as const;

/** Turns the engine's reports into Prometheus metrics. */
export function createExposedMetrics({ metrics }: Observability) {
  const counters = {
    commits: metrics.counter(storeMetrics.commits),
    writtenBytes: metrics.counter(storeMetrics.writtenBytes),
    samples: metrics.counter(storeMetrics.samples),
  };
  const gauges = {
    databaseBytes: metrics.gauge(storeMetrics.databaseBytes),
    walBytes: metrics.gauge(storeMetrics.walBytes),
    seriesCount: metrics.gauge(storeMetrics.seriesCount),
    rollupBytes: metrics.gauge(storeMetrics.rollupBytes),
  };
  const outboxRecords = metrics.gauge(storeMetrics.outboxRecords);
  const outboxBytes = metrics.gauge(storeMetrics.outboxBytes);
  const commitSeconds = metrics.histogram({ ...storeMetrics.commitSeconds, buckets: commitSecondsBuckets });
  let seen = { commits: 0, writtenBytes: 0, samples: 0 };

  function exposeFigures(figures: StoreFigures): void {
    for (const name of counted) {
      const added = figures[name] < seen[name] ? figures[name] : figures[name] - seen[name];
      if (added > 0) counters[name].increment(added);
    }
    seen = figures;
    for (const [name, gauge] of Object.entries(gauges)) gauge.set(figures[name as keyof typeof gauges]);
    outboxBytes.set(figures.outbox.bytes);
    for (const name of recordClasses) exposeClass(name, figures.outbox.byClass[name] ?? 0);
  }

  function exposeClass(name: RecordClass, records: number): void {
    outboxRecords.set(records, { class: name });
  }

  return {
    observe({ commitSeconds: commits, figures }: EngineReport): void {
      for (const seconds of commits) commitSeconds.observe(seconds);
      if (figures) exposeFigures(figures);
    },
    /** The next engine counts from 0. */
    forgetEngine(): void {
      seen = { commits: 0, writtenBytes: 0, samples: 0 };
    },
  };
}
