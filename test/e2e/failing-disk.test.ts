import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, eventually, startCloud } from "../support/cloud.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { connectClient, type TestClient } from "../support/mqtt-client.ts";

const imageBytes = 32 * 1_048_576;

/** An ext4 of its own on a loop device, which goes read-only at its first error, as a failing card's does. */
interface FailingDisk {
  folder: string;
  /** Makes the kernel find an error, whereupon it takes no more writes. */
  fail(): void;
  remove(): void;
}

function mountFailingDisk(): FailingDisk | undefined {
  const root = mkdtempSync(join(tmpdir(), "edgewise-failing-disk-"));
  const image = join(root, "image");
  const folder = join(root, "mounted");
  const file = openSync(image, "w");
  ftruncateSync(file, imageBytes);
  closeSync(file);
  const run = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
  const isMounted =
    run("mkfs.ext4", "-q", image) &&
    run("mkdir", folder) &&
    run("mount", "-o", "loop,errors=remount-ro", image, folder);
  const mounted = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .find((line) => line.split(" ")[1] === folder);
  const device = basename(mounted?.split(" ")[0] ?? "");
  const trigger = `/sys/fs/ext4/${device}/trigger_fs_error`;
  const disk: FailingDisk = {
    folder,
    fail: () => writeFileSync(trigger, "1"),
    remove() {
      if (isMounted) execFileSync("umount", ["--lazy", folder]);
      rmSync(root, { recursive: true, force: true });
    },
  };
  if (isMounted && existsSync(trigger)) return disk;
  disk.remove();
  return undefined;
}

const trial = mountFailingDisk();
trial?.remove();

describe.skipIf(!trial)(
  "a real disk that fails (skipped where ext4 cannot be mounted on a loop device)",
  () => {
    let disk: FailingDisk;
    let daemon: DaemonProcess | undefined;
    let cloud: Cloud;
    let site: TestClient | undefined;

    beforeEach(async () => {
      disk = mountFailingDisk() as FailingDisk;
      cloud = await startCloud();
    });

    afterEach(async () => {
      await site?.end();
      if (daemon) await removeDaemon(daemon);
      await cloud.goAway();
      disk.remove();
    });

    it("leaves records going to the cloud from memory, and says everywhere that they are only there", async () => {
      const url = cloud.url;
      await cloud.goAway();
      daemon = await startDaemon({
        config: {
          daemon: { dataDirectory: join(disk.folder, "data") },
          sync: {
            sinks: [
              { type: "http", name: "cloud", url, classes: ["log"], backoffBaseMs: 50, backoffMaxMs: 200 },
            ],
          },
        },
      });
      site = await connectClient(daemon.brokerPort(), ["edgewise/test/health"]);
      const queued = async () =>
        (await (daemon as DaemonProcess).get<{ counts: { records: number } }>("/api/queue")).counts.records;
      await site.publish("press/log", "ERROR before the failure");
      await eventually("the first line is on the disk", async () => (await queued()) === 1);

      disk.fail();
      await site.publish("press/log", "ERROR after the failure");
      await eventually("the second line is taken too", async () => (await queued()) === 2);
      const { health } = await daemon.get<{ health: { store: { status: string; detail: string } } }>(
        "/api/status",
      );
      expect(health.store).toMatchObject({
        status: "degraded",
        detail: expect.stringMatching(/only in memory/),
      });
      await site.waitFor(({ payload }) => /only in memory/.test(String(payload)));
      expect(daemon.lines.some(({ event }) => event === "store.servedFromMemory")).toBe(true);

      await cloud.comeBack();
      await eventually("both lines are with the cloud", async () => (await queued()) === 0);
      const messages = cloud.stored.map(({ body }) => (body as { message: string }).message);
      expect(messages.sort()).toEqual(["after the failure", "before the failure"]);
    });
  },
);
