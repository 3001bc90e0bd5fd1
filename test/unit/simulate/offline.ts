import type { AnomalyConfig } from "../../../src/anomaly/config.ts";
import { createAnomalyService } from "../../../src/anomaly/service.ts";
import { readPatternNetwork } from "../../../src/app/pattern-network.ts";
import { edgewiseConfig } from "../../../src/config/schema.ts";
import type { Clock } from "../../../src/core/clock.ts";
import type { Anomaly } from "../../../src/domain/anomaly.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { LogLine } from "../../../src/domain/log-line.ts";
import type { Sample } from "../../../src/domain/sample.ts";
import { createIngestService } from "../../../src/ingest/service.ts";
import type { Message, Scenario } from "../../../src/simulate/scenario.ts";
import { createMemoryBus } from "../../support/memory-bus.ts";
import { createTestObservability } from "../../support/observability.ts";

/** The configuration of a place as the daemon gets it: its sections, with defaults for the rest. */
export function configOf(scenario: Scenario) {
  const sections = Object.keys(edgewiseConfig.shape);
  return edgewiseConfig.parse({
    ...Object.fromEntries(sections.map((section) => [section, {}])),
    ...scenario.config,
  });
}

/**
 * A scenario read by the daemon's own ingest and watched by its detectors, without a broker: time is what the
 * scenario says, in steps of half a minute.
 */
export function watchOffline(scenario: Scenario, startAt: number, overrides: Partial<AnomalyConfig> = {}) {
  let now = startAt;
  // Monotonic time passes with the data, or a site that fell silent as a whole would stand still; no timer is set.
  const clock: Clock = { now: () => now, monotonicMs: () => now - startAt, after: () => () => {} };
  const observability = createTestObservability(clock);
  const config = configOf(scenario);
  const clockTrust = { quality: () => "synced" as const };
  const incidents = new Map<string, Incident>();
  const anomalies: Anomaly[] = [];
  const samples: Sample[] = [];
  const lines: LogLine[] = [];
  let ids = 0;
  const anomaly = createAnomalyService({
    config: { ...config.anomaly, ...overrides },
    patterns: readPatternNetwork(),
    observability,
    clockTrust,
    createId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    anomalies: [{ onAnomaly: (one) => anomalies.push(one), onRecovery() {} }],
    incidents: [{ onIncident: (incident) => incidents.set(incident.id, incident) }],
  });
  const ingest = createIngestService({
    config: config.ingest,
    baseTopic: "edgewise/test",
    bus: createMemoryBus(clock),
    clockTrust,
    observability,
    samples: [anomaly, { onSample: (sample) => samples.push(sample) }],
    logs: [anomaly, { onLogLine: (line) => lines.push(line) }],
  });

  const take = (messages: readonly Message[]) =>
    ingest.handle(
      messages.map(({ topic, payload }) => ({
        topic,
        payload: Buffer.from(payload),
        qos: 0,
        isRetained: false,
        receivedAt: now,
        receivedMonotonicMs: now - startAt,
      })),
    );

  return {
    anomalies,
    samples,
    lines,
    directory: ingest.directory,
    /** Payloads and values that ingest would not take. */
    refused: () => ingest.health().figures?.refused,
    /** Every incident so far in its newest state. */
    incidents: () => [...incidents.values()],
    runTo(until: number) {
      while (now < until) {
        now = Math.min(until, now + 30_000);
        take(scenario.step(now));
        anomaly.tick();
      }
    },
  };
}
