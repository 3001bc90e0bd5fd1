import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelsView } from "../../src/domain/model-view.ts";
import { type DaemonProcess, mainProgram, removeDaemon, startDaemon } from "../support/daemon.ts";
import { makeKey } from "../support/model-folder.ts";
import { writeProbeModel } from "../support/probe-model.ts";

/** Real models, signed, pulled and activated with the real program on a running daemon. */
describe("models, from publishing to rolling back", () => {
  const key = makeKey();
  const published = mkdtempSync(join(tmpdir(), "edgewise-published-"));
  const config = {
    inference: {
      trustedKeys: [key.pem],
      probationMs: 600_000,
    },
  };
  let daemon: DaemonProcess;

  const edgewise = (...args: string[]) =>
    new Promise<{ code: number; json: Record<string, unknown>; err: string }>((resolve) => {
      const all = [mainProgram, "models", ...args, "--json"];
      execFile(process.execPath, all, (error, stdout, stderr) => {
        const code = error ? Number(error.code) : 0;
        resolve({ code, json: JSON.parse(stdout || "{}") as Record<string, unknown>, err: stderr });
      });
    });
  const onDaemon = (...args: string[]) => edgewise(...args, "--url", daemon.httpUrl());
  const onDisk = (...args: string[]) => edgewise(...args, "--config", daemon.configFile);
  const task = async () =>
    (await daemon.get<ModelsView>("/api/models")).tasks.find((one) => one.task === "probe");

  beforeAll(async () => {
    const keyFile = join(published, "key.pem");
    writeFileSync(keyFile, key.privateKey.export({ type: "pkcs8", format: "pem" }));
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) {
      writeProbeModel(join(published, version), version, version !== "1.2.0");
      expect((await edgewise("sign", join(published, version), "--key", keyFile)).code).toBe(0);
    }
    daemon = await startDaemon({ config });
  });
  afterAll(async () => {
    await removeDaemon(daemon);
    rmSync(published, { recursive: true, force: true });
  });

  test("pull brings them onto the device while the daemon runs", async () => {
    for (const version of ["1.0.0", "1.1.0", "1.2.0"]) {
      expect(await onDisk("pull", join(published, version))).toMatchObject({
        code: 0,
        json: { id: "probe", version, trust: { status: "verified", keyId: key.keyId } },
      });
    }
    expect((await onDisk("verify")).code).toBe(0);
  });

  test("activate lets one answer without a restart, and shows how this board runs it", async () => {
    expect(await onDaemon("activate", "probe@1.0.0")).toMatchObject({ code: 0, json: { isChanged: true } });
    expect(await task()).toMatchObject({
      active: { version: "1.0.0" },
      loaded: { state: "ready", variant: "fp32", provider: "cpu" },
    });
    expect(await onDaemon("activate", "probe@1.1.0")).toMatchObject({ code: 0 });
    expect(await task()).toMatchObject({ active: { version: "1.1.0" }, previous: { version: "1.0.0" } });
  });

  test("a model that fails its self-test is refused and the old one stays", async () => {
    const refused = await onDaemon("activate", "probe@1.2.0");
    expect(refused).toMatchObject({ code: 1, json: { error: { code: "inference.selfTest" } } });
    expect(await task()).toMatchObject({ active: { version: "1.1.0" } });
  });

  test("shadow opens a second model beside the active one", async () => {
    expect((await onDaemon("shadow", "probe@1.0.0")).code).toBe(0);
    expect(await task()).toMatchObject({ shadow: { model: { version: "1.0.0" }, compared: 0 } });
    expect((await onDaemon("shadow", "--end", "probe")).code).toBe(0);
  });

  test("bench measures a variant in a host of its own", async () => {
    const { code, json } = await onDisk("bench", "probe@1.0.0", "--runs", "20");
    expect(code).toBe(0);
    expect(json).toMatchObject({
      figures: [{ variant: "fp32", provider: "cpu", runMs: { p50: expect.any(Number) } }],
    });
  });

  test("rollback goes back, and a restart keeps what was chosen", async () => {
    expect(await onDaemon("rollback", "probe")).toMatchObject({
      code: 0,
      json: { to: { version: "1.0.0" } },
    });
    await daemon.stop();
    // While it is stopped the choice can be changed on its disk, after the same self-test.
    expect(await onDisk("activate", "probe@1.2.0", "--set", "http.port=1")).toMatchObject({
      code: 1,
      json: { error: { code: "inference.selfTest" } },
    });
    daemon = await startDaemon({ config, directory: daemon.directory });
    expect(await task()).toMatchObject({ active: { version: "1.0.0" } });
  });
});
