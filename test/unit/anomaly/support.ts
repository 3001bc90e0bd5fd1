import { join } from "node:path";
import { type AnomalyConfig, anomalyConfig } from "../../../src/anomaly/config.ts";
import type { DetectorDefinition, DetectorSettings, Watch } from "../../../src/anomaly/detectors/detector.ts";
import { createAnomalyService } from "../../../src/anomaly/service.ts";
import type { ThresholdRule } from "../../../src/anomaly/threshold-rules.ts";
import { readPatternNetwork } from "../../../src/app/pattern-network.ts";
import type { Anomaly, Recovery } from "../../../src/domain/anomaly.ts";
import type { ClockQuality } from "../../../src/domain/clock-quality.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { LogLine } from "../../../src/domain/log-line.ts";
import type { Sample, Series } from "../../../src/domain/sample.ts";
import { repositoryRoot } from "../../support/daemon.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

export const startMs = Date.UTC(2026, 0, 5, 12, 0, 0);
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

export const testSettings: DetectorSettings = {
  warmUpSamples: 60,
  warmUpMs: minuteMs,
  falseAlarmRate: 1e-7,
  limitFactor: 1,
  adaptAfterMs: 4 * hourMs,
  silentMsMin: minuteMs,
  stuckMsMin: 10 * minuteMs,
  patterns: readPatternNetwork(join(repositoryRoot, "models", "anomaly", "weights.json")),
  shadow: undefined,
  falseAlarmsPerWeek: 2,
  seriesCount: 1,
};

let nextIndex = 0;

/** A series of its own index; `id` is `<topic>` or `<topic>:<field>`. */
export function makeSeries(id: string, overrides: Partial<Series> = {}): Series {
  const [topic = id, field = ""] = id.split(":");
  nextIndex += 1;
  return {
    index: nextIndex - 1,
    id,
    topic,
    field,
    kind: "numeric",
    unit: undefined,
    name: id,
    place: {},
    labels: {},
    states: [],
    ...overrides,
  };
}

export function makeWatch(
  definition: DetectorDefinition,
  overrides: { series?: Series; rules?: readonly ThresholdRule[]; settings?: Partial<DetectorSettings> } = {},
): Watch {
  return {
    series: overrides.series ?? makeSeries("plant/value"),
    memory: new Float64Array(definition.fields),
    rules: overrides.rules ?? [],
    settings: { ...testSettings, ...overrides.settings },
  };
}

/** Feeds values one `intervalMs` apart and answers the score of each. */
export function feed(
  definition: DetectorDefinition,
  watch: Watch,
  values: Iterable<number>,
  options: { from?: number; intervalMs?: number } = {},
): number[] {
  const { from = startMs, intervalMs = minuteMs } = options;
  const scores: number[] = [];
  let at = from;
  for (const value of values) {
    scores.push(definition.observe(watch, 0, value, at, at));
    at += intervalMs;
  }
  return scores;
}

/** A repeatable random stream, uniform in [0, 1) (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Roughly normal noise with standard deviation 1. */
export function createNoise(seed: number): () => number {
  const random = createRandom(seed);
  return () => {
    let sum = 0;
    for (let turn = 0; turn < 12; turn += 1) sum += random();
    return sum - 6;
  };
}

export function sampleOf(series: Series, at: number, value: number, overrides: Partial<Sample> = {}): Sample {
  return { series, at, value, clock: "synced", isLate: false, ...overrides };
}

export function lineOf(
  source: string,
  at: number,
  message: string,
  overrides: Partial<LogLine> = {},
): LogLine {
  return {
    source,
    topic: source,
    at,
    clock: "synced",
    severity: "info",
    host: undefined,
    program: undefined,
    message,
    place: {},
    ...overrides,
  };
}

/** The whole service on a virtual clock, with everything it tells collected. */
export function createTestService(
  overrides: Record<string, unknown> = {},
  wallMs = startMs,
  stores: Pick<
    Parameters<typeof createAnomalyService>[0],
    "memories" | "feedback" | "models" | "measures" | "state"
  > = {},
) {
  const clock = createVirtualClock(wallMs);
  const observability = createTestObservability(clock);
  const anomalies: Anomaly[] = [];
  const recoveries: Recovery[] = [];
  const incidents: { change: string; incident: Incident }[] = [];
  const config: AnomalyConfig = anomalyConfig.parse(overrides);
  let ids = 0;
  let quality: ClockQuality = "synced";
  const service = createAnomalyService({
    patterns: testSettings.patterns ?? readPatternNetwork(),
    config,
    observability,
    clockTrust: { quality: () => quality },
    ...stores,
    anomalies: [
      {
        onAnomaly: (anomaly) => anomalies.push(anomaly),
        onRecovery: (recovery) => recoveries.push(recovery),
      },
    ],
    incidents: [{ onIncident: (incident, change) => incidents.push({ change, incident }) }],
    createId: () => {
      ids += 1;
      return `id-${ids}`;
    },
  });
  return {
    service,
    clock,
    observability,
    anomalies,
    recoveries,
    incidents,
    setQuality(next: ClockQuality) {
      quality = next;
    },
    changes: () => incidents.map(({ change }) => change),
  };
}
