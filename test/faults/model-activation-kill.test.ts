import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type { ModelsView } from "../../src/domain/model-view.ts";
import { type DaemonProcess, removeDaemon, startDaemon } from "../support/daemon.ts";
import { writeProbeModel } from "../support/probe-model.ts";

const versions = ["1.0.0", "1.1.0"];

describe("a daemon that is killed while it activates a model", () => {
  let daemon: DaemonProcess;
  const config = { inference: { allowUnsigned: true } };
  const task = async () =>
    (await daemon.get<ModelsView>("/api/models")).tasks.find((one) => one.task === "probe");

  beforeAll(async () => {
    daemon = await startDaemon({ config });
    for (const version of versions) {
      writeProbeModel(join(daemon.directory, "data", "models", "probe", version), version);
    }
  });
  afterAll(() => removeDaemon(daemon));

  test("starts again with the old model or the new one, whole, and never without", async () => {
    await daemon.post("/api/models/activate", { model: "probe@1.0.0" });
    let before = "1.0.0";
    for (const delayMs of [0, 30, 120]) {
      const wanted = versions.find((version) => version !== before);
      const answered = daemon.post("/api/models/activate", { model: `probe@${wanted}` }).then(
        () => true,
        () => false,
      );
      await new Promise<void>((resolve) => systemClock.after(delayMs, resolve));
      await daemon.stop("SIGKILL");
      const wasAnswered = await answered;
      daemon = await startDaemon({ config, directory: daemon.directory });
      const found = await task();
      expect(found?.problem).toBeUndefined();
      expect(found?.loaded?.state).toBe("ready");
      const now = found?.active?.version ?? "none";
      // What was answered was on the disk before.
      expect(wasAnswered ? [wanted] : versions).toContain(now);
      before = now;
    }
  });
});
