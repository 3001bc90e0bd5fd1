import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
// Read before the tests, whose time limit is not for compiling what the verbs load when they run.
import "../../../src/cli/models.ts";
import "../../../src/store/file/lock.ts";
import type { ModelsView } from "../../../src/domain/model-view.ts";
import { ModelUnknownError } from "../../../src/inference/registry/errors.ts";
import { makeKey, makeManifest, plainFiles, signed, writeModel } from "../../support/model-folder.ts";
import { cli, createFolder, type FakeDaemon, startFakeDaemon, type TestFolder } from "./support.ts";

const key = makeKey();
let folder: TestFolder;
let config: string;

beforeEach(() => {
  folder = createFolder();
  config = folder.config({ inference: { trustedKeys: [key.pem] } });
});
afterEach(() => folder.remove());

function publish(name: string, values: Record<string, unknown> = {}, isSigned = true): string {
  const manifest = makeManifest(plainFiles, values);
  writeModel(join(folder.path, name), plainFiles, isSigned ? signed(manifest, key) : manifest);
  return join(folder.path, name);
}

describe("edgewise models without a daemon", () => {
  it("pulls a folder and lists what is on the disk", async () => {
    const pulled = await cli("models", "pull", publish("published"), "-c", config, "--json");
    expect(pulled.json()).toMatchObject({ id: "tiny", version: "1.0.0", wasHere: false });
    const list = await cli("models", "-c", config);
    expect(list.out).toContain("The daemon does not run; this is what is on the disk.");
    expect(list.out).toMatch(/tiny@1\.0\.0 +command +32 kB +pulled/);
  });

  it("shows and verifies what was pulled", async () => {
    await cli("models", "pull", publish("published"), "-c", config);
    const shown = await cli("models", "show", "tiny", "-c", config);
    expect(shown.out).toContain("signed by");
    expect(shown.out).toContain("made up (CC0-1.0)");
    const verified = await cli("models", "verify", "tiny", "-c", config);
    expect(verified).toMatchObject({ code: 0, out: expect.stringContaining(`trusted key ${key.keyId}`) });
  });

  it("verifies with exit code 1 and the reason when a file was changed, and by the path of a folder", async () => {
    const published = publish("published");
    writeFileSync(join(published, "words/vocabulary.txt"), "xx\nxxx\n");
    const verified = await cli("models", "verify", published, "-c", config, "--json");
    expect(verified.code).toBe(1);
    expect(verified.json()).toMatchObject({
      isGood: false,
      models: [{ error: { code: "model.damaged", message: expect.stringContaining("vocabulary.txt") } }],
    });
  });

  it("pulls an unsigned model only when told to, and says how", async () => {
    const published = publish("published", {}, false);
    const refused = await cli("models", "pull", published, "-c", config);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("--allow-unsigned") });
    expect(existsSync(join(folder.path, "data/models/tiny/1.0.0"))).toBe(false);
    const taken = await cli("models", "pull", published, "-c", config, "--allow-unsigned");
    expect(taken).toMatchObject({ code: 0, out: expect.stringContaining("taken because you said so") });
    expect((await cli("models", "verify", "tiny", "-c", config)).code).toBe(0);
  });

  it("signs a folder so that it can be pulled, and lists files that were not listed", async () => {
    const published = publish("published", {}, false);
    writeFileSync(join(published, "README.md"), "# A model\n");
    const keyFile = folder.write(
      "key.pem",
      key.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    );
    const done = await cli("models", "sign", published, "--key", keyFile, "--json");
    expect(done.json()).toMatchObject({ keyId: key.keyId });
    const manifest = JSON.parse(readFileSync(join(published, "manifest.json"), "utf8"));
    expect(manifest.files.map(({ path }: { path: string }) => path)).toContain("README.md");
    expect((await cli("models", "pull", published, "-c", config)).code).toBe(0);
  });

  it("refuses to sign what is no model, and leaves it as it is", async () => {
    const published = publish("published", {}, false);
    rmSync(join(published, "model.onnx"));
    const before = readFileSync(join(published, "manifest.json"), "utf8");
    const refused = await cli("models", "sign", published);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("variants[0].file: found") });
    expect(readFileSync(join(published, "manifest.json"), "utf8")).toBe(before);
  });

  it("names what there is when a model is unknown", async () => {
    const shown = await cli("models", "show", "big", "-c", config, "--json");
    expect(shown).toMatchObject({ code: 1 });
    expect(shown.json()).toMatchObject({ error: { code: "model.unknown" } });
  });

  it("wants either a model or a task to end for shadow", async () => {
    expect((await cli("models", "shadow", "-c", config)).code).toBe(2);
    expect((await cli("models", "shadow", "tiny", "--end", "command", "-c", config)).code).toBe(2);
  });
});

describe("edgewise models with a daemon", () => {
  let daemon: FakeDaemon;
  const name = { id: "tiny", version: "1.1.0" };
  const view: ModelsView = {
    models: [],
    unreadable: [{ directory: "/d/tiny", reason: "/d/tiny/manifest.json is missing." }],
    tasks: [
      {
        task: "command",
        active: name,
        previous: undefined,
        problem: undefined,
        loaded: {
          state: "ready",
          problem: undefined,
          variant: "int8",
          provider: "cpu",
          latencyMs: 1.234,
          loadMs: 12,
          memoryBytes: 9_000_000,
          runs: 3,
          failures: 0,
          candidates: [],
        },
        probation: { runs: 3, failures: 1, remainingMs: 60_000 },
        shadow: {
          model: { id: "tiny", version: "1.2.0" },
          loaded: undefined,
          compared: 200,
          agreed: 199,
          failed: 1,
          dropped: 2,
          outputs: { intent: { rows: 200, agreed: 199 } },
          lastProblem: "late",
        },
        rejected: { id: "tiny", version: "0.9.0", reason: "2 of 10 runs failed", at: Date.UTC(2026, 0, 5) },
      },
    ],
    host: { state: "running", pid: 7, residentBytes: 80_000_000, restarts: 0 },
  };
  const asked: unknown[] = [];

  beforeEach(async () => {
    asked.length = 0;
    daemon = await startFakeDaemon({
      models: async () => view,
      activateModel: async (model) => {
        asked.push(model);
        if (model !== "tiny") throw new ModelUnknownError("There is no such model.");
        return { task: "command", from: undefined, to: name, isChanged: true, loaded: undefined };
      },
      rollBackModel: async (task) => ({ task, from: name, to: name, isChanged: true, loaded: undefined }),
      setShadowModel: async (wish) => {
        asked.push(wish);
        return view.tasks[0] as ModelsView["tasks"][number];
      },
    });
  });
  afterEach(() => daemon.stop());

  it("tell what answers, how it runs, how its shadow agrees and what was taken back", async () => {
    const { out } = await cli("models", "--url", daemon.url);
    expect(out).toContain("command: tiny@1.1.0, int8 on cpu, 1.23 ms, 9.0 MB");
    expect(out).toContain("on probation for another 1 minute: 1 of 3 runs failed");
    expect(out).toContain("shadow tiny@1.2.0: agreed in 199 of 200 runs (99.5%)");
    expect(out).toContain("tiny@0.9.0 was taken back at 2026-01-05");
    expect(out).toContain("unreadable: /d/tiny/manifest.json is missing.");
    expect(out).toContain("The inference host (process 7) takes 80 MB.");
  });

  it("activate, roll back and shadow ask the daemon", async () => {
    const activated = await cli("models", "activate", "tiny", "--url", daemon.url);
    expect(activated).toMatchObject({ code: 0, out: "tiny@1.1.0 answers for command now.\n" });
    expect((await cli("models", "rollback", "command", "--url", daemon.url)).code).toBe(0);
    await cli("models", "shadow", "tiny@1.2.0", "--url", daemon.url);
    await cli("models", "shadow", "--end", "command", "--url", daemon.url);
    expect(asked).toEqual(["tiny", { model: "tiny@1.2.0" }, { task: "command" }]);
  });

  it("tell what the daemon refuses, with its code", async () => {
    const refused = await cli("models", "activate", "big", "--url", daemon.url, "--json");
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.json()).toMatchObject({ error: { code: "model.unknown" } });
  });
});
