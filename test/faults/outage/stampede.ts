import { sleep } from "../../../src/core/clock.ts";
import type { QueuedRecord } from "../../../src/domain/envelope.ts";
import type { Outbox } from "../../../src/domain/ports.ts";
import { type SinkSettings, syncConfig } from "../../../src/sync/config.ts";
import { Drain } from "../../../src/sync/drain/drain.ts";
import type { SendResult, Sink } from "../../../src/sync/sink.ts";
import { envelopes } from "../../support/envelopes.ts";
import { createMemoryState } from "../../support/memory-state.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { seededRandom } from "./random.ts";

export interface StampedeResult {
  /** Most requests that came within one second after the far side was back. */
  peakPerSecond: number;
  /** Those refused with 429. */
  refused: number;
  /** Simulated time from the return until every gateway had sent its backlog. */
  drainMs: number;
  /** Records that did not arrive. */
  missing: number;
}

const roundTripMs = 50;
const drainMsMax = 3_600_000;

/**
 * Many gateways, each with a drain of its own and `backlog` records, lose one far side for `outageMs` and find it back at
 * the same moment. It takes `limitPerSecond` requests and answers 429 to the rest.
 */
export async function runStampede(options: {
  seed: number;
  gateways: number;
  backlog: number;
  outageMs: number;
  limitPerSecond: number;
  /** Of the sink's settings, e.g. `{ reconnectJitterMs: 0 }`. */
  settings: object;
}): Promise<StampedeResult> {
  const clock = createVirtualClock();
  const random = seededRandom(options.seed);
  const arrivals: number[] = [];
  let isAway = true;
  let refused = 0;

  const far: Sink = {
    async send(records, signal): Promise<SendResult> {
      if (isAway) return failed({ isReached: false });
      const nowMs = clock.monotonicMs();
      arrivals.push(nowMs);
      const isOver =
        arrivals.length > options.limitPerSecond &&
        withinLastSecond(arrivals, nowMs) > options.limitPerSecond;
      await sleep(clock, roundTripMs + records.length / 50, signal);
      if (isOver) {
        refused += 1;
        return failed({ isReached: true, afterMs: 5_000 });
      }
      const deliveries = records.map(({ id }) => ({ id, delivery: { status: "delivered" } as const }));
      return { status: "answered", deliveries, bytes: records.length * 50 };
    },
    close: () => Promise.resolve(),
  };

  const backlog = envelopes(options.backlog, 10, { class: "sample" }).map((record) => ({
    ...record,
    isHistorical: true,
  }));
  const drains: Drain[] = [];
  for (let gateway = 0; gateway < options.gateways; gateway += 1) {
    const sinks = [
      { type: "http", name: "far", url: "http://far/", classes: ["sample"], ...options.settings },
    ];
    const [settings] = syncConfig.parse({ sinks }).sinks as [SinkSettings];
    drains.push(
      new Drain({
        settings,
        idleMs: 5_000,
        sink: far,
        outbox: createBacklog(backlog),
        clock,
        random,
        node: `gateway-${gateway}`,
        state: createMemoryState(),
        clockTrust: { quality: () => "synced" },
        timeZone: "UTC",
        observer: {
          connectivityChanged: () => {},
          circuitChanged: () => {},
          restrained: () => {},
          delivered: () => {},
          queueFailed: () => {},
          sinkFaulted: () => {},
        },
      }),
    );
  }
  for (const drain of drains) drain.start();
  await clock.advance(options.outageMs);
  isAway = false;
  const backMs = clock.monotonicMs();
  const sent = () => drains.reduce((sum, drain) => sum + drain.figures().sent, 0);
  const whole = options.gateways * options.backlog;
  while (sent() < whole && clock.monotonicMs() - backMs < drainMsMax) await clock.advance(1_000);
  const drainMs = clock.monotonicMs() - backMs;
  const stopping = Promise.all(drains.map((drain) => drain.stop(0)));
  await clock.advance(10);
  await stopping;
  return { peakPerSecond: peakOf(arrivals), refused, drainMs, missing: whole - sent() };
}

/** A queue of nothing but these records, for one sink: as quick as it gets, for there are a hundred of them. */
function createBacklog(records: readonly QueuedRecord[]): Outbox {
  const claimed = new Map<string, QueuedRecord>();
  let again: QueuedRecord[] = [];
  let next = 0;
  return {
    append: () => Promise.reject(new Error("a backlog takes no more")),
    async claim(_sink, { countMax, age }) {
      if (age === "live") return [];
      const first = again.splice(0, countMax);
      const more = records.slice(next, next + countMax - first.length);
      next += more.length;
      const batch = [...first, ...more];
      for (const record of batch) claimed.set(record.id, record);
      return batch;
    },
    async settle(_sink, results) {
      const back = results.filter(({ delivery }) => delivery.status === "retryable");
      again = [...back.flatMap(({ id }) => claimed.get(id) ?? []), ...again];
      for (const { id } of results) claimed.delete(id);
    },
    counts: () => Promise.reject(new Error("nobody counts a backlog")),
  };
}

function failed(about: { isReached: boolean; afterMs?: number }): SendResult {
  const reason = about.isReached ? "asks to wait (429)" : "no route";
  return { status: "failed", failure: { reason, needsPerson: false, mayBeTooLarge: false, ...about } };
}

/** `arrivals` are in order, and the last is now. */
function withinLastSecond(arrivals: readonly number[], nowMs: number): number {
  let count = 0;
  for (let index = arrivals.length - 1; index >= 0 && (arrivals[index] ?? 0) > nowMs - 1_000; index -= 1)
    count += 1;
  return count;
}

function peakOf(arrivals: readonly number[]): number {
  let first = 0;
  let peak = 0;
  for (const [index, ms] of arrivals.entries()) {
    while ((arrivals[first] ?? ms) <= ms - 1_000) first += 1;
    peak = Math.max(peak, index - first + 1);
  }
  return peak;
}
