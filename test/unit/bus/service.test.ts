import { createServer, type Server } from "node:net";
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import type { BusService } from "../../../src/bus/service.ts";
import { collect, connection, createTestBus, deadlineIn } from "./bus-harness.ts";

const running: BusService[] = [];
const clients: MqttClient[] = [];
const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((bus) => bus.stop(deadlineIn(2_000))));
  await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  for (const server of servers.splice(0)) server.close();
});

async function startBus(
  settings: Record<string, unknown> = {},
  subscribeFirst: (bus: BusService) => void = () => {},
) {
  const test = createTestBus({ broker: { port: 0 }, ...settings });
  running.push(test.bus);
  subscribeFirst(test.bus);
  await test.bus.start(AbortSignal.timeout(5_000));
  return test;
}

async function client(url: string, options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const connected = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options }, false);
  clients.push(connected);
  return connected;
}

/** The next retained or live payload of a topic, as another client sees it. */
async function peek(url: string, topic: string): Promise<string> {
  const watcher = await client(url);
  const text = new Promise<string>((resolve) => {
    watcher.once("message", (_, payload) => resolve(payload.toString()));
  });
  await watcher.subscribeAsync(topic, { qos: 1 });
  return text;
}

describe("the bus with its embedded broker", () => {
  it("is connected when start resolves, and says so", async () => {
    const { bus, expose } = await startBus();
    expect(bus.isConnected).toBe(true);
    expect(bus.isEmbedded).toBe(true);
    expect(bus.health()).toMatchObject({ status: "ok", detail: expect.stringContaining(bus.url) });
    expect(await expose()).toContain("edgewise_bus_connected_state 1");
  });

  it("brings what others publish, whether subscribed before or after start", async () => {
    const early = collect(["farm/#"], { name: "early" });
    const late = collect(["barn/+"], { name: "late" });
    const { bus } = await startBus({}, (bus) => bus.subscribe(early.subscription));
    const device = await client(bus.url);
    await device.publishAsync("barn/1", "kept", { qos: 1, retain: true });
    bus.subscribe(late.subscription);
    const kept = await late.next(({ topic }) => topic === "barn/1");
    expect(kept.isRetained).toBe(true);
    await device.publishAsync("farm/1", "21.5", { qos: 1 });
    const message = await early.next(({ topic }) => topic === "farm/1");
    expect(message).toMatchObject({ qos: 1, isRetained: false });
    expect(message.receivedAt).toBeGreaterThan(1_600_000_000_000);
  });

  it("never yields doubles for overlapping subscriptions", async () => {
    const wide = collect(["#", "a/+"], { name: "wide" });
    const narrow = collect(["a/b"], { name: "narrow" });
    const { bus } = await startBus({}, (bus) => {
      bus.subscribe(wide.subscription);
      bus.subscribe(narrow.subscription);
    });
    await bus.publish("a/b", "once");
    await bus.publish("a/end", "end");
    await Promise.all([
      wide.next(({ topic }) => topic === "a/end"),
      narrow.next(({ topic }) => topic === "a/b"),
    ]);
    expect(wide.texts().filter((text) => text === "once")).toHaveLength(1);
    expect(narrow.texts()).toEqual(["once"]);
  });

  it("stops bringing messages after unsubscribing", async () => {
    const gone = collect(["a"], { name: "gone" });
    const stays = collect(["a"], { name: "stays" });
    const { bus } = await startBus();
    const unsubscribe = bus.subscribe(gone.subscription);
    bus.subscribe(stays.subscription);
    await bus.publish("a", "1");
    await Promise.all([gone, stays].map((each) => each.next(() => true)));
    unsubscribe();
    unsubscribe();
    await bus.publish("a", "2");
    await stays.next(({ payload }) => payload.toString() === "2");
    expect(gone.texts()).toEqual(["1"]);
  });

  it("keeps presence: online while connected, stopped after a clean stop", async () => {
    const { bus } = await startBus();
    expect(await peek(bus.url, "edgewise/test/status")).toBe("online");
    const watcher = await client(bus.url);
    const states: string[] = [];
    const stopped = new Promise<void>((resolve) => {
      watcher.on("message", (_, payload, packet) => {
        states.push(`${payload}${packet.retain ? " (retained)" : ""}`);
        if (payload.toString() === "stopped") resolve();
      });
    });
    await watcher.subscribeAsync("edgewise/test/status", { qos: 1 });
    await bus.stop(deadlineIn(2_000));
    await stopped;
    expect(states).toEqual(["online (retained)", "stopped"]);
  });

  it("answers offline or failed and never rejects", async () => {
    const { bus } = createTestBus({ broker: { port: 0 } });
    expect(await bus.publish("a", "x")).toEqual({ status: "offline" });
    running.push(bus);
    await bus.start(AbortSignal.timeout(5_000));
    for (const [topic, payload] of [
      ["", "x"],
      ["a/+", "x"],
      ["a\u0000", "x"],
      ["x".repeat(65_536), "x"],
    ] as const) {
      expect(await bus.publish(topic, payload)).toMatchObject({ status: "failed" });
    }
    expect(await bus.publish("a", Buffer.alloc(1_048_577))).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/1048576/),
    });
    for (const qos of [0, 1, 2] as const) {
      expect(await bus.publish("a", "x", { qos })).toEqual({ status: "acknowledged" });
    }
    await bus.stop(deadlineIn(2_000));
    expect(await bus.publish("a", "x")).toEqual({ status: "offline" });
    expect(bus.isConnected).toBe(false);
  });

  it("refuses a filter no broker can match, naming the subscription", async () => {
    const { bus } = createTestBus({ broker: { port: 0 } });
    expect(() => bus.subscribe(collect(["a/#/b"], { name: "ingest" }).subscription)).toThrow(
      /"ingest".*last level/,
    );
  });

  it("handles what is queued before it stops", async () => {
    const slow = collect(["a/#"], { name: "slow" });
    const { bus } = await startBus({}, (bus) => bus.subscribe(slow.subscription));
    for (let count = 0; count < 600; count += 1) void bus.publish(`a/${count}`, "x", { qos: 0 });
    await bus.publish("a/last", "x", { qos: 1 });
    await bus.stop(deadlineIn(5_000));
    expect(slow.received).toHaveLength(601);
  });

  it("stops within the deadline although a handler hangs, and reports what it left", async () => {
    const { bus, records } = await startBus({}, (bus) => {
      bus.subscribe({
        ...collect(["a/#"], { name: "hangs" }).subscription,
        handle: () => new Promise<void>(() => {}),
      });
    });
    await bus.publish("a/1", "x");
    await bus.publish("a/2", "x");
    await bus.stop(deadlineIn(400));
    expect(records.at(-1)).toMatchObject({ event: "bus.stopped" });
  });

  it("may be stopped before it was started, and twice", async () => {
    const { bus } = createTestBus({ broker: { port: 0 } });
    await bus.stop(deadlineIn(500));
    await bus.stop(deadlineIn(500));
  });

  it("says what to do when the port is taken, and leaves nothing running", async () => {
    const blocker = createServer();
    servers.push(blocker);
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const port = (blocker.address() as { port: number }).port;
    const { bus } = createTestBus({ broker: { port } });
    await expect(bus.start(AbortSignal.timeout(5_000))).rejects.toMatchObject({
      code: "bus.portTaken",
      message: expect.stringContaining(`127.0.0.1:${port}`),
      hint: expect.stringContaining(`bus.url: mqtt://127.0.0.1:${port}`),
    });
  });

  it.each(["0.0.0.0", "::", "192.168.1.5", "edge.local"])(
    "will not listen on %s without users",
    async (host) => {
      const { bus } = createTestBus({ broker: { port: 0, host } });
      await expect(bus.start(AbortSignal.timeout(5_000))).rejects.toMatchObject({
        code: "bus.brokerNeedsUsers",
      });
    },
  );

  it("listens beyond loopback with users, and connects to itself", async () => {
    const users = [{ name: "pump", password: "p" }];
    const { bus } = await startBus({ broker: { port: 0, host: "0.0.0.0", users } });
    expect(bus.isConnected).toBe(true);
  });

  it("lets nobody in without the right credentials once there are users", async () => {
    const users = [{ name: "pump", password: "right", publish: ["pump/#"], subscribe: ["pump/set"] }];
    const { bus, records } = await startBus({ broker: { port: 0, users } });
    await expect(client(bus.url)).rejects.toThrow(/username or password/i);
    await expect(client(bus.url, { username: "pump", password: "wrong" })).rejects.toThrow(
      /username or password/i,
    );
    const pump = await client(bus.url, { username: "pump", password: "right" });
    expect(pump.connected).toBe(true);
    expect(records).toContainEqual(expect.objectContaining({ event: "bus.brokerLoginRefused" }));
  });

  it("keeps a user to the topics allowed", async () => {
    const users = [{ name: "pump", password: "p", publish: ["pump/#"], subscribe: ["pump/set"] }];
    const all = collect(["#"]);
    const { bus, records } = await startBus({ broker: { port: 0, users } }, (bus) =>
      bus.subscribe(all.subscription),
    );
    const pump = await client(bus.url, { username: "pump", password: "p" });
    await pump.publishAsync("pump/state", "on", { qos: 1 });
    await all.next(({ topic }) => topic === "pump/state");
    await expect(pump.subscribeAsync("#")).rejects.toThrow(/unspecified error/i);
    const closed = new Promise<void>((resolve) => pump.once("close", resolve));
    pump.publish("door/open", "now", { qos: 1 });
    await closed;
    await bus.publish("end", "");
    await all.next(({ topic }) => topic === "end");
    expect(all.received.map(({ topic }) => topic)).not.toContain("door/open");
    expect(records.filter(({ event }) => event === "bus.brokerAccessRefused")).toHaveLength(1);
  });

  it("does not let a user plant a will where it may not publish", async () => {
    const users = [{ name: "pump", password: "p", publish: ["pump/#"], subscribe: [] }];
    const all = collect(["#"]);
    const { bus } = await startBus({ broker: { port: 0, users } }, (bus) => bus.subscribe(all.subscription));
    const will = {
      topic: "edgewise/test/status",
      payload: Buffer.from("offline"),
      qos: 1,
      retain: true,
    } as const;
    const pump = await client(bus.url, { username: "pump", password: "p", will });
    pump.stream.destroy();
    await bus.publish("end", "");
    await all.next(({ topic }) => topic === "end");
    expect(await bus.publish("check", "")).toEqual({ status: "acknowledged" });
    expect(all.texts()).not.toContain("offline");
  });

  it("refuses a client too many, and keeps its own connection", async () => {
    const { bus, records } = await startBus({ broker: { port: 0, connectionsMax: 1 } });
    await client(bus.url);
    await expect(client(bus.url)).rejects.toThrow(/server unavailable/i);
    expect(bus.isConnected).toBe(true);
    expect(records).toContainEqual(expect.objectContaining({ event: "bus.brokerFull" }));
  });

  it("disconnects a client that sends a packet above the limit, before gathering it", async () => {
    const { bus, records } = await startBus({ broker: { port: 0, payloadBytesMax: 1_024 } });
    const flooder = await client(bus.url);
    const closed = new Promise<void>((resolve) => flooder.once("close", resolve));
    flooder.publish("a", Buffer.alloc(1_048_576));
    await closed;
    expect(records).toContainEqual(expect.objectContaining({ event: "bus.brokerPacketOversize" }));
    expect(bus.isConnected).toBe(true);
  });

  it("retains up to its limits and says when it does not", async () => {
    const { bus, records } = await startBus({ broker: { port: 0, retainedMax: 3 } });
    const device = await client(bus.url);
    for (const topic of ["a", "b", "c", "d"]) await device.publishAsync(topic, "x", { qos: 1, retain: true });
    expect(bus.health().figures).toMatchObject({ "broker retained topics": 3 });
    expect(records).toContainEqual(expect.objectContaining({ event: "bus.brokerRetainedFull" }));
    await device.publishAsync("a", "", { qos: 1, retain: true });
    expect(bus.health().figures).toMatchObject({ "broker retained topics": 2 });
  });

  it("takes a client that asks for a kept session and tells it there is none", async () => {
    const { bus } = await startBus();
    for (let time = 0; time < 2; time += 1) {
      const device = mqtt.connect(bus.url, { reconnectPeriod: 0, clean: false, clientId: "device" });
      clients.push(device);
      const [connack] = await new Promise<[{ sessionPresent: boolean }]>((resolve) =>
        device.once("connect", (packet) => resolve([packet])),
      );
      expect(connack.sessionPresent).toBe(false);
      await device.subscribeAsync("a", { qos: 1 });
      await device.endAsync();
    }
  });

  it("survives bytes that are not MQTT at all", async () => {
    const { bus } = await startBus();
    const { port } = new URL(bus.url);
    const { connect } = await import("node:net");
    for (const bytes of [
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      Buffer.alloc(4_096, 0xff),
      Buffer.from([0x10, 0x00]),
      Buffer.from([0x30, 0x02, 0xff, 0xff]),
      Buffer.from([0x10, 0x0c, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0xff, 0xff]),
    ]) {
      const socket = connect(Number(port), "127.0.0.1");
      const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
      socket.on("error", () => {});
      socket.end(bytes);
      await closed;
    }
    expect(await bus.publish("a", "still here")).toEqual({ status: "acknowledged" });
  });

  it("survives hostile topics and payloads from a client", async () => {
    const all = collect(["#"]);
    const { bus } = await startBus({}, (bus) => bus.subscribe(all.subscription));
    const device = await client(bus.url);
    const topics = [
      "__proto__",
      "constructor/prototype",
      "/",
      "//",
      "a/\u{1f600}",
      "x".repeat(60_000),
      "$SYSTEM",
      " ",
    ];
    for (const topic of topics)
      await device.publishAsync(topic, Buffer.from([0xc3, 0x28, 0x00, 0xff]), { qos: 1 });
    // Deeper than the broker allows: it throws this client out and lives on.
    const closed = new Promise<void>((resolve) => device.once("close", resolve));
    device.publish("/".repeat(5_000), "", { qos: 1 });
    await closed;
    await bus.publish("end", "");
    await all.next(({ topic }) => topic === "end");
    expect(all.received.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(topics.filter((t) => !t.startsWith("$"))),
    );
  });

  it("publishes from inside a handler without blocking itself", async () => {
    const replies = collect(["reply/#"], { name: "replies" });
    const { bus } = await startBus();
    bus.subscribe(replies.subscription);
    bus.subscribe({
      name: "asks",
      filters: ["ask/#"],
      qos: 1,
      queue: { capacity: 1, whenFull: "block" },
      async handle(messages) {
        for (const { payload } of messages) await bus.publish(`reply/${payload}`, "done");
      },
    });
    const device = await client(bus.url);
    for (let count = 0; count < 40; count += 1) device.publish("ask", `${count}`, { qos: 1 });
    await replies.next(({ topic }) => topic === "reply/39");
    expect(replies.received).toHaveLength(40);
  });

  it("counts what it received and published", async () => {
    const all = collect(["a"]);
    const { bus, expose } = await startBus({}, (bus) => bus.subscribe(all.subscription));
    await bus.publish("a", "four");
    await bus.publish("", "");
    await all.next(() => true);
    const text = await expose();
    expect(text).toContain("edgewise_bus_received_bytes_total 4");
    expect(text).toContain('edgewise_bus_published_messages_total{result="acknowledged"} 1');
    expect(text).toContain('edgewise_bus_published_messages_total{result="failed"} 1');
    expect(text).toContain('edgewise_bus_queued_messages{subscription="collected"} 0');
  });
});

describe("the bus without a broker to talk to", () => {
  it("starts, says that it is offline and why, and connects when the broker comes", async () => {
    const port = await freePort();
    const { bus, logged } = createTestBus({ url: `mqtt://127.0.0.1:${port}` });
    running.push(bus);
    await bus.start(AbortSignal.timeout(5_000));
    await logged("bus.brokerUnreachable");
    expect(bus.health()).toMatchObject({ status: "degraded", detail: expect.stringMatching(/ECONNREFUSED/) });
    const { bus: broker } = await startBus({ broker: { port } });
    await connection(bus, true);
    expect(broker.isConnected).toBe(true);
    expect(bus.health().status).toBe("ok");
  });

  it("names wrong credentials as the reason", async () => {
    const users = [{ name: "pump", password: "right" }];
    const { bus: broker } = await startBus({ broker: { port: 0, users } });
    const { bus, records, logged } = createTestBus(
      { url: broker.url, user: "pump", password: "wrong" },
      { node: "other" },
    );
    running.push(bus);
    await bus.start(AbortSignal.timeout(5_000));
    const record = await logged("bus.credentialsRefused");
    expect(record).toMatchObject({ level: "error", fields: { why: "credentials" } });
    expect(JSON.stringify(records)).not.toContain("wrong");
  });

  it("names an unreadable certificate file as the reason", async () => {
    const { bus, logged } = createTestBus({
      url: "mqtts://127.0.0.1:1",
      tls: { caFile: "/nonexistent/ca.pem" },
    });
    running.push(bus);
    await bus.start(AbortSignal.timeout(5_000));
    expect((await logged("bus.tlsFailed")).fields.reason).toContain("bus.tls.caFile");
    expect(bus.health().detail).toContain("bus.tls.caFile");
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
