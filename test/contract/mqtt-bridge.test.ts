import { writeFileSync } from "node:fs";
import mqtt, { type IPublishPacket } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openBusLink } from "../../src/bus/link.ts";
import { systemClock } from "../../src/core/clock.ts";
import { syncConfig } from "../../src/sync/config.ts";
import type { MqttBridgeSettings } from "../../src/sync/sinks/mqtt-bridge/config.ts";
import { mqttBridgeSink } from "../../src/sync/sinks/mqtt-bridge/sink.ts";
import { type CertificateFolder, createCertificateFolder, hasOpenssl } from "../support/certificates.ts";
import { envelope, envelopes } from "../support/envelopes.ts";
import { mosquittoProgram, startMosquitto } from "../support/mosquitto.ts";
import { createTestObservability } from "../support/observability.ts";
import { waitFor } from "../support/wait-for.ts";

const isMissing = !mosquittoProgram || !hasOpenssl;
const never = new AbortController().signal;

/** The bridge over the daemon's own client against a real Mosquitto. */
describe.skipIf(isMissing)(
  `the MQTT bridge and Mosquitto${isMissing ? " (skipped: not installed)" : ""}`,
  () => {
    let folder: CertificateFolder;
    const cleanUps: (() => Promise<unknown>)[] = [];

    beforeAll(() => {
      folder = createCertificateFolder();
      for (const name of ["server", "client", "renewed"]) folder.issue(name);
      folder.issue("foreign", { authority: "other-ca" });
    });

    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });

    afterAll(() => folder.remove());

    async function startBroker(settings: readonly string[] = []) {
      const broker = await startMosquitto(settings);
      cleanUps.push(() => broker.remove());
      return broker;
    }

    function createSink(url: string, more: object = {}) {
      const sinks = [
        {
          type: "mqttBridge",
          name: "hq",
          url,
          classes: ["incident"],
          timeoutMs: 5_000,
          topic: "far/{stream}",
          ...more,
        },
      ];
      const [settings] = syncConfig.parse({ sinks }).sinks as [MqttBridgeSettings];
      const observability = createTestObservability(systemClock);
      const sink = mqttBridgeSink.create(settings, {
        node: "barn",
        version: "0.0.0",
        clock: systemClock,
        connectMqtt: async (options) => openBusLink({ ...options, observability, random: () => 0 }),
        onReconnect: () => {},
      });
      cleanUps.push(() => sink.close());
      return sink;
    }

    /** What reaches `far/#`, by an independent client. */
    async function listen(port: number, version: 4 | 5, more: object = {}): Promise<IPublishPacket[]> {
      const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
        protocolVersion: version,
        reconnectPeriod: 20,
        ...more,
      });
      cleanUps.push(() => client.endAsync(true));
      const packets: IPublishPacket[] = [];
      client.on("message", (_topic, _payload, packet) => packets.push(packet));
      await client.subscribeAsync("far/#", { qos: 1 });
      return packets;
    }

    test.each([4, 5] as const)(
      "version %i: records arrive whole, each stream in order",
      async (protocolVersion) => {
        const { port } = await startBroker();
        const packets = await listen(port, 5);
        const records = envelopes(300, 5);
        const result = await createSink(`mqtt://127.0.0.1:${port}`, {
          protocolVersion,
          inFlightMax: 100,
        }).send(records, never);
        expect(result).toMatchObject({ status: "answered" });
        await waitFor(() => expect(packets).toHaveLength(300));
        for (let stream = 0; stream < 5; stream += 1) {
          const of = (topic: string) =>
            packets
              .filter((packet) => packet.topic === topic)
              .map(({ payload }) => JSON.parse(String(payload)).id);
          expect(of(`far/stream-${stream}`)).toEqual(
            records.filter((record) => record.stream === `stream-${stream}`).map(({ id }) => id),
          );
        }
      },
    );

    test("version 5: id, class, age and time to live stand beside the payload", async () => {
      const { port } = await startBroker();
      const packets = await listen(port, 5);
      const sink = createSink(`mqtt://127.0.0.1:${port}`, {
        flavour: "hiveMq",
        expiryMsByClass: { incident: 3_600_000 },
      });
      const record = { ...envelope(1), isHistorical: true };
      await sink.send([record], never);
      await waitFor(() => expect(packets).toHaveLength(1));
      expect(packets[0]?.properties).toMatchObject({
        contentType: "application/json",
        messageExpiryInterval: 3_600,
        userProperties: { id: record.id, class: "incident", historical: "true" },
      });
    });

    test("version 5: a broker that takes few at a time and short packets gets no more", async () => {
      const { port } = await startBroker(["max_inflight_messages 3", "max_packet_size 4000", "max_qos 1"]);
      const sink = createSink(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, inFlightMax: 100, qos: 2 });
      const records = envelopes(60, 3);
      records[7] = envelope(8, { stream: "stream-1", body: JSON.stringify("x".repeat(5_000)) });
      const result = await sink.send(records, never);
      const deliveries = result.status === "answered" ? result.deliveries : [];
      expect(deliveries[7]?.delivery).toMatchObject({
        status: "rejected",
        reason: expect.stringContaining("the 4000 bytes the broker takes"),
      });
      expect(deliveries.filter(({ delivery }) => delivery.status === "delivered")).toHaveLength(59);
    });

    test("version 5: a topic that is forbidden needs a person, and costs no record", async () => {
      const acl = folder.path("acl");
      writeFileSync(acl, "topic write other/#\n");
      const { port } = await startBroker(["user root", `acl_file ${acl}`]);
      const result = await createSink(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5 }).send(
        envelopes(3),
        never,
      );
      expect(result).toMatchObject({
        status: "answered",
        failure: { needsPerson: true, isReached: true, reason: expect.stringContaining("Not authorized") },
      });
      const statuses =
        result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : [];
      expect(statuses).toEqual(["retryable", "retryable", "retryable"]);
    });

    test("a broker that wants another password needs a person", async () => {
      const { port } = await startBroker(["allow_anonymous false"]);
      const sink = createSink(`mqtt://127.0.0.1:${port}`, { username: "barn", password: "wrong" });
      expect(await sink.send([envelope(1)], never)).toMatchObject({
        status: "failed",
        failure: { needsPerson: true, reason: expect.stringContaining("set username and password") },
      });
    }, 20_000);

    test("nothing acknowledged is lost when the broker is killed in the middle", async () => {
      const broker = await startBroker();
      const packets = await listen(broker.port, 4);
      const records = envelopes(2_000, 4);
      const sink = createSink(`mqtt://127.0.0.1:${broker.port}`);
      const sending = sink.send(records, never);
      await waitFor(() => expect(packets.length).toBeGreaterThan(50), { interval: 1 });
      await broker.stop("SIGKILL");
      const result = await sending;
      const delivered =
        result.status === "answered"
          ? result.deliveries.filter(({ delivery }) => delivery.status === "delivered")
          : [];
      expect(delivered.length).toBeLessThan(2_000);
      expect(result).toMatchObject({ failure: { isReached: false } });
      // In order: a prefix of each stream.
      for (let stream = 0; stream < 4; stream += 1) {
        const ids = records.filter((record) => record.stream === `stream-${stream}`).map(({ id }) => id);
        const taken = ids.filter((id) => delivered.some((one) => one.id === id));
        expect(taken).toEqual(ids.slice(0, taken.length));
      }
      await broker.restart();
      await waitFor(
        async () => expect(await sink.send([envelope(1)], never)).toMatchObject({ status: "answered" }),
        { timeout: 15_000 },
      );
    }, 30_000);

    describe("with client certificates", () => {
      const listener = async () => {
        const settings = [
          `cafile ${folder.path("ca.pem")}`,
          `certfile ${folder.path("server.pem")}`,
          `keyfile ${folder.path("server.key")}`,
          "require_certificate true",
          "use_identity_as_username true",
        ];
        // Started as any: the files belong to whoever runs the tests.
        return await startBroker([...settings, "user root"]);
      };
      const tls = (name: string) => ({
        caFile: folder.path("ca.pem"),
        certFile: folder.path(`${name}.pem`),
        keyFile: folder.path(`${name}.key`),
      });

      test.each(["plain", "awsIotCore"])("a %s bridge signs in by its certificate", async (flavour) => {
        const { port } = await listener();
        const sink = createSink(`mqtts://localhost:${port}`, { flavour, tls: tls("client") });
        expect(await sink.send(envelopes(3), never)).toMatchObject({
          deliveries: [1, 2, 3].map(() => ({ delivery: { status: "delivered" } })),
        });
      });

      test("a certificate of an unknown authority is not taken, and the reason says where to look", async () => {
        const { port } = await listener();
        const sink = createSink(`mqtts://localhost:${port}`, { tls: tls("foreign") });
        const result = await sink.send([envelope(1)], never);
        expect(result).toMatchObject({ status: "failed", failure: { isReached: false } });
        expect(result.status === "failed" && result.failure.reason).toContain(`localhost:${port}`);
      }, 20_000);
    });
  },
);
