import type { ClockQuality } from "../../../src/domain/clock-quality.ts";
import type { LogLine } from "../../../src/domain/log-line.ts";
import type { InboundMessage, StateStore, Subscription } from "../../../src/domain/ports.ts";
import type { Sample } from "../../../src/domain/sample.ts";
import { type IngestConfig, ingestConfig } from "../../../src/ingest/config.ts";
import { createIngestService } from "../../../src/ingest/service.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

export function parseConfig(input: unknown = {}): IngestConfig {
  return ingestConfig.parse({ time: { zone: "utc" }, ...(input as object) });
}

/** An ingest service with a bus that only remembers its subscriptions, and everything it hands on. */
export function createFixture(input: unknown = {}, options: { state?: StateStore } = {}) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const samples: Sample[] = [];
  const lines: LogLine[] = [];
  const subscriptions: Subscription[] = [];
  const trust: { quality: ClockQuality } = { quality: "synced" };
  const service = createIngestService({
    config: parseConfig(input),
    baseTopic: "edgewise/node",
    bus: {
      subscribe(subscription) {
        subscriptions.push(subscription);
        return () => {
          subscriptions.splice(subscriptions.indexOf(subscription), 1);
        };
      },
    },
    clockTrust: { quality: () => trust.quality },
    observability,
    samples: [{ onSample: (sample) => samples.push(sample) }],
    logs: [{ onLogLine: (line) => lines.push(line) }],
    ...options,
  });
  const send = (
    topic: string,
    payload: string | Buffer | object,
    options: { isRetained?: boolean; receivedAt?: number } = {},
  ) => {
    const isRaw = typeof payload === "string" || Buffer.isBuffer(payload);
    const message: InboundMessage = {
      topic,
      payload: Buffer.from(isRaw ? payload : JSON.stringify(payload)),
      qos: 0,
      isRetained: options.isRetained ?? false,
      receivedAt: options.receivedAt ?? clock.now(),
      receivedMonotonicMs: clock.monotonicMs(),
    };
    service.handle([message]);
  };
  /** The value of one line of the Prometheus text, 0 when it is not there. */
  const metric = async (line: string): Promise<number> => {
    const text = await observability.metrics.expose();
    const found = text.split("\n").find((candidate) => candidate.startsWith(`${line} `));
    return Number(found?.slice(line.length + 1) ?? 0);
  };
  const values = () => samples.map(({ series, value }) => [series.id, value] as const);
  const events = () =>
    observability.records.filter(({ level }) => level !== "debug").map(({ event }) => event);
  return {
    service,
    clock,
    trust,
    observability,
    samples,
    lines,
    subscriptions,
    send,
    metric,
    values,
    events,
  };
}
