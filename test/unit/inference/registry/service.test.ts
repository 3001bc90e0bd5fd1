import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Tensors } from "../../../../src/domain/inference.ts";
import { inferenceConfig } from "../../../../src/inference/config.ts";
import { AbortedError, ModelFailedError } from "../../../../src/inference/errors.ts";
import { createModelRegistry } from "../../../../src/inference/registry/service.ts";
import { createFakeModelHost } from "../../../support/fake-model-host.ts";
import { makeFolder, makeManifest, plainFiles, writeModel } from "../../../support/model-folder.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

/** A device with models on its disk and a fake host; `restart` is what a reboot does. */
function makeDevice(settings: Record<string, unknown> = { allowUnsigned: true }) {
  const root = makeFolder();
  const places = { bundled: join(root, "bundled"), pulled: join(root, "pulled") };
  const clock = createVirtualClock();
  const device = {
    places,
    clock,
    host: createFakeModelHost(),
    observability: createTestObservability(clock),
    bundle: (version: string, values: Record<string, unknown> = {}) =>
      add(places.bundled, ["tiny"], version, values),
    pulled: (version: string, values: Record<string, unknown> = {}) =>
      add(places.pulled, ["tiny", version], version, values),
    folder: (version: string) => join(places.pulled, "tiny", version),
    state: () => JSON.parse(readFileSync(join(places.pulled, "state.json"), "utf8")).tasks.command,
    events: () => device.observability.records.map(({ event }) => event),
    /** Turns the event loop until this was reported; the test's own time limit ends a wait in vain. */
    async until(event: string) {
      while (!device.events().includes(event)) await clock.advance(0);
    },
    warnings: () => device.observability.records.filter(({ level }) => level === "warn" || level === "error"),
    async start() {
      device.host = createFakeModelHost();
      device.observability = createTestObservability(clock);
      return device.startAgain();
    },
    async startAgain() {
      const registry = createModelRegistry({
        config: inferenceConfig.parse(settings),
        places,
        keysDirectory: join(root, "keys"),
        versions: { edgewise: "0.1.0", node: "20.19.0" },
        host: device.host,
        observability: device.observability,
      });
      await registry.start(new AbortController().signal);
      onTestFinished(() => registry.stop({ remainingMs: () => 0, signal: AbortSignal.abort() }));
      return registry;
    },
  };
  return device;
}

function add(place: string, below: string[], version: string, values: Record<string, unknown>): void {
  writeModel(join(place, ...below), plainFiles, makeManifest(plainFiles, { version, ...values }));
}

const failed = new ModelFailedError("the model failed");
const said = (on: number, off: number): Tensors => ({
  intent: { type: "float32", dims: [1, 2], data: Float32Array.of(on, off) },
});

describe("model registry at start", () => {
  it("lets the bundled model answer where nothing else was activated", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    await device.start();
    expect([...device.host.loaded]).toEqual([["command", "tiny@1.0.0"]]);
    expect(device.warnings()).toEqual([]);
  });

  it.each<[string, (device: ReturnType<typeof makeDevice>) => void]>([
    ["is gone", (device) => rmSync(device.folder("1.2.0"), { recursive: true })],
    ["is half-written", (device) => truncateSync(join(device.folder("1.2.0"), "model.onnx"), 10)],
    [
      "has a flipped bit",
      (device) => writeFileSync(join(device.folder("1.2.0"), "words/vocabulary.txt"), "on\nofg\n"),
    ],
    ["has half a manifest", (device) => truncateSync(join(device.folder("1.2.0"), "manifest.json"), 300)],
    ["fails its self-test now", (device) => device.host.broken.add("tiny@1.2.0")],
  ])("falls back to the version before, with one warning, when the active one %s", async (_title, spoil) => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    device.pulled("1.2.0");
    const registry = await device.start();
    await registry.activate("tiny@1.1.0");
    await registry.activate("tiny@1.2.0");
    device.host = createFakeModelHost();
    device.observability = createTestObservability(device.clock);
    spoil(device);
    const again = await device.startAgain();
    expect(device.host.loaded.get("command")).toBe("tiny@1.1.0");
    const warnings = device.warnings();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      event: "models.fellBack",
      fields: {
        task: "command",
        wanted: "tiny@1.2.0",
        used: "tiny@1.1.0",
        reason: expect.stringContaining("tiny@1.2.0"),
      },
    });
    expect(again.health().status).toBe("degraded");
  });

  it("falls back to the bundled model when the one before is damaged too", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    for (const version of ["1.1.0", "1.2.0"]) device.pulled(version);
    const registry = await device.start();
    await registry.activate("tiny@1.1.0");
    await registry.activate("tiny@1.2.0");
    for (const version of ["1.1.0", "1.2.0"]) rmSync(join(device.folder(version), "model.onnx"));
    await device.start();
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
    expect(device.warnings()).toHaveLength(1);
  });

  it("says that no model of a task can be used, and starts all the same", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    rmSync(join(device.places.bundled, "tiny", "model.onnx"));
    const registry = await device.start();
    expect(device.host.loaded.size).toBe(0);
    expect(device.warnings()).toMatchObject([{ event: "models.noUsableModel", level: "error" }]);
    expect(registry.health()).toMatchObject({
      status: "degraded",
      detail: expect.stringContaining("model.onnx is missing"),
    });
  });

  it("goes on with the bundled model when the state cannot be read", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    await (await device.start()).activate("tiny@1.1.0");
    writeFileSync(join(device.places.pulled, "state.json"), '{"format":');
    await device.start();
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
    expect(device.warnings().map(({ event }) => event)).toEqual(["models.stateDamaged"]);
  });

  it("opens nothing that is not signed by a trusted key, even when somebody put it there by hand", async () => {
    const device = makeDevice({});
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    const registry = await device.start();
    await expect(registry.activate("tiny@1.1.0")).rejects.toThrow(
      expect.objectContaining({ code: "model.unsigned" }),
    );
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
  });

  it("tries again what this board measured, and measures again with another version", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    await device.start();
    await device.start();
    expect(device.host.sources[0]?.preferred).toEqual({ variant: "fp32", provider: "cpu" });
    const file = join(device.places.pulled, "state.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("edgewise 0.1.0", "edgewise 0.0.9"));
    await device.start();
    expect(device.host.sources[0]?.preferred).toBeUndefined();
  });

  it("takes up a probation that a restart cut short", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    await (await device.start()).activate("tiny@1.1.0");
    await device.start();
    for (let run = 0; run < 10; run += 1) device.host.ran("command", failed);
    await device.until("models.rolledBack");
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
  });
});

describe("activate", () => {
  it("writes down and switches to a model that passed, and to the newest one when no version is named", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    for (const version of ["1.1.0", "1.10.0"]) device.pulled(version);
    const registry = await device.start();
    expect(await registry.activate("tiny")).toMatchObject({
      from: { version: "1.0.0" },
      to: { version: "1.10.0" },
      isChanged: true,
    });
    expect(device.host.loaded.get("command")).toBe("tiny@1.10.0");
    expect(device.state()).toMatchObject({ active: { version: "1.10.0" }, previous: { version: "1.0.0" } });
    expect((await registry.activate("tiny")).isChanged).toBe(false);
    await device.start();
    expect(device.host.loaded.get("command")).toBe("tiny@1.10.0");
  });

  it("refuses a model that fails its self-test; the old one stays, now and after a restart", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    const registry = await device.start();
    device.host.broken.add("tiny@1.1.0");
    await expect(registry.activate("tiny@1.1.0")).rejects.toThrow("its self-test expects");
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
    expect(device.events()).toContain("models.activationRefused");
    await device.start();
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
  });

  it("lets the old one answer on when the choice cannot be written to the disk", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    const registry = await device.start();
    mkdirSync(join(device.places.pulled, "state.json.tmp"));
    await expect(registry.activate("tiny@1.1.0")).rejects.toThrow(
      expect.objectContaining({ code: "model.stateNotWritten" }),
    );
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
    expect((await registry.view()).tasks[0]?.active).toEqual({ id: "tiny", version: "1.0.0" });
  });

  it("does one change after the other", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    for (const version of ["1.1.0", "1.2.0"]) device.pulled(version);
    const registry = await device.start();
    await Promise.all([
      registry.activate("tiny@1.1.0"),
      registry.activate("tiny@1.2.0"),
      registry.rollback("command"),
    ]);
    expect(device.host.loaded.get("command")).toBe("tiny@1.1.0");
    expect(device.state().active).toEqual({ id: "tiny", version: "1.1.0" });
  });
});

describe("rollback", () => {
  it("goes back to the version before, then to the bundled one, then says that there is none", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    for (const version of ["1.1.0", "1.2.0"]) device.pulled(version);
    const registry = await device.start();
    await registry.activate("tiny@1.1.0");
    await registry.activate("tiny@1.2.0");
    expect((await registry.rollback("command")).to.version).toBe("1.1.0");
    expect((await registry.rollback("command")).to.version).toBe("1.0.0");
    await expect(registry.rollback("command")).rejects.toThrow(
      expect.objectContaining({ code: "model.nothingToRollBack" }),
    );
    await expect(registry.rollback("speech")).rejects.toThrow(
      expect.objectContaining({ code: "model.unknown", hint: "tasks with a model: command" }),
    );
  });

  it("happens by itself when a new model fails too often, and is told with the figures", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    const registry = await device.start();
    await registry.activate("tiny@1.1.0");
    for (let run = 0; run < 8; run += 1) device.host.ran("command", said(1, 0));
    device.host.ran("command", new AbortedError("given up"));
    device.host.ran("command", failed);
    expect((await registry.view()).tasks[0]?.probation).toMatchObject({ runs: 9, failures: 1 });
    device.host.ran("command", failed);
    await device.until("models.rolledBack");
    const { tasks } = await registry.view();
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
    expect(tasks[0]).toMatchObject({
      active: { version: "1.0.0" },
      rejected: { version: "1.1.0", reason: "2 of 10 runs failed; 10% is the limit" },
    });
    expect(device.observability.records.find(({ event }) => event === "models.rolledBack")).toMatchObject({
      level: "warn",
      fields: {
        because: "errors",
        from: "tiny@1.1.0",
        to: "tiny@1.0.0",
        reason: expect.stringContaining("2 of 10"),
      },
    });
    await device.start();
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
  });

  it("does not happen when the new model does well until the end of its probation", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    const registry = await device.start();
    await registry.activate("tiny@1.1.0");
    for (let run = 0; run < 20; run += 1) device.host.ran("command", said(1, 0));
    await device.clock.advance(600_000);
    await registry.view();
    for (let run = 0; run < 100; run += 1) device.host.ran("command", failed);
    await device.clock.advance(0);
    expect(device.events()).toContain("models.probationPassed");
    expect(device.host.loaded.get("command")).toBe("tiny@1.1.0");
  });

  it("judges the few runs of a seldom used model at the end of its probation", async () => {
    const device = makeDevice();
    device.bundle("1.0.0");
    device.pulled("1.1.0");
    const registry = await device.start();
    await registry.activate("tiny@1.1.0");
    device.host.ran("command", failed);
    await device.clock.advance(600_000);
    await device.until("models.rolledBack");
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
  });
});

describe("shadow", () => {
  async function withShadow(values: Record<string, unknown> = {}, settings: Record<string, unknown> = {}) {
    const device = makeDevice({ allowUnsigned: true, ...settings });
    device.bundle("1.0.0");
    device.pulled("1.1.0", values);
    const registry = await device.start();
    await registry.setShadow({ model: "tiny@1.1.0" });
    return { device, registry, view: async () => (await registry.view()).tasks[0]?.shadow };
  }

  it("sees the inputs of its task, never answers, and its agreement is counted by label", async () => {
    const { device, view } = await withShadow({ labels: { intent: ["off", "on"] } });
    const seen: [string, Tensors][] = [];
    const answers = [said(0, 1), said(0, 1), said(1, 0)];
    device.host.answer = async (slot, inputs) => {
      seen.push([slot, inputs]);
      return answers.shift() ?? said(0, 0);
    };
    const inputs: Tensors = { words: { type: "int32", dims: [1, 3], data: Int32Array.of(1, 2, 3) } };
    for (let run = 0; run < 3; run += 1) {
      // "on": the other model has its labels in the other order.
      device.host.ran("command", said(5, 1), inputs);
      await device.clock.advance(0);
    }
    expect(seen.map(([slot]) => slot)).toEqual(["shadow:command", "shadow:command", "shadow:command"]);
    expect(seen[0]?.[1]).toEqual(inputs);
    expect(await view()).toMatchObject({
      model: { id: "tiny", version: "1.1.0" },
      compared: 3,
      agreed: 2,
      failed: 0,
      dropped: 0,
      outputs: { intent: { rows: 3, agreed: 2 } },
    });
    expect(await device.observability.metrics.expose()).toContain(
      'edgewise_models_shadow_runs_total{task="command",result="agreed"} 2',
    );
    expect(device.host.loaded.get("command")).toBe("tiny@1.0.0");
  });

  it("tells how far the numbers are apart where no labels are", async () => {
    const device = makeDevice();
    device.bundle("1.0.0", { labels: {} });
    device.pulled("1.1.0", { labels: {} });
    const registry = await device.start();
    await registry.setShadow({ model: "tiny@1.1.0" });
    device.host.answer = async () => said(0.5, 0.25);
    device.host.ran("command", said(0.5, 0.75));
    await device.clock.advance(0);
    expect((await registry.view()).tasks[0]?.shadow).toMatchObject({
      compared: 1,
      agreed: 0,
      outputs: { intent: { differenceMax: 0.5 } },
    });
  });

  it("counts what fails without harm to the task, and leaves inputs out when too many wait", async () => {
    const { device, view } = await withShadow({}, { shadowQueueMax: 2 });
    let fail = (_error: Error) => {};
    device.host.answer = () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      });
    device.host.ran("command", said(1, 0));
    await device.clock.advance(0);
    for (let run = 0; run < 5; run += 1) device.host.ran("command", said(1, 0));
    fail(failed);
    await device.clock.advance(0);
    expect(await view()).toMatchObject({
      compared: 0,
      failed: 1,
      dropped: 3,
      lastProblem: "the model failed",
    });
  });

  it("ends when it becomes the active model, and when a person ends it", async () => {
    const { device, registry, view } = await withShadow();
    await registry.activate("tiny@1.1.0");
    expect(device.host.loaded.has("shadow:command")).toBe(false);
    expect(await view()).toBeUndefined();
    await registry.setShadow({ model: "tiny@1.0.0" });
    expect(device.host.loaded.get("shadow:command")).toBe("tiny@1.0.0");
    await registry.setShadow({ task: "command" });
    expect(device.host.loaded.has("shadow:command")).toBe(false);
    expect(device.state().shadow).toBeUndefined();
  });

  it("is there again after a restart, and cannot be the active model", async () => {
    const { device, registry } = await withShadow();
    await expect(registry.setShadow({ model: "tiny@1.0.0" })).rejects.toThrow(
      expect.objectContaining({ code: "model.shadowRefused" }),
    );
    await device.start();
    expect(device.host.loaded.get("shadow:command")).toBe("tiny@1.1.0");
  });
});
