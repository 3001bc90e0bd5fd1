import { expect, test } from "vitest";
import type { PublishResult } from "../../../../src/domain/ports.ts";
import { type MqttBridgeSettings, syncConfig } from "../../../../src/sync/config.ts";
import type { MqttLink, MqttLinkOptions } from "../../../../src/sync/mqtt-link.ts";
import { mqttBridgeSink } from "../../../../src/sync/sinks/mqtt-bridge.ts";
import { envelope, envelopes } from "../../../support/envelopes.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

const acknowledged: PublishResult = { status: "acknowledged" };

/** The bridge over a link in which `publish` answers what the test says. */
function setUp(more: object = {}) {
  const clock = createVirtualClock();
  const sinks = [{ type: "mqttBridge", name: "hq", url: "mqtt://hq:1883", classes: ["incident"], ...more }];
  const [settings] = syncConfig.parse({ sinks }).sinks as [MqttBridgeSettings];
  const published: { topic: string; payload: string; qos: number | undefined }[] = [];
  const listeners = new Set<(isConnected: boolean) => void>();
  const opened: MqttLinkOptions[] = [];
  const state = {
    isConnected: true,
    closed: 0,
    reconnects: 0,
    openError: undefined as Error | undefined,
    answer: (
      _topic: string,
      _payload: string,
      _signal?: AbortSignal,
    ): PublishResult | Promise<PublishResult> => acknowledged,
  };
  const link: MqttLink = {
    get isConnected() {
      return state.isConnected;
    },
    lastError: undefined,
    async publish(topic, payload, options) {
      published.push({ topic, payload: String(payload), qos: options?.qos });
      return await state.answer(topic, String(payload), options?.signal);
    },
    onConnectionChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      state.closed += 1;
    },
  };
  const sink = mqttBridgeSink.create(settings, {
    node: "barn",
    version: "0.0.0",
    clock,
    connectMqtt: async (options) => {
      opened.push(options);
      if (state.openError) throw state.openError;
      return link;
    },
    onReconnect: () => {
      state.reconnects += 1;
    },
  });
  const connect = (isConnected: boolean) => {
    state.isConnected = isConnected;
    for (const listener of [...listeners]) listener(isConnected);
  };
  const never = new AbortController().signal;
  return { clock, sink, published, opened, state, connect, never };
}

test("a record is published to its topic with its body as JSON, and delivered when acknowledged", async () => {
  const { sink, published, never } = setUp({ topicByClass: { incident: "hq/{node}/alarms" } });
  const result = await sink.send([envelope(1)], never);
  expect(result).toMatchObject({ status: "answered", deliveries: [{ delivery: { status: "delivered" } }] });
  expect(published[0]).toMatchObject({ topic: "hq/barn/alarms", qos: 1 });
  expect(JSON.parse(published[0]?.payload ?? "")).toMatchObject({
    id: envelope(1).id,
    node: "barn",
    body: { number: 1 },
  });
});

test("the link is opened once, under a client id of its own, and closed with the sink", async () => {
  const { sink, opened, state, never } = setUp({ username: "u", password: "p" });
  await sink.send([envelope(1)], never);
  await sink.send([envelope(2)], never);
  expect(opened).toHaveLength(1);
  expect(opened[0]).toMatchObject({ clientId: "edgewise-barn-hq", username: "u", password: "p" });
  await sink.close();
  expect(state.closed).toBe(1);
});

test("no more publishes than allowed wait for acknowledgement", async () => {
  const { sink, state, never } = setUp({ inFlightMax: 3 });
  let waiting = 0;
  let mostWaiting = 0;
  state.answer = async () => {
    waiting += 1;
    mostWaiting = Math.max(mostWaiting, waiting);
    await new Promise(setImmediate);
    waiting -= 1;
    return acknowledged;
  };
  await sink.send(envelopes(20), never);
  expect(mostWaiting).toBe(3);
});

test("after one record that is not taken none of its stream follows, and other streams go on", async () => {
  const { sink, state, published, never } = setUp({ inFlightMax: 1, topic: "x/{stream}" });
  const bad = envelopes(9, 3)[3];
  state.answer = (_topic, payload) =>
    payload.includes(bad?.id ?? "") ? { status: "failed", reason: "quota exceeded" } : acknowledged;
  const result = await sink.send(envelopes(9, 3), never);
  const delivered =
    result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : [];
  expect(published.filter(({ topic }) => topic === "x/stream-0")).toHaveLength(2);
  expect(delivered.filter((status) => status === "delivered")).toHaveLength(7);
  expect(result).not.toHaveProperty("failure");
});

test("after the connection is lost nothing more is begun, and what was confirmed before counts", async () => {
  const { sink, state, published, never } = setUp({ inFlightMax: 1 });
  state.answer = () => (published.length === 3 ? { status: "offline" } : acknowledged);
  const result = await sink.send(envelopes(8, 8), never);
  expect(published).toHaveLength(3);
  expect(result).toMatchObject({ status: "answered", failure: { isReached: false } });
  const statuses =
    result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : [];
  expect(statuses.filter((status) => status === "delivered")).toHaveLength(2);
});

test("a record that fits no topic or is too long is rejected alone", async () => {
  const { sink, published, never } = setUp({ payloadBytesMax: 1_024 });
  const result = await sink.send(
    [
      envelope(1, { stream: "x".repeat(70_000) }),
      envelope(2, { body: JSON.stringify("x".repeat(2_000)) }),
      envelope(3),
    ],
    never,
  );
  const statuses =
    result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : [];
  expect(statuses).toEqual(["rejected", "rejected", "delivered"]);
  expect(published).toHaveLength(1);
});

test("a send waits for the connection, and says so when there is none in time", async () => {
  const { sink, connect, clock, never, state } = setUp({ timeoutMs: 1_000 });
  connect(false);
  const first = sink.send([envelope(1)], never);
  await clock.advance(500);
  connect(true);
  expect(await first).toMatchObject({ status: "answered" });
  expect(state.reconnects).toBe(1);
  connect(false);
  const second = sink.send([envelope(2)], never);
  await clock.advance(1_000);
  expect(await second).toMatchObject({ status: "failed", failure: { isReached: false, needsPerson: false } });
});

test("a send does not wait out its whole time for a connection: a broker that is away shows soon", async () => {
  const { sink, connect, clock, never } = setUp({ timeoutMs: 600_000 });
  connect(false);
  const sent = sink.send(envelopes(1), never);
  await clock.advance(10_000);
  expect(await sent).toMatchObject({ status: "failed", failure: { isReached: false } });
});

test("a broker that stops acknowledging is left: the next send opens a new connection", async () => {
  const { sink, state, clock, opened, never } = setUp({ timeoutMs: 1_000 });
  state.answer = (_topic, _payload, signal) =>
    new Promise((resolve) => {
      signal?.addEventListener("abort", () => resolve({ status: "failed", reason: "not acknowledged" }));
    });
  const sending = sink.send(envelopes(2), never);
  await clock.advance(1_000);
  expect(await sending).toMatchObject({ status: "answered", failure: { isReached: false } });
  expect(state.closed).toBe(1);
  state.answer = () => acknowledged;
  await sink.send([envelope(1)], never);
  expect(opened).toHaveLength(2);
});

test("a certificate file that cannot be read is said by name, waits for a person, and is read again later", async () => {
  const { sink, never, opened } = setUp({ tls: { caFile: "/nowhere/ca.pem" } });
  const result = await sink.send([envelope(1)], never);
  expect(result).toMatchObject({ status: "failed", failure: { needsPerson: true } });
  expect(result.status === "failed" && result.failure.reason).toContain("tls.caFile");
  expect(opened).toHaveLength(0);
});

test("options with which no link can be made fail the send, and the next send tries again", async () => {
  const { sink, state, never, opened } = setUp();
  state.openError = new Error("not a PEM");
  expect(await sink.send([envelope(1)], never)).toMatchObject({
    status: "failed",
    failure: { needsPerson: true },
  });
  state.openError = undefined;
  expect(await sink.send([envelope(1)], never)).toMatchObject({ status: "answered" });
  expect(opened).toHaveLength(2);
});
