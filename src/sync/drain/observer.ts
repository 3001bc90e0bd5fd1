import { errorMessage } from "../../core/errors.ts";
import type { Observability, Reporter } from "../../core/events.ts";
import type { SinkSettings } from "../config.ts";
import { type syncEvents, syncMetrics } from "../events.ts";
import type { DrainObserver } from "./drain.ts";
import type { PaceFigures, Restraint } from "./pace.ts";

/** Turns what one drain tells into log lines and metrics. */
export function createDrainObserver(options: {
  settings: SinkSettings;
  observability: Observability;
  reporter: Reporter<typeof syncEvents>;
}): DrainObserver {
  const { reporter } = options;
  const { metrics, clock } = options.observability;
  const labels = { sink: options.settings.name };
  const state = metrics.gauge(syncMetrics.state);
  const sends = metrics.counter(syncMetrics.sends);
  const sentBytes = metrics.counter(syncMetrics.sentBytes);
  const drainSeconds = metrics.histogram(syncMetrics.drainSeconds);
  const delaySeconds = metrics.histogram(syncMetrics.delaySeconds);
  const circuitState = metrics.gauge(syncMetrics.circuit);
  const restraint = metrics.gauge(syncMetrics.restraint);
  const replayed = metrics.counter(syncMetrics.replayed);
  let restrained: Restraint | undefined;
  state.set(-1, labels);
  circuitState.set(circuitNumbers.closed, labels);

  return {
    circuitChanged(circuit, heldMs) {
      circuitState.set(circuitNumbers[circuit.state], labels);
      if (circuit.state === "open") reporter.report("circuitOpened", labels);
      else if (circuit.state === "closed") reporter.report("circuitClosed", { ...labels, heldMs });
    },
    restrained(because) {
      if (restrained) restraint.set(0, { ...labels, because: restrained });
      if (because) restraint.set(1, { ...labels, because });
      if (isMetered(because) && !isMetered(restrained)) reporter.report("linkClosed", { ...labels, because });
      else if (isMetered(restrained) && !isMetered(because)) reporter.report("linkOpened", labels);
      restrained = because;
    },
    connectivityChanged(connectivity, reason) {
      state.set(connectivity.state === "online" ? 1 : 0, labels);
      const since = new Date(connectivity.sinceAt).toISOString();
      if (connectivity.state === "online") reporter.report("sinkOnline", { ...labels, since });
      else reporter.report("sinkOffline", { ...labels, since, reason });
    },
    delivered(report, durationMs) {
      const sent = report.delivered.length;
      if (sent > 0) reporter.report("recordsSent", { ...labels, bytes: report.bytes, durationMs }, sent);
      if (report.retried > 0) {
        reporter.report("recordsRetried", { ...labels, reason: report.failure?.reason }, report.retried);
      }
      if (report.passedOver > 0) reporter.report("recordsPassedOver", labels, report.passedOver);
      for (const { record, reason } of report.rejected) {
        reporter.report("recordRejected", { ...labels, id: record.id, class: record.class, reason });
      }
      if (report.wasTooLarge || report.failure?.mayBeTooLarge) reporter.report("batchTooLarge", labels);
      if (report.failure?.needsPerson)
        reporter.report("needsPerson", { ...labels, reason: report.failure.reason });
      if (report.withoutReceipt > 0) reporter.report("receiptMissing", labels, report.withoutReceipt);
      replayed.increment(report.delivered.filter(({ isHistorical }) => isHistorical).length, labels);
      sends.increment(report.sends, labels);
      sentBytes.increment(report.bytes, labels);
      drainSeconds.observe(durationMs / 1_000, labels);
      const nowMs = clock.now();
      for (const record of report.delivered) {
        // The age by a clock that was wrong then says nothing.
        if (record.clock === "synced") delaySeconds.observe(Math.max(0, nowMs - record.at) / 1_000, labels);
      }
    },
    queueFailed: (error) => reporter.report("queueFailed", { ...labels, error: errorMessage(error) }),
    sinkFaulted: (error) => reporter.report("sinkFaulted", { ...labels, error: errorMessage(error) }),
  };
}

const circuitNumbers = { closed: 0, halfOpen: 1, open: 2 } as const;

function isMetered(because: Restraint | undefined): boolean {
  return because === "window" || because === "budget";
}

/** Gauges that are read when they are asked for. */
export function exposePace(
  metrics: Observability["metrics"],
  sinks: () => Iterable<{ name: string; pace: PaceFigures }>,
): void {
  const records = metrics.gauge(syncMetrics.batchRecordsMax);
  const bytes = metrics.gauge(syncMetrics.batchBytesMax);
  const dayBytes = metrics.gauge(syncMetrics.meteredBytes);
  metrics.beforeExpose(() => {
    for (const { name, pace } of sinks()) {
      records.set(pace.batchCount, { sink: name });
      bytes.set(pace.batchBytes, { sink: name });
      dayBytes.set(pace.metering.bytesToday, { sink: name });
    }
  });
}
