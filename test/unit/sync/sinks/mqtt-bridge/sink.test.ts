import { expect, test } from "vitest";
import type { PublishOptions, PublishResult } from "../../../../../src/domain/ports.ts";
import { syncConfig } from "../../../../../src/sync/config.ts";
import type { MqttLimits, MqttLink, MqttLinkOptions } from "../../../../../src/sync/network/mqtt-link.ts";
import type { SendResult } from "../../../../../src/sync/sink.ts";
import type { MqttBridgeSettings } from "../../../../../src/sync/sinks/mqtt-bridge/config.ts";
import { mqttBridgeSink } from "../../../../../src/sync/sinks/mqtt-bridge/sink.ts";
import { envelope, envelopes } from "../../../../support/envelopes.ts";
import { createVirtualClock } from "../../../../support/virtual-clock.ts";

const acknowledged: PublishResult = { status: "acknowledged" };

/** The bridge over a link in which `publish` answers what the test says. */
function setUp(more: object = {}) {
  const clock = createVirtualClock();
  const sinks = [{ type: "mqttBridge", name: "hq", url: "mqtt://hq:1883", classes: ["incident"], ...more }];
  const [settings] = syncConfig.parse({ sinks }).sinks as [MqttBridgeSettings];
  const published: { topic: string; payload: string; qos: number | undefined; options: PublishOptions }[] =
    [];
  const listeners = new Set<(isConnected: boolean) => void>();
  const opened: MqttLinkOptions[] = [];
  const state = {
    isConnected: true,
    limits: { inFlightMax: 65_535, packetBytesMax: undefined, qosMax: 2 } as MqttLimits,
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
    lastFailure: undefined,
    get limits() {
      return state.isConnected ? state.limits : undefined;
    },
    async publish(topic, payload, options) {
      published.push({ topic, payload: String(payload), qos: options?.qos, options: options ?? {} });
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
    payload.includes(bad?.id ?? "")
      ? { status: "failed", reason: "Unspecified error", reasonCode: 128 }
      : acknowledged;
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

test("a bridge over MQTT 5 says id, class and age beside the payload, and how long it is worth keeping", async () => {
  const { sink, published, never } = setUp({ protocolVersion: 5, expiryMsByClass: { incident: 60_000 } });
  await sink.send([{ ...envelope(1), isHistorical: true }, envelope(2, { stream: "other" })], never);
  expect(published[0]?.options).toMatchObject({
    contentType: "application/json",
    expiresAfterMs: 60_000,
    userProperties: { id: envelope(1).id, class: "incident", historical: "true" },
  });
  expect(published[1]?.options.userProperties).not.toHaveProperty("historical");
});

const refusal = (reasonCode: number): PublishResult => ({ status: "failed", reason: "in words", reasonCode });
const statusesOf = (result: SendResult) =>
  result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : result.status;

test.each([
  ["Quota exceeded", 151, { needsPerson: false, isReached: true }],
  ["Message rate too high", 150, { needsPerson: false, isReached: true }],
  ["Not authorized", 135, { needsPerson: true, isReached: true }],
])("%s stops the batch and costs no record", async (_, reasonCode, failure) => {
  const { sink, state, published, never } = setUp({ inFlightMax: 1 });
  state.answer = () => refusal(reasonCode);
  const result = await sink.send(envelopes(4, 4), never);
  expect(result).toMatchObject({ status: "answered", failure });
  expect(statusesOf(result)).toEqual(Array.from({ length: 4 }, () => "retryable"));
  expect(published).toHaveLength(1);
});

test.each([144, 149, 153])(
  "a record refused with reason code %i is a dead letter and holds nothing back",
  async (code) => {
    const { sink, state, never } = setUp({ inFlightMax: 1 });
    state.answer = (_topic, payload) => (payload.includes(envelope(2).id) ? refusal(code) : acknowledged);
    const result = await sink.send(envelopes(4), never);
    expect(statusesOf(result)).toEqual(["delivered", "rejected", "delivered", "delivered"]);
    expect(result).not.toHaveProperty("failure");
  },
);

test("a broker that refuses every record for good is at fault itself, over several sends", async () => {
  const { sink, state, never } = setUp({ refusalsInRowMax: 5 });
  state.answer = () => refusal(153);
  expect(statusesOf(await sink.send(envelopes(4), never))).toEqual(
    Array.from({ length: 4 }, () => "rejected"),
  );
  const second = await sink.send(envelopes(4), never);
  expect(statusesOf(second)).toEqual(Array.from({ length: 4 }, () => "retryable"));
  expect(second).toMatchObject({ failure: { needsPerson: true } });
  state.answer = () => acknowledged;
  expect(statusesOf(await sink.send(envelopes(4), never))).toEqual(
    Array.from({ length: 4 }, () => "delivered"),
  );
});

test("a broker's own limits are kept: few in flight, short packets, lower quality of service", async () => {
  const { sink, state, published, never } = setUp({ qos: 2, inFlightMax: 100, protocolVersion: 5 });
  state.limits = { inFlightMax: 2, packetBytesMax: 1_000, qosMax: 1 };
  let waiting = 0;
  let mostWaiting = 0;
  state.answer = async () => {
    waiting += 1;
    mostWaiting = Math.max(mostWaiting, waiting);
    await new Promise(setImmediate);
    waiting -= 1;
    return acknowledged;
  };
  const long = envelope(3, { body: JSON.stringify("x".repeat(900)) });
  const others = [1, 2, 4, 5].map((number) => envelope(number, { stream: `incident-${number}` }));
  const result = await sink.send([...others.slice(0, 2), long, ...others.slice(2)], never);
  expect(statusesOf(result)).toEqual(["delivered", "delivered", "rejected", "delivered", "delivered"]);
  expect(mostWaiting).toBe(2);
  expect(published.every(({ qos }) => qos === 1)).toBe(true);
});

test("a broker that confirms nothing is not trusted with records unless that is wanted", async () => {
  const { sink, state, published, never } = setUp({ protocolVersion: 5 });
  state.limits = { inFlightMax: 2, packetBytesMax: undefined, qosMax: 0 };
  expect(await sink.send([envelope(1)], never)).toMatchObject({
    status: "failed",
    failure: { needsPerson: true },
  });
  expect(published).toEqual([]);
  const wanted = setUp({ protocolVersion: 5, qos: 0 });
  wanted.state.limits = state.limits;
  expect(statusesOf(await wanted.sink.send([envelope(1)], never))).toEqual(["delivered"]);
});

test("AWS IoT Core: its protocol inside TLS on port 443, and topics it would hang up on stay here", async () => {
  const { sink, opened, published, never } = setUp({
    flavour: "awsIotCore",
    url: "mqtts://abc-ats.iot.eu-central-1.amazonaws.com:443",
    topic: "$aws/rules/edge/{class}/{stream}",
    payloadBytesMax: 1_000_000,
  });
  const result = await sink.send(
    [
      envelope(1, { stream: "a/b/c/d/e/f/g" }),
      envelope(2, { stream: "a/b/c/d/e/f/g/h" }),
      envelope(3, { stream: "x".repeat(250) }),
      envelope(4, { body: JSON.stringify("x".repeat(131_072)) }),
    ],
    never,
  );
  expect(statusesOf(result)).toEqual(["delivered", "rejected", "rejected", "rejected"]);
  expect(published.map(({ topic }) => topic)).toEqual(["$aws/rules/edge/incident/a/b/c/d/e/f/g"]);
  // Without a certificate the custom sign-in of AWS is meant.
  expect(opened[0]).toMatchObject({ protocolVersion: 5, alpnProtocols: ["mqtt"] });
});

test("Azure IoT Hub: a device signs in with a password that is made from its key and renewed in time", async () => {
  const { sink, opened, published, clock, state, never } = setUp({
    flavour: "azureIotHub",
    url: "mqtts://hub.azure-devices.net",
    clientId: "barn-1",
    azure: { deviceKey: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", tokenMs: 600_000 },
  });
  await sink.send([{ ...envelope(1), isHistorical: true }], never);
  expect(opened[0]).toMatchObject({
    clientId: "barn-1",
    protocolVersion: 4,
    username: "hub.azure-devices.net/barn-1/?api-version=2021-04-12",
  });
  expect(published[0]?.topic).toBe(
    `devices/barn-1/messages/events/$.mid=${envelope(1).id}&$.ct=application%2Fjson&$.ce=utf-8&class=incident&historical=true`,
  );
  const { password } = opened[0] ?? {};
  const expiryOf = () => Number(/&se=(\d+)$/.exec(typeof password === "function" ? password() : "")?.[1]);
  expect(expiryOf()).toBe(Math.floor((clock.now() + 600_000) / 1_000));
  await clock.advance(500_000);
  await sink.send([envelope(2)], never);
  expect(opened).toHaveLength(1);
  // The connection may come back by itself meanwhile: then with a password of that moment.
  expect(expiryOf()).toBe(Math.floor((clock.now() + 600_000) / 1_000));
  await clock.advance(20_000);
  await sink.send([envelope(3)], never);
  expect(opened).toHaveLength(2);
  expect(state.closed).toBe(1);
});

test("over MQTT 5 a record that is refused for now is not overtaken by the next of its stream", async () => {
  const { sink, state, published, never } = setUp({ protocolVersion: 5, topic: "x/{stream}" });
  state.answer = async (topic) => {
    await new Promise(setImmediate);
    return topic === "x/stream-0" && published.length <= 3
      ? { status: "failed", reason: "quota exceeded", reasonCode: 128 }
      : acknowledged;
  };
  const result = await sink.send(envelopes(6, 3), never);
  expect(published.filter(({ topic }) => topic === "x/stream-0")).toHaveLength(1);
  expect(published).toHaveLength(5);
  const statuses =
    result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : [];
  expect(statuses).toEqual(["retryable", "delivered", "delivered", "retryable", "delivered", "delivered"]);
});
