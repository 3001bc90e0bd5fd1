import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, eventually, startCloud } from "../support/cloud.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient } from "../support/mqtt-client.ts";
import { lampEntity, quickAnomalies } from "./site.ts";

describe("a disk in trouble", () => {
  let daemon: DaemonProcess;
  let cloud: Cloud | undefined;

  afterEach(async () => {
    await removeDaemon(daemon);
    await cloud?.goAway();
    cloud = undefined;
  });

  it("that is full keeps commands and alarms working, says so, and recovers when there is room", async () => {
    cloud = await startCloud();
    await cloud.goAway();
    daemon = await startDaemon({
      config: {
        anomaly: quickAnomalies,
        commands: { entities: [lampEntity] },
        store: { bytesMax: 1_048_576, outboxBytesMax: 268_435_456, recordBytesMax: 200_000 },
        sync: {
          recordBytesMax: 200_000,
          sinks: [
            {
              type: "http",
              name: "cloud",
              url: cloud.url,
              classes: ["log", "incident"],
              backoffBaseMs: 50,
              backoffMaxMs: 200,
            },
          ],
        },
      },
    });
    const site = await connectClient(daemon.brokerPort(), ["edgewise/test/#", "zigbee2mqtt/+/set"]);
    const line = "x".repeat(4_000);
    const storeHealth = async () =>
      (await daemon.get<{ health: { store: { status: string; detail: string } } }>("/api/status")).health
        .store;
    await eventually("the database reaches its size", async () => {
      for (let index = 0; index < 40; index += 1) await site.publish("press/log", `ERROR ${index} ${line}`);
      return (await storeHealth()).status !== "ok";
    });
    expect((await storeHealth()).detail).toMatch(/full|size|room|space/i);

    await site.publish("edgewise/test/command", "turn on the kitchen lamp");
    await site.waitFor(({ topic }) => topic === "zigbee2mqtt/kitchen_lamp/set");
    await site.publish("boiler/1", { temperature: 95 });
    await site.waitFor(({ topic }) => topic.startsWith("edgewise/test/incident/"));

    await cloud.comeBack();
    await eventually("the queue drains and the store is well again", async () => {
      const { counts } = await daemon.get<{ counts: { records: number } }>("/api/queue");
      return counts.records === 0 && (await storeHealth()).status === "ok";
    });
    await eventually(
      "the incident that could not be written is written",
      async () => {
        const { incidents } = await daemon.get<{ incidents: unknown[] }>("/api/incidents");
        return incidents.length >= 1;
      },
      70_000,
    );
    await site.end();
  });

  it("whose database is damaged is set aside with a clear message, and the daemon starts", async () => {
    daemon = await startDaemon();
    expect(await daemon.stop()).toBe(0);
    const folder = join(daemon.directory, "data");
    const file = join(folder, "edgewise.db");
    const bytes = readFileSync(file);
    bytes.fill(0x5a, 0, Math.min(bytes.length, 8_192));
    writeFileSync(file, bytes);
    daemon = await startDaemon({ directory: daemon.directory });
    const quarantined = daemon.lines.find(
      ({ event }) =>
        event.startsWith("store.") &&
        /damaged|corrupt/i.test(JSON.stringify(daemon.lines.filter((line) => line.event === event))),
    );
    expect(quarantined).toBeDefined();
    expect(readdirSync(folder).some((name) => name.includes("corrupt"))).toBe(true);
    expect((await daemon.get<{ state: string }>("/api/status")).state).toBe("ready");
  });
});
