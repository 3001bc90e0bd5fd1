import { expect, onTestFinished, test } from "vitest";
import type { Deadline } from "../../../src/core/lifecycle.ts";
import { recordClasses } from "../../../src/domain/envelope.ts";
import { syncConfig } from "../../../src/sync/config.ts";
import type { MqttLink } from "../../../src/sync/network/mqtt-link.ts";
import { createSyncService } from "../../../src/sync/service.ts";
import { envelope } from "../../support/envelopes.ts";
import { createMemoryOutbox } from "../../support/memory-outbox.ts";
import { createMemoryState } from "../../support/memory-state.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock, type VirtualClock } from "../../support/virtual-clock.ts";

const bridge = {
  type: "mqttBridge",
  name: "hq",
  url: "mqtt://hq:1883",
  classes: ["incident"],
  topic: "{stream}",
};
const { id: _, ...draft } = envelope(1);

function virtualDeadline(clock: VirtualClock, ms: number): Deadline {
  const controller = new AbortController();
  const endMs = clock.monotonicMs() + ms;
  clock.after(ms, () => controller.abort());
  return { remainingMs: () => Math.max(0, endMs - clock.monotonicMs()), signal: controller.signal };
}

async function setUp(...sinks: object[]) {
  const clock = createVirtualClock();
  const outbox = createMemoryOutbox();
  const observability = createTestObservability(clock);
  const published: string[] = [];
  const links: { url: string; isClosed: boolean }[] = [];
  const broker = { isUp: true, isBusy: false };
  const service = createSyncService({
    config: syncConfig.parse({ sinks }),
    node: "barn",
    version: "0.0.0",
    observability,
    outbox,
    state: createMemoryState(),
    clockTrust: { quality: () => "synced" },
    timeZone: "UTC",
    random: () => 0.5,
    connectMqtt: async ({ url }) => {
      const state = { url, isClosed: false };
      links.push(state);
      return {
        get isConnected() {
          return broker.isUp;
        },
        lastFailure: { reason: "hq refuses the connection", why: "unreachable" },
        limits: { inFlightMax: 100, packetBytesMax: undefined, qosMax: 2 },
        onConnectionChange: () => () => {},
        publish: async (topic) => {
          if (broker.isBusy) return { status: "failed", reason: "quota exceeded", reasonCode: 151 };
          published.push(topic);
          return { status: "acknowledged" };
        },
        close: async () => {
          state.isClosed = true;
        },
      } satisfies MqttLink;
    },
  });
  await service.start(new AbortController().signal);
  const stop = async (ms = 10_000) => {
    const stopped = service.stop(virtualDeadline(clock, ms));
    await clock.advance(ms);
    await stopped;
  };
  onTestFinished(() => stop());
  return { clock, outbox, observability, published, links, broker, service, stop };
}

test("without a sink nothing is wanted and nothing is queued", async () => {
  const { service, outbox } = await setUp();
  expect(recordClasses.filter((recordClass) => service.wants(recordClass))).toEqual([]);
  expect(await service.enqueue([draft])).toBe(0);
  expect(outbox.waiting("any")).toEqual([]);
  expect(service.health()).toMatchObject({ status: "ok", detail: expect.stringContaining("nothing leaves") });
});

test("only the classes that a sink lists are wanted", async () => {
  const { service } = await setUp(bridge);
  expect(recordClasses.filter((recordClass) => service.wants(recordClass))).toEqual(["incident"]);
});

test("an enqueued record is sent at once, and health and figures say so", async () => {
  const { service, clock, published } = await setUp(bridge);
  await clock.advance(1);
  await service.enqueue([draft]);
  await clock.advance(1);
  expect(published).toEqual(["incident-1"]);
  expect(service.health()).toMatchObject({
    status: "ok",
    detail: "Records arrive at hq.",
    figures: { "hq.sent": 1 },
  });
  expect(service.figures()[0]).toMatchObject({ name: "hq", sent: 1, connectivity: { state: "online" } });
});

test("an unreachable sink is said in words with its reason, and logged once", async () => {
  const { service, clock, broker, observability } = await setUp(bridge);
  broker.isUp = false;
  await service.enqueue([draft]);
  await clock.advance(600_000);
  expect(service.health()).toMatchObject({
    status: "degraded",
    detail: expect.stringMatching(
      /^hq is offline for 9 min: there is no connection to hq:1883: hq refuses the connection; records wait on the disk\.$/,
    ),
  });
  expect(observability.records.filter(({ event }) => event === "sync.sinkOffline")).toHaveLength(1);
  expect(await observability.metrics.expose()).toContain('edgewise_sync_sink_state{sink="hq"} 0');
});

test("a sink that answers and takes nothing is no place where records arrive", async () => {
  const { service, clock, broker } = await setUp(bridge);
  broker.isBusy = true;
  await service.enqueue([draft]);
  await clock.advance(600_000);
  expect(service.health()).toMatchObject({
    status: "degraded",
    detail: expect.stringMatching(
      /^hq answers but takes nothing: .*quota exceeded.*; records wait on the disk\.$/,
    ),
  });
});

test("a reload that takes a class from a sink keeps what is queued of it on the device", async () => {
  const { service, clock, broker, published, outbox } = await setUp(bridge);
  broker.isUp = false;
  await service.enqueue([draft]);
  await clock.advance(1);
  const reconfigured = service.reconfigure(
    syncConfig.parse({ sinks: [{ ...bridge, classes: ["summary"] }] }),
  );
  await clock.advance(2_000);
  await reconfigured;
  broker.isUp = true;
  await clock.advance(60_000);
  expect(published).toEqual([]);
  expect(outbox.waiting("hq")).toEqual([]);
});

test("a reload starts new sinks, stops removed ones, and leaves the others alone", async () => {
  const { service, clock, links, outbox } = await setUp(bridge, {
    ...bridge,
    name: "old",
    url: "mqtt://old",
  });
  await service.enqueue([draft]);
  await clock.advance(10);
  const reconfigured = service.reconfigure(
    syncConfig.parse({ sinks: [bridge, { ...bridge, name: "new", url: "mqtt://new" }] }),
  );
  await clock.advance(2_000);
  await reconfigured;
  await clock.advance(10);
  expect(outbox.registered).toEqual(["hq", "new"]);
  expect(links).toEqual([
    { url: "mqtt://hq:1883", isClosed: false },
    { url: "mqtt://old", isClosed: true },
    { url: "mqtt://new", isClosed: false },
  ]);
});

test("a sink that is switched off keeps its records and starts where it left when switched on", async () => {
  const { service, clock, published, outbox } = await setUp({ ...bridge, isEnabled: false });
  await service.enqueue([draft]);
  await clock.advance(60_000);
  expect(published).toEqual([]);
  expect(outbox.waiting("hq")).toHaveLength(1);
  expect(service.health().detail).toContain("switched off");
  await service.reconfigure(syncConfig.parse({ sinks: [bridge] }));
  await clock.advance(10);
  expect(published).toEqual(["incident-1"]);
});

test("nothing is claimed before the queue knows the sinks, and a disk that is late is waited for", async () => {
  const { service, clock, outbox, published } = await setUp();
  outbox.failNext("registerSinks", 3);
  const reconfigured = service.reconfigure(syncConfig.parse({ sinks: [bridge] }));
  await service.enqueue([draft]);
  await clock.advance(1);
  expect(published).toEqual([]);
  await clock.advance(60_000);
  await reconfigured;
  expect(outbox.registered).toEqual(["hq"]);
  expect(published).toEqual(["incident-1"]);
});

test("after a stop nothing is taken, and the caller is told so", async () => {
  const { service, stop } = await setUp(bridge);
  await stop();
  await expect(service.enqueue([draft])).rejects.toMatchObject({ code: "sync.stopped" });
});

test("a stop ends at the deadline even when the disk does not answer", async () => {
  const { service, clock, outbox } = await setUp(bridge);
  outbox.append = () => new Promise(() => {});
  service.record(draft);
  await clock.advance(300);
  let isStopped = false;
  const stopped = service.stop(virtualDeadline(clock, 5_000)).then(() => {
    isStopped = true;
  });
  await clock.advance(4_000);
  expect(isStopped).toBe(false);
  await clock.advance(1_000);
  await stopped;
  expect(isStopped).toBe(true);
});

test("every loop turns while nothing happens", async () => {
  const { service, clock } = await setUp(bridge, { ...bridge, name: "second" });
  await clock.advance(3_600_000);
  const loops = service.loops?.() ?? [];
  expect(loops.map(({ loop }) => loop)).toEqual(["sync.recorder", "sync.hq", "sync.second"]);
  expect(loops.filter(({ isStuck }) => isStuck)).toEqual([]);
});
