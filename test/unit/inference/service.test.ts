import { describe, expect, it } from "vitest";
import type { InferencePriority, Tensors } from "../../../src/domain/inference.ts";
import type { InferenceConfig } from "../../../src/inference/config.ts";
import type { ModelSource } from "../../../src/inference/model-source.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import { startInference } from "../../support/inference.ts";
import { floats } from "../../support/tiny-models.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const shapes = [{ name: "x", type: "float32", dims: ["batch", "length"] }] as const;

/** A model that gives its input back. */
function model(facts: Partial<ModelSource> = {}): ModelSource {
  return {
    directory: "/models/echo",
    id: "echo",
    version: "1.0.0",
    task: "command",
    variants: [{ name: "fp32", file: "fp32.onnx" }],
    inputs: shapes,
    outputs: shapes,
    labels: { intent: ["on", "off"] },
    settings: { temperature: 2 },
    selfTest: [],
    readText: async (file) => `text of ${file}`,
    ...facts,
  };
}

const input = (...values: number[]): Tensors => ({ x: floats([1, values.length], values) });

async function start(config: Partial<InferenceConfig> = {}) {
  const clock = createVirtualClock();
  const host = createFakeHost();
  const world = await startInference({ clock, makeLink: host.makeLink, config, random: () => 0.5 });
  const run = (
    values: number[],
    options: { priority?: InferencePriority; withinMs?: number; signal?: AbortSignal } = {},
  ) => world.service.run("command", input(...values), { priority: "command", withinMs: 1_000, ...options });
  const load = async (source: ModelSource = model(), slot = "command") => {
    const loading = world.service.load(slot, source);
    loading.catch(() => {});
    // Through every step of it; a restart of the host takes half a second at most.
    for (let turn = 0; turn < 10; turn += 1) await clock.advance(300);
    host.asked.length = 0;
    return loading;
  };
  return { ...world, clock, host, run, load };
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "answered",
    (error: { code: string }) => error.code,
  );

describe("the inference service", () => {
  it("runs no process until a model is loaded", async () => {
    const { service, host, run } = await start();
    expect(await codeOf(run([1]))).toBe("inference.noModel");
    expect(host.starts).toBe(0);
    expect(service.health()).toMatchObject({ status: "ok", detail: "no model is loaded" });
  });

  it("tells what the active model of a task is, and that it changed", async () => {
    const { service, load } = await start();
    const activated: string[] = [];
    service.onActivated((task) => activated.push(task));
    await load(model(), "shadow:command");
    await load();
    expect(activated).toEqual(["command"]);
    const active = service.active("command");
    expect(active).toMatchObject({
      id: "echo",
      labels: { intent: ["on", "off"] },
      settings: { temperature: 2 },
    });
    expect(await active?.readText("vocabulary.txt")).toBe("text of vocabulary.txt");
    expect(service.active("vision")).toBeUndefined();
  });

  it("refuses tensors that the model does not take, in words", async () => {
    const { service, load } = await start();
    await load();
    const refused = service.run(
      "command",
      { x: { type: "int32", dims: [2], data: Int32Array.of(1, 2) } },
      { priority: "command", withinMs: 100 },
    );
    await expect(refused).rejects.toMatchObject({
      code: "inference.badInput",
      message: "echo 1.0.0 cannot take this: x is int32 [2]; it must be float32 [batch, length]",
    });
  });

  it("gives up what is late, waiting or running, counts it, and runs the next", async () => {
    const { clock, host, run, load, metrics } = await start();
    await load();
    host.isPatient = true;
    const running = codeOf(run([1], { withinMs: 100 }));
    const waiting = codeOf(run([2], { withinMs: 100 }));
    const patient = run([3], { withinMs: 10_000 });
    await clock.advance(101);
    expect(await Promise.all([running, waiting])).toEqual(["inference.late", "inference.late"]);
    host.pending.shift()?.finish();
    await clock.advance(0);
    host.pending.shift()?.finish();
    expect((await patient).x?.data).toEqual(Float32Array.of(3));
    const text = await metrics();
    expect(text).toContain('edgewise_inference_late_total{priority="command",stage="running"} 1');
    expect(text).toContain('edgewise_inference_late_total{priority="command",stage="waiting"} 1');
    expect(host.asked.filter((what) => what.startsWith("run"))).toHaveLength(2);
  });

  it("never runs what its caller gave up, and refuses the least urgent above the limit", async () => {
    const { clock, host, run, load, metrics } = await start({ queueCountMax: 1 });
    await load();
    host.isPatient = true;
    const first = codeOf(run([1]));
    const caller = new AbortController();
    const aborted = codeOf(run([2], { signal: caller.signal }));
    caller.abort();
    const batch = codeOf(run([3], { priority: "batch" }));
    const voice = codeOf(run([4], { priority: "voice" }));
    await clock.advance(0);
    host.pending.shift()?.finish();
    await clock.advance(0);
    host.pending.shift()?.finish();
    expect(await Promise.all([first, aborted, batch, voice])).toEqual([
      "answered",
      "inference.aborted",
      "inference.overloaded",
      "answered",
    ]);
    expect(await codeOf(run([5], { signal: AbortSignal.abort() }))).toBe("inference.aborted");
    expect(await metrics()).toContain('edgewise_inference_refused_total{priority="batch"} 1');
  });

  it("joins what waits to one run where the model allows it, and finds the one that is to blame for a failure", async () => {
    const { clock, host, run, load } = await start();
    await load(model({ batch: { axis: 0, max: 8, pad: { x: 1 } } }));
    host.isPatient = true;
    const answers = [run([1]), run([2]), run([3, 4]), run([5, 6, 7])];
    const codes = Promise.all(answers.map(codeOf));
    await clock.advance(0);
    host.pending.shift()?.finish();
    await clock.advance(0);
    const joined = host.pending.shift();
    expect(joined?.request.work).toMatchObject({ inputs: { x: { dims: [3, 3] } } });
    joined?.fail("inference.modelFailed");
    for (const isBad of [false, true, false]) {
      await clock.advance(0);
      const alone = host.pending.shift();
      if (isBad) alone?.fail("inference.modelFailed");
      else alone?.finish();
    }
    expect(await codes).toEqual(["answered", "answered", "inference.modelFailed", "answered"]);
    expect((await answers[3])?.x?.data).toEqual(Float32Array.of(5, 6, 7));
  });
});

describe("the choice of where a model runs", () => {
  const variants = [
    { name: "fp32", file: "fp32.onnx" },
    { name: "int8", file: "int8.onnx" },
  ];

  it("is the one that is clearly the fastest on this board, and only it stays open", async () => {
    const { host, service, load } = await start();
    host.open = ({ path }) => ({ runMs: path === "int8.onnx" ? 2 : 5 });
    expect(await load(model({ variants }))).toMatchObject({
      variant: "int8",
      provider: "cpu",
      latencyMs: 2,
      candidates: [
        { variant: "fp32", provider: "cpu", latencyMs: 5 },
        { variant: "int8", provider: "cpu", latencyMs: 2 },
      ],
    });
    host.open = ({ path }) => ({ runMs: path === "int8.onnx" ? 4.9 : 5 });
    expect(await load(model({ variants }))).toMatchObject({ variant: "fp32" });
    expect(service.status().models).toHaveLength(1);
  });

  it("tries execution providers in order, skips what fails, and survives one that takes the host down", async () => {
    const { host, load } = await start({ providers: ["cuda", "qnn"] });
    host.open = ({ provider }) => {
      if (provider === "cuda") return { error: "inference.modelUnusable" };
      return provider === "qnn" ? "crash" : { runMs: 3 };
    };
    expect(await load()).toMatchObject({
      provider: "cpu",
      candidates: [
        { provider: "cuda", problem: "inference.modelUnusable" },
        { provider: "qnn", problem: expect.stringContaining("SIGSEGV") },
        { provider: "cpu", latencyMs: 3 },
      ],
    });
    expect(host.starts).toBe(2);
  });

  it("believes an earlier measurement as long as it works", async () => {
    const { host, load } = await start();
    const preferred = { variant: "int8", provider: "cpu" };
    expect((await load(model({ variants, preferred }))).candidates).toHaveLength(1);
    host.open = ({ path }) => (path === "int8.onnx" ? { error: "inference.modelUnusable" } : { runMs: 1 });
    expect(await load(model({ variants, preferred }))).toMatchObject({ variant: "fp32" });
  });

  it("keeps to the providers that a variant names", async () => {
    const { load } = await start({ backends: [{ name: "npu", socket: "/run/npu.sock" }] });
    const status = await load(
      model({
        variants: [
          { name: "rknn", file: "model.rknn", providers: ["npu"] },
          { name: "fp32", file: "fp32.onnx", providers: ["cpu"] },
        ],
      }),
    );
    expect(status.candidates.map(({ variant, provider }) => `${variant} on ${provider}`)).toEqual([
      "rknn on npu",
      "fp32 on cpu",
    ]);
  });
});

describe("a swap", () => {
  it("answers with the old model until the new one is ready, and closes it when what waits for it is done", async () => {
    const { service, clock, host, run, load } = await start();
    await load();
    host.isPatient = true;
    const onOld = run([1]);
    const waiting = run([2]);
    const loading = service.load("command", model({ version: "2.0.0" }));
    await clock.advance(0);
    expect(service.active("command")?.version).toBe("1.0.0");
    for (let turn = 0; turn < 30; turn += 1) {
      host.pending.shift()?.finish();
      await clock.advance(0);
    }
    await Promise.all([onOld, waiting, loading]);
    expect(service.active("command")?.version).toBe("2.0.0");
    expect(host.asked.filter((what) => what.startsWith("close"))).toEqual(["close 1"]);
  });
});

describe("a lost host", () => {
  it("fails what runs with a named error, comes again with its models, and lets what waits wait", async () => {
    const { service, clock, host, run, load, records } = await start();
    await load();
    host.isPatient = true;
    const inFlight = codeOf(run([1]));
    const waiting = run([2], { withinMs: 10_000 });
    const impatient = codeOf(run([3], { withinMs: 100 }));
    await clock.advance(0);
    host.exit("it was ended by SIGSEGV");
    host.isPatient = false;
    expect(await inFlight).toBe("inference.hostLost");
    expect(service.health()).toMatchObject({
      status: "degraded",
      detail: expect.stringContaining("SIGSEGV"),
    });
    expect(service.status()).toMatchObject({ state: "restarting", models: [{ state: "waiting" }] });
    await clock.advance(1_000);
    expect(await impatient).toBe("inference.late");
    expect((await waiting).x?.data).toEqual(Float32Array.of(2));
    expect(service.status()).toMatchObject({ state: "running", restarts: 1, models: [{ state: "ready" }] });
    expect(records.filter(({ event }) => event === "inference.hostLost")).toMatchObject([
      { fields: { because: "ended", reason: "it was ended by SIGSEGV" } },
    ]);
  });

  it("is one that does not finish its work, or that says nothing for too long", async () => {
    const { clock, host, run, load, metrics } = await start({ runMsMax: 5_000, silenceMsMax: 15_000 });
    await load();
    host.isPatient = true;
    const stuck = codeOf(run([1], { withinMs: 60_000 }));
    // Only this one gets no answer.
    host.isPatient = false;
    for (let second = 0; second < 8; second += 1) {
      await clock.advance(1_000);
      host.alive();
    }
    expect(await stuck).toBe("inference.hostLost");
    await clock.advance(20_000);
    expect(host.starts).toBe(3);
    const text = await metrics();
    expect(text).toContain('edgewise_inference_host_losses_total{because="stuck"} 1');
    expect(text).toContain('edgewise_inference_host_losses_total{because="silent"} 1');
  });

  it("is started again ever more slowly while it does not come up", async () => {
    const { clock, host, load } = await start({ silenceMsMax: 2_000 });
    await load();
    host.isResponsive = false;
    host.exit("it exited with code 1");
    await clock.advance(60_000);
    const inFirstMinute = host.starts;
    await clock.advance(600_000);
    const perMinuteLater = (host.starts - inFirstMinute) / 10;
    expect(inFirstMinute).toBeGreaterThan(5);
    expect(perMinuteLater).toBeLessThan(3);
  });

  it("keeps trying to open a model that does not open again, and fails its requests meanwhile with the reason", async () => {
    const { service, clock, host, run, load } = await start();
    await load();
    host.open = () => ({ error: "inference.modelUnusable" });
    host.exit("it exited with code 1");
    const waiting = codeOf(run([1], { withinMs: 5_000 }));
    await clock.advance(2_000);
    expect(await waiting).toBe("inference.modelUnusable");
    expect(await codeOf(run([1]))).toBe("inference.modelUnusable");
    expect(service.health()).toMatchObject({
      status: "degraded",
      detail: expect.stringContaining("echo 1.0.0"),
    });
    host.open = () => ({ runMs: 1 });
    await clock.advance(60_000);
    host.alive();
    expect(service.health()).toMatchObject({ status: "ok" });
    expect(await codeOf(run([1]))).toBe("answered");
  });
});

it("looks for another place when the backend of a model is lost under it", async () => {
  const { service, clock, host, run, load } = await start({
    backends: [{ name: "npu", socket: "/run/npu.sock" }],
  });
  host.open = ({ provider }) => ({ runMs: provider === "npu" ? 1 : 5 });
  expect(await load()).toMatchObject({ provider: "npu" });
  host.open = ({ provider }) => (provider === "npu" ? { error: "inference.backendLost" } : { runMs: 5 });
  host.isPatient = true;
  const lost = codeOf(run([1]));
  const next = run([2], { withinMs: 10_000 });
  await clock.advance(0);
  host.pending.shift()?.fail("inference.backendLost");
  host.isPatient = false;
  await clock.advance(500);
  expect(await lost).toBe("inference.backendLost");
  expect((await next).x?.data).toEqual(Float32Array.of(2));
  expect(service.status().models).toMatchObject([{ provider: "cpu", state: "ready" }]);
});

it("tells listeners what became of each request", async () => {
  const { service, clock, host, run, load } = await start();
  await load();
  const reports: string[] = [];
  service.onRun(({ slot, outcome }) =>
    reports.push(`${slot} ${"error" in outcome ? outcome.error.name : "ok"}`),
  );
  await run([1]);
  host.isPatient = true;
  const failing = codeOf(run([1]));
  await clock.advance(0);
  host.pending.shift()?.fail("inference.modelFailed");
  expect(await failing).toBe("inference.modelFailed");
  expect(reports).toEqual(["command ok", "command ModelFailedError"]);
  expect(service.status().models).toMatchObject([{ runs: 1, failures: 1 }]);
});

it("fails everything with a named error when it is stopped", async () => {
  const { service, clock, host, run, load } = await start();
  await load();
  host.isPatient = true;
  const codes = Promise.all([codeOf(run([1])), codeOf(run([2]))]);
  await clock.advance(0);
  await service.stop({ remainingMs: () => 1_000, signal: AbortSignal.timeout(1_000) });
  expect(await codes).toEqual(["inference.hostLost", "inference.stopped"]);
  expect(await codeOf(run([3]))).toBe("inference.stopped");
  expect(await codeOf(service.load("command", model()))).toBe("inference.stopped");
});
