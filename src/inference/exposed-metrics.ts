import type { Observability } from "../core/events.ts";
import { inferenceMetrics, runSecondsBuckets } from "./events.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { HostStatus } from "./model-source.ts";

/** What Prometheus sees of the host. */
export function createExposedMetrics({ metrics }: Observability, status: () => HostStatus) {
  const requests = metrics.counter(inferenceMetrics.requests);
  const runSeconds = metrics.histogram({ ...inferenceMetrics.runSeconds, buckets: runSecondsBuckets });
  const waitSeconds = metrics.histogram({ ...inferenceMetrics.waitSeconds, buckets: runSecondsBuckets });
  const queued = metrics.gauge(inferenceMetrics.queued);
  const residentBytes = metrics.gauge(inferenceMetrics.residentBytes);
  const modelBytes = metrics.gauge(inferenceMetrics.modelBytes);
  const known = new Set<string>();

  metrics.beforeExpose(() => {
    const { queued: count, residentBytes: bytes, models } = status();
    queued.set(count);
    residentBytes.set(bytes ?? 0);
    // A slot that is empty now takes nothing.
    for (const slot of known) modelBytes.set(0, { slot });
    for (const { slot, memoryBytes } of models) {
      known.add(slot);
      modelBytes.set(memoryBytes, { slot });
    }
  });

  return {
    observeRun(run: { model: LoadedModel; requests: number; runMs: number; waitedMs: number }): void {
      const labels = { slot: run.model.slot };
      requests.increment(run.requests, labels);
      runSeconds.observe(run.runMs / 1000, labels);
      waitSeconds.observe(run.waitedMs / 1000, labels);
    },
  };
}
