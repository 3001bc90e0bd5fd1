import { randomBytes } from "node:crypto";
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

  it("that is full gives up the oldest logs, tells of it, and keeps commands, alarms and incidents", async () => {
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
    const counts = async () =>
      (await daemon.get<{ counts: { records: number; dropped: { log?: number } } }>("/api/queue")).counts;
    // Blocks are compressed: only what cannot be fills the database.
    const line = () => randomBytes(3_000).toString("base64");
    await eventually("the database reaches its size and logs are given up", async () => {
      for (let index = 0; index < 40; index += 1) await site.publish("press/log", `ERROR ${index} ${line()}`);
      return ((await counts()).dropped.log ?? 0) > 0;
    });
    expect(daemon.lines.map(({ event }) => event)).toContain("store.recordsDropped");

    await site.publish("edgewise/test/command", "turn on the kitchen lamp");
    await site.waitFor(({ topic }) => topic === "zigbee2mqtt/kitchen_lamp/set");
    await site.publish("boiler/1", { temperature: 95 });
    await site.waitFor(
      ({ topic, payload }) =>
        topic.startsWith("edgewise/test/incident/") && String(payload).includes("boiler/1"),
    );

    await cloud.comeBack();
    await eventually("the queue drains", async () => (await counts()).records === 0, 70_000);
    const { dropped } = await counts();
    const told = cloud.stored
      .filter(({ stream }) => stream === "gap")
      .map(({ body }) => (body as { count: number }).count);
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(dropped.log);
    expect(cloud.stored.filter((record) => record.class === "incident").length).toBeGreaterThan(0);
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
