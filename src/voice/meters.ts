import type { Metrics } from "../core/metrics.ts";
import type { VoiceSourceView } from "../domain/voice-view.ts";
import { confidenceBuckets, latencyBucketsSeconds, voiceMetrics } from "./events.ts";

export interface VoiceMeters {
  /** In [0, 1]. */
  confidence(value: number, outcome: string): void;
  latency(ms: number): void;
  woke(): void;
  nothing(because: string): void;
}

export function createVoiceMeters(
  metrics: Metrics,
  figures: () => { sources: readonly VoiceSourceView[] },
): VoiceMeters {
  const confidence = metrics.histogram({ ...voiceMetrics.confidence, buckets: confidenceBuckets });
  const latency = metrics.histogram({ ...voiceMetrics.latency, buckets: latencyBucketsSeconds });
  const wakes = metrics.counter(voiceMetrics.wakes);
  const nothings = metrics.counter(voiceMetrics.nothings);
  const sources = metrics.gauge(voiceMetrics.sources);
  const states = new Set<string>();

  metrics.beforeExpose(() => {
    const counts = new Map<string, number>();
    for (const { state } of figures().sources) counts.set(state, (counts.get(state) ?? 0) + 1);
    for (const state of counts.keys()) states.add(state);
    for (const state of states) sources.set(counts.get(state) ?? 0, { state });
  });

  return {
    confidence: (value, outcome) => confidence.observe(value, { outcome }),
    latency: (ms) => latency.observe(ms / 1000),
    woke: () => wakes.increment(),
    nothing: (because) => nothings.increment(1, { because }),
  };
}
