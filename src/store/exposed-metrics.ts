import type { Observability } from "../core/events.ts";
import { type RecordClass, recordClasses } from "../domain/envelope.ts";
import type { EngineReport, StoreFigures } from "./engine/calls.ts";
import { commitSecondsBuckets, storeMetrics } from "./events.ts";

/** Counted by the engine from 0 each time it opens; exposed as counters that go on. */
const counted = ["commits", "writtenBytes", "payloadBytes", "samples"] as const;
const none = { commits: 0, writtenBytes: 0, payloadBytes: 0, samples: 0 };

/** Turns the engine's reports into Prometheus metrics. */
export function createExposedMetrics({ metrics }: Observability) {
  const counters = {
    commits: metrics.counter(storeMetrics.commits),
    writtenBytes: metrics.counter(storeMetrics.writtenBytes),
    payloadBytes: metrics.counter(storeMetrics.payloadBytes),
    samples: metrics.counter(storeMetrics.samples),
  };
  const gauges = {
    databaseBytes: metrics.gauge(storeMetrics.databaseBytes),
    walBytes: metrics.gauge(storeMetrics.walBytes),
    seriesCount: metrics.gauge(storeMetrics.seriesCount),
    rollupBytes: metrics.gauge(storeMetrics.rollupBytes),
  };
  const writtenToday = metrics.gauge(storeMetrics.writtenTodayBytes);
  const lossWindow = metrics.gauge(storeMetrics.lossWindowSeconds);
  const stagedRecords = metrics.gauge(storeMetrics.stagedRecords);
  const stagedBytes = metrics.gauge(storeMetrics.stagedBytes);
  const memoryRecords = metrics.gauge(storeMetrics.memoryRecords);
  const memoryBytes = metrics.gauge(storeMetrics.memoryBytes);
  const outboxRecords = metrics.gauge(storeMetrics.outboxRecords);
  const outboxBytes = metrics.gauge(storeMetrics.outboxBytes);
  const commitSeconds = metrics.histogram({ ...storeMetrics.commitSeconds, buckets: commitSecondsBuckets });
  let seen = none;

  function exposeFigures(figures: StoreFigures): void {
    for (const name of counted) {
      const added = figures[name] < seen[name] ? figures[name] : figures[name] - seen[name];
      if (added > 0) counters[name].increment(added);
    }
    seen = figures;
    for (const [name, gauge] of Object.entries(gauges)) gauge.set(figures[name as keyof typeof gauges]);
    writtenToday.set(figures.wear.writtenTodayBytes);
    stagedRecords.set(figures.staging.records);
    stagedBytes.set(figures.staging.bytes);
    const lossWindowMs = figures.wear.groupCommitMs + figures.staging.windowMs;
    lossWindow.set(lossWindowMs / 1000, { of: "records" });
    lossWindow.set(figures.wear.rollupFlushMs / 1000, { of: "aggregates" });
    outboxBytes.set(figures.outbox.bytes);
    for (const name of recordClasses) exposeClass(name, figures.outbox.byClass[name] ?? 0);
  }

  function exposeClass(name: RecordClass, records: number): void {
    outboxRecords.set(records, { class: name });
  }

  return {
    observe({ commitSeconds: commits, figures, held }: EngineReport): void {
      memoryRecords.set(held?.records ?? 0);
      memoryBytes.set(held?.bytes ?? 0);
      for (const seconds of commits) commitSeconds.observe(seconds);
      if (figures) exposeFigures(figures);
    },
    /** The next engine counts from 0. */
    forgetEngine(): void {
      seen = none;
    },
  };
}
