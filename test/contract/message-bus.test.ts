import mqtt, { type MqttClient } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import type { BusService } from "../../src/bus/service.ts";
import type { PublishResult } from "../../src/domain/ports.ts";
import { collect, connection, createTestBus, deadlineIn, type TestBus } from "../unit/bus/bus-harness.ts";
import {
  createAedesBroker,
  createMosquittoBroker,
  createWire,
  mosquittoPath,
  type TestBroker,
} from "./bus-brokers.ts";

interface Variant {
  name: string;
  create(): Promise<TestBroker>;
  scheme: "mqtt" | "ws";
  mqttVersion: "3.1.1" | "5";
  /** The broker keeps sessions and retained messages over its own restart. */
  keepsState: boolean;
  isMissing: boolean;
}

const tcp = () => createMosquittoBroker();
const mosquitto = { keepsState: true, isMissing: mosquittoPath === undefined } as const;

const variants: readonly Variant[] = [
  {
    name: "aedes, MQTT 3.1.1",
    create: createAedesBroker,
    scheme: "mqtt",
    mqttVersion: "3.1.1",
    keepsState: false,
    isMissing: false,
  },
  { name: "Mosquitto, MQTT 3.1.1", create: tcp, scheme: "mqtt", mqttVersion: "3.1.1", ...mosquitto },
  { name: "Mosquitto, MQTT 5", create: tcp, scheme: "mqtt", mqttVersion: "5", ...mosquitto },
  {
    name: "aedes, MQTT 3.1.1 over WebSocket",
    create: createAedesBroker,
    scheme: "ws",
    mqttVersion: "3.1.1",
    keepsState: false,
    isMissing: false,
  },
];

for (const variant of variants) {
  const title = variant.isMissing ? `${variant.name} (skipped: mosquitto is not installed)` : variant.name;
  describe.skipIf(variant.isMissing)(title, () => {
    const cleanUps: (() => Promise<unknown>)[] = [];

    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });

    async function startBroker() {
      const broker = await variant.create();
      await broker.start();
      cleanUps.push(() => broker.stop());
      const wire = await createWire(broker.port, variant.scheme);
      cleanUps.push(() => wire.close());
      const url = `${variant.scheme}://127.0.0.1:${wire.port}`;
      return { broker, wire, url, directUrl: `mqtt://127.0.0.1:${broker.port}` };
    }

    async function startBus(
      url: string,
      settings: Record<string, unknown> = {},
      subscribeFirst: (bus: BusService) => void = () => {},
    ): Promise<TestBus> {
      const test = createTestBus({ url, mqttVersion: variant.mqttVersion, ...settings });
      cleanUps.push(() => test.bus.stop(deadlineIn(2_000)));
      subscribeFirst(test.bus);
      await test.bus.start(AbortSignal.timeout(5_000));
      await connection(test.bus, true);
      test.bus.openInputs();
      return test;
    }

    async function device(url: string): Promise<MqttClient> {
      const client = await mqtt.connectAsync(url, { reconnectPeriod: 20, clientId: "device", clean: false });
      cleanUps.push(() => client.endAsync(true));
      return client;
    }

    it("publishes and receives at every quality of service", async () => {
      const { url } = await startBroker();
      const all = collect(["a/#"], { qos: 2 });
      const { bus } = await startBus(url, {}, (bus) => bus.subscribe(all.subscription));
      for (const qos of [0, 1, 2] as const) {
        expect(await bus.publish(`a/${qos}`, "x", { qos })).toEqual({ status: "acknowledged" });
        expect(await all.next(({ topic }) => topic === `a/${qos}`)).toMatchObject({ qos });
      }
      expect(all.received).toHaveLength(3);
    });

    it("yields no doubles for overlapping filters", async () => {
      const { url } = await startBroker();
      const wide = collect(["a/#", "a/+", "+/b"], { name: "wide" });
      const narrow = collect(["a/b"], { name: "narrow" });
      const { bus } = await startBus(url, {}, (bus) => {
        bus.subscribe(wide.subscription);
        bus.subscribe(narrow.subscription);
      });
      for (const text of ["1", "2", "3"]) await bus.publish("a/b", text);
      await bus.publish("a/end", "");
      await Promise.all([
        wide.next(({ topic }) => topic === "a/end"),
        narrow.next(({ payload }) => payload.toString() === "3"),
      ]);
      expect(narrow.texts()).toEqual([...new Set(narrow.texts())]);
    });

    it("connects again after the broker restarted, and subscribes again", async () => {
      const { url, directUrl, broker } = await startBroker();
      const all = collect(["a/#"]);
      const { bus, logged } = await startBus(url, {}, (bus) => bus.subscribe(all.subscription));
      await broker.stop();
      await connection(bus, false);
      expect(await bus.publish("a", "x")).toEqual({ status: "offline" });
      expect(bus.health()).toMatchObject({ status: "degraded" });
      await logged("bus.disconnected");
      await broker.start();
      await connection(bus, true);
      expect(bus.health()).toMatchObject({ status: "ok" });
      await (await device(directUrl)).publishAsync("a/after", "back", { qos: 1, retain: true });
      await all.next(({ topic }) => topic === "a/after");
    });

    it("keeps presence over a broken connection and a clean stop", async () => {
      const { url, directUrl, wire } = await startBroker();
      const { bus } = await startBus(url);
      const states: string[] = [];
      const waiters = new Map<string, () => void>();
      const watcher = await device(directUrl);
      watcher.on("message", (_, payload) => {
        states.push(payload.toString());
        waiters.get(payload.toString())?.();
      });
      const seen = (state: string) => new Promise<void>((resolve) => waiters.set(state, resolve));
      const online = seen("online");
      await watcher.subscribeAsync("edgewise/test/status", { qos: 1 });
      await online;
      const [offline, onlineAgain] = [seen("offline"), seen("online")];
      wire.cut();
      await offline;
      await onlineAgain;
      const stopped = seen("stopped");
      await bus.stop(deadlineIn(2_000));
      await stopped;
      expect(states).toEqual(["online", "offline", "online", "stopped"]);
    });

    it("gets retained state again on every connection, marked as retained", async () => {
      const { url, directUrl, wire } = await startBroker();
      const source = await device(directUrl);
      await source.publishAsync("lamp/state", "off", { qos: 1, retain: true });
      const lamp = collect(["lamp/+"]);
      const { bus } = await startBus(url, {}, (bus) => bus.subscribe(lamp.subscription));
      await lamp.next(({ payload }) => payload.toString() === "off");
      wire.cut();
      await connection(bus, false);
      await source.publishAsync("lamp/state", "on", { qos: 1, retain: true });
      const message = await lamp.next(({ payload }) => payload.toString() === "on");
      expect(message.isRetained || bus.isConnected).toBe(true);
      expect(lamp.received[0]).toMatchObject({ isRetained: true });
    });

    it("settles every publish under way when the connection breaks", async () => {
      const { url, wire } = await startBroker();
      const { bus } = await startBus(url, { publishesInFlightMax: 5 });
      // Confirmed after the presence message, so nothing else is under way.
      await bus.publish("a", "first");
      wire.mute();
      const results: Promise<PublishResult>[] = [];
      for (let count = 0; count < 12; count += 1) results.push(bus.publish("a", "x"));
      wire.cut();
      const statuses = (await Promise.all(results)).map(({ status }) => status);
      expect(statuses).toEqual([...Array(5).fill("failed"), ...Array(7).fill("offline")]);
    });

    it("stops waiting for the broker when the caller does", async () => {
      const { url, wire } = await startBroker();
      const { bus } = await startBus(url);
      wire.mute();
      const abort = new AbortController();
      const result = bus.publish("a", "x", { signal: abort.signal });
      abort.abort();
      expect(await result).toMatchObject({ status: "failed" });
      wire.cut();
    });

    it("confirms hundreds of publishes at once, in the order given", async () => {
      const { url } = await startBroker();
      const all = collect(["n"]);
      const { bus, records } = await startBus(url, {}, (bus) => bus.subscribe(all.subscription));
      const results = await Promise.all(
        Array.from({ length: 500 }, (_, count) => bus.publish("n", `${count}`)),
      );
      expect(new Set(results.map(({ status }) => status))).toEqual(new Set(["acknowledged"]));
      await all.next(({ payload }) => payload.toString() === "499");
      expect(all.texts()).toEqual(Array.from({ length: 500 }, (_, count) => `${count}`));
      expect(records.filter(({ event }) => event === "bus.disconnected")).toEqual([]);
    });

    it("loses and doubles nothing under back pressure, and the connection stays usable", async () => {
      const { url, directUrl } = await startBroker();
      const received: string[] = [];
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const { bus } = await startBus(url, {}, (bus) => {
        bus.subscribe({
          name: "slow",
          filters: ["n"],
          qos: 1,
          queue: { capacity: 10, whenFull: "block" },
          async handle(messages) {
            await held;
            received.push(...messages.map(({ payload }) => payload.toString()));
            if (received.length === 200) finish();
          },
        });
      });
      const source = await device(directUrl);
      const sent = Array.from({ length: 200 }, (_, count) => `${count}`);
      await Promise.all(sent.map((text) => source.publishAsync("n", text, { qos: 1 })));
      // More has arrived than the queue takes, and still our own publishes are confirmed.
      expect(await bus.publish("other", "x")).toEqual({ status: "acknowledged" });
      letGo();
      await finished;
      expect(received).toEqual(sent);
      expect(bus.health().figures).not.toHaveProperty("slow dropped");
    });

    it("holds a session only where it is asked to", async () => {
      const { url, wire } = await startBroker();
      const { bus, records } = await startBus(url);
      wire.cut();
      await connection(bus, false);
      await connection(bus, true);
      const sessions = records
        .filter(({ event }) => event === "bus.connected")
        .map(({ fields }) => fields.isSessionPresent);
      expect(sessions).toEqual([false, false]);
    });

    it.skipIf(!variant.keepsState)(
      "gets what was published while it was away, with a kept session",
      async () => {
        const { url, directUrl, broker } = await startBroker();
        const first = collect(["a/#"]);
        const { bus } = await startBus(url, { cleanSession: false }, (bus) =>
          bus.subscribe(first.subscription),
        );
        await bus.publish("a/before", "x");
        await first.next(({ topic }) => topic === "a/before");
        await bus.stop(deadlineIn(2_000));
        const source = await device(directUrl);
        await source.publishAsync("a/away", "1", { qos: 1 });
        await source.endAsync();
        // The broker restarts as well: the power was cut.
        await broker.stop();
        await broker.start();
        const second = collect(["a/#"]);
        await startBus(url, { cleanSession: false }, (bus) => bus.subscribe(second.subscription));
        await second.next(({ topic }) => topic === "a/away");
        expect(second.received.map(({ topic }) => topic)).toEqual(["a/away"]);
      },
    );

    it.skipIf(!variant.keepsState)(
      "is given again what it had not acknowledged, and nothing twice",
      async () => {
        const { url, directUrl, wire } = await startBroker();
        const received: string[] = [];
        let letGo = () => {};
        const held = new Promise<void>((resolve) => {
          letGo = resolve;
        });
        let finish = () => {};
        const finished = new Promise<void>((resolve) => {
          finish = resolve;
        });
        const { bus } = await startBus(url, { cleanSession: false }, (bus) => {
          bus.subscribe({
            name: "slow",
            filters: ["n"],
            qos: 1,
            queue: { capacity: 4, whenFull: "block" },
            async handle(messages) {
              await held;
              received.push(...messages.map(({ payload }) => payload.toString()));
              if (received.length >= 20) finish();
            },
          });
        });
        const source = await device(directUrl);
        const sent = Array.from({ length: 20 }, (_, count) => `${count}`);
        await Promise.all(sent.map((text) => source.publishAsync("n", text, { qos: 1 })));
        // As many as Mosquitto has unacknowledged under way at most, so all of them arrive.
        await expect.poll(() => bus.health().figures?.received).toBe(20);
        // Confirmed after all acknowledgements before it, so none of them is lost with the connection.
        await bus.publish("barrier", "x");
        wire.cut();
        await connection(bus, false);
        await connection(bus, true);
        letGo();
        await finished;
        expect(received).toEqual(sent);
      },
    );
  });
}
