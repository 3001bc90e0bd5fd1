import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, eventually, startCloud } from "../support/cloud.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";
import { lampEntity, quickAnomalies } from "./site.ts";

const diskBytes = 8 * 1_048_576;

/** A file system of its own, as small as asked for. Undefined where this user may not mount one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-small-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${diskBytes}`, "tmpfs", folder]);
  if (status === 0) return folder;
  rmSync(folder, { recursive: true });
  return undefined;
}

function unmount(folder: string): void {
  execFileSync("umount", ["--lazy", folder]);
  rmSync(folder, { recursive: true, force: true });
}

const trial = mountSmallDisk();
if (trial) unmount(trial);

describe.skipIf(!trial)("a real disk that is full (skipped where tmpfs cannot be mounted)", () => {
  let disk = "";
  let daemon: DaemonProcess | undefined;
  let cloud: Cloud;
  let site: TestClient | undefined;

  beforeEach(async () => {
    disk = mountSmallDisk() ?? "";
    cloud = await startCloud();
    await cloud.goAway();
  });

  afterEach(async () => {
    await site?.end();
    if (daemon) await removeDaemon(daemon);
    await cloud.goAway();
    unmount(disk);
    site = daemon = undefined;
  });

  const ballast = () => join(disk, "photos-of-somebody-else");

  /** Another program takes all the room there is. */
  function fill(): void {
    const { bavail, bsize } = statfsSync(disk);
    try {
      writeFileSync(ballast(), Buffer.alloc(bavail * bsize));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    }
  }

  async function start(): Promise<DaemonProcess> {
    daemon = await startDaemon({
      ...(daemon ? { directory: daemon.directory } : {}),
      config: {
        daemon: { dataDirectory: join(disk, "data") },
        anomaly: quickAnomalies,
        commands: { entities: [lampEntity] },
        sync: {
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
    site = await connectClient(daemon.brokerPort(), ["edgewise/test/#", "zigbee2mqtt/+/set"]);
    return daemon;
  }

  const storeHealth = async () =>
    (
      await (daemon as DaemonProcess).get<{ health: { store: { status: string; detail: string } } }>(
        "/api/status",
      )
    ).health.store;

  async function commandsAndAlarmsWork(boiler: string): Promise<void> {
    const client = site as TestClient;
    await client.publish("edgewise/test/command", "turn on the kitchen lamp");
    await client.waitFor(({ topic }) => topic === "zigbee2mqtt/kitchen_lamp/set");
    await client.publish(boiler, { temperature: 95 });
    await client.waitFor(
      ({ topic, payload }) => topic.startsWith("edgewise/test/incident/") && String(payload).includes(boiler),
    );
  }

  const line = "x".repeat(4_000);

  async function logUntilDegraded(): Promise<void> {
    await eventually("the store says that the disk is full", async () => {
      for (let index = 0; index < 40; index += 1) await site?.publish("press/log", `ERROR ${index} ${line}`);
      const { status, detail } = await storeHealth();
      return status !== "ok" && /full|room|space/i.test(detail);
    });
  }

  it("keeps commands and alarms working, says so, and recovers when somebody makes room", async () => {
    const process = await start();
    fill();
    await logUntilDegraded();
    await commandsAndAlarmsWork("boiler/1");

    rmSync(ballast());
    await cloud.comeBack();
    await eventually(
      "the store is well again and the queue drains",
      async () => {
        const { counts } = await process.get<{ counts: { records: number } }>("/api/queue");
        return counts.records === 0 && (await storeHealth()).status === "ok";
      },
      90_000,
    );
    await eventually(
      "the incident that could not be written is written",
      async () => {
        const { incidents } = await process.get<{ incidents: unknown[] }>("/api/incidents");
        return incidents.length >= 1;
      },
      90_000,
    );
    expect(await process.stop()).toBe(0);
  });

  it("does not keep the daemon from starting after a power cut, with no room at all", async () => {
    const process = await start();
    fill();
    await logUntilDegraded();
    await site?.end();
    await process.stop("SIGKILL");
    fill();

    const again = await start();
    await commandsAndAlarmsWork("boiler/2");

    rmSync(ballast());
    await eventually("the store is well again", async () => (await storeHealth()).status === "ok", 90_000);
    expect(await again.stop()).toBe(0);
  });

  it("may be empty and full when the daemon starts for the first time", async () => {
    mkdirSync(join(disk, "data"));
    fill();
    const process = await start();
    expect((await storeHealth()).status).not.toBe("ok");
    await commandsAndAlarmsWork("boiler/3");
    rmSync(ballast());
    await eventually("the store is well again", async () => (await storeHealth()).status === "ok", 90_000);
    expect(await process.stop()).toBe(0);
  });

  it("may be read-only when the daemon starts", async () => {
    const process = await start();
    await site?.end();
    expect(await process.stop()).toBe(0);
    execFileSync("mount", ["-o", "remount,ro", disk]);

    const again = await start();
    expect((await storeHealth()).status).not.toBe("ok");
    await commandsAndAlarmsWork("boiler/4");
    execFileSync("mount", ["-o", "remount,rw", disk]);
    await eventually("the store is well again", async () => (await storeHealth()).status === "ok", 90_000);
    expect(await again.stop()).toBe(0);
  });
});
