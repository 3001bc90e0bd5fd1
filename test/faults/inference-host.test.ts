import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Tensors } from "../../src/domain/inference.ts";
import type { InferenceService } from "../../src/inference/service.ts";
import { startInference } from "../support/inference.ts";
import { onnxModel } from "../support/onnx-model.ts";
import { doubling, floats, heavy, lookup, plain, tinyModel } from "../support/tiny-models.ts";

const patient = { priority: "command", withinMs: 60_000 } as const;
const one = (value: number): Tensors => ({ x: floats([1, 1], [value]) });
/** As slow as it takes to act while it runs: some hundred milliseconds. */
const slowInputs: Tensors = { x: floats([700, 700], { length: 490_000 }) };

function pidOf(service: InferenceService): number {
  const { pid } = service.status();
  if (pid === undefined) throw new Error("the host does not run");
  return pid;
}

/** The next line of this event. */
async function said(records: { event: string }[], event: string): Promise<void> {
  await expect.poll(() => records.some((record) => record.event === event), { timeout: 60_000 }).toBe(true);
}

describe("the inference host as a process", () => {
  test("does not exist before there is a model, and not after the last one", async () => {
    const { service } = await startInference();
    expect(service.status()).toMatchObject({ state: "off", pid: undefined, models: [] });
    const status = await service.load("command", tinyModel(doubling));
    expect(status).toMatchObject({ state: "ready", variant: "fp32", provider: "cpu" });
    expect(status.latencyMs).toBeGreaterThan(0);
    const pid = pidOf(service);
    expect(plain(await service.run("command", one(4), patient)).each?.data).toEqual([8]);
    await service.unload("command");
    expect(service.status()).toMatchObject({ state: "off", pid: undefined });
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    await expect(service.run("command", one(4), patient)).rejects.toMatchObject({
      code: "inference.noModel",
    });
  });

  test("fails what was in flight when it is killed, comes again with its models, and what waits gets its answer", async () => {
    const { service, records } = await startInference();
    await service.load("vision", tinyModel(heavy, { task: "vision" }));
    await service.load("command", tinyModel(doubling));
    const before = pidOf(service);
    const inFlight = service.run("vision", slowInputs, patient);
    const waiting = service.run("command", one(21), patient);
    process.kill(before, "SIGKILL");
    await expect(inFlight).rejects.toMatchObject({
      code: "inference.hostLost",
      message: expect.stringContaining("SIGKILL"),
    });
    expect(service.health()).toMatchObject({
      status: "degraded",
      detail: expect.stringContaining("SIGKILL"),
    });
    expect(plain(await waiting).each?.data).toEqual([42]);
    expect(pidOf(service)).not.toBe(before);
    expect(service.status()).toMatchObject({ restarts: 1 });
    await said(records, "inference.modelReopened");
    expect(await service.run("vision", { x: floats([1, 1], [2]) }, patient)).toMatchObject({
      y: { dims: [1, 1] },
    });
    expect(service.health()).toMatchObject({ status: "ok" });
  });

  test("is killed when it hangs in a run, and when it says nothing any more", async () => {
    const { service, records } = await startInference({ config: { runMsMax: 100, silenceMsMax: 2_000 } });
    await service.load("vision", tinyModel(heavy, { task: "vision" }));
    const stopped = pidOf(service);
    // Stopped, a process is as silent as one that hangs, and its thread as stuck.
    process.kill(stopped, "SIGSTOP");
    await expect(service.run("vision", one(1), patient)).rejects.toMatchObject({
      code: "inference.hostLost",
    });
    expect(await service.run("vision", one(1), patient)).toHaveProperty("y");
    process.kill(pidOf(service), "SIGSTOP");
    await expect.poll(() => service.status().restarts, { timeout: 60_000 }).toBe(2);
    const reasons = records
      .filter(({ event }) => event === "inference.hostLost")
      .map(({ fields }) => fields.because);
    expect(reasons).toEqual(["stuck"]);
  });

  test("answers a hundred requests at once, each with its own", async () => {
    const { service, metrics } = await startInference();
    const batch = { axis: 0, max: 32, pad: { x: 1 } };
    await service.load("command", tinyModel(doubling, { batch }));
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, number) => {
        const length = 1 + (number % 7);
        return service.run("command", { x: floats([1, length], Array(length).fill(number)) }, patient);
      }),
    );
    for (const [number, answer] of answers.entries()) {
      const length = 1 + (number % 7);
      expect(plain(answer)).toEqual({
        each: { dims: [1, length], data: Array(length).fill(2 * number) },
        total: { dims: [1], data: [length * number] },
      });
    }
    const text = await metrics();
    expect(text).toContain('edgewise_inference_requests_total{slot="command"} 100');
    const runs = Number(/edgewise_inference_run_seconds_count\{slot="command"\} (\d+)/.exec(text)?.[1]);
    expect(runs).toBeLessThan(20);
  });

  test("keeps the old model when the new one is half written, of the wrong shape, or fails its self-test", async () => {
    const { service } = await startInference();
    await service.load("command", tinyModel(doubling));
    const half = tinyModel(doubling, { version: "2.0.0" });
    const whole = onnxModel(doubling);
    writeFileSync(join(half.directory, "model.onnx"), whole.subarray(0, whole.length - 20));
    await expect(service.load("command", half)).rejects.toMatchObject({ code: "inference.modelUnusable" });
    const misshapen = tinyModel(lookup, {
      version: "3.0.0",
      inputs: doubling.inputs,
      outputs: doubling.outputs,
    });
    await expect(service.load("command", misshapen)).rejects.toMatchObject({
      code: "inference.modelUnusable",
      message: expect.stringContaining("it has no input x; it has ids"),
    });
    const wrong = tinyModel(doubling, {
      version: "4.0.0",
      selfTest: [{ inputs: one(1), expect: { each: { near: [3], within: 0.1 } } }],
    });
    await expect(service.load("command", wrong)).rejects.toMatchObject({
      code: "inference.selfTest",
      message: expect.stringContaining("each is 2 at 0, not within 0.1 of 3"),
    });
    expect(service.active("command")).toMatchObject({ id: "tiny", version: "1.0.0" });
    expect(plain(await service.run("command", one(4), patient)).each?.data).toEqual([8]);
  });

  test("gives a request up when its caller does, and goes on with the next", async () => {
    const { service } = await startInference();
    await service.load("vision", tinyModel(heavy, { task: "vision" }));
    const caller = new AbortController();
    const running = service.run("vision", slowInputs, { ...patient, signal: caller.signal });
    const waiting = service.run("vision", slowInputs, { ...patient, signal: caller.signal });
    caller.abort();
    await expect(running).rejects.toMatchObject({ code: "inference.aborted" });
    await expect(waiting).rejects.toMatchObject({ code: "inference.aborted" });
    expect(await service.run("vision", one(1), patient)).toHaveProperty("y");
  });

  test("names a runtime that cannot be loaded", async () => {
    const { service } = await startInference({ config: { runtimePath: "/nowhere/onnxruntime-node" } });
    await expect(service.load("command", tinyModel(doubling))).rejects.toMatchObject({
      code: "inference.runtime",
      message: expect.stringContaining("/nowhere/onnxruntime-node"),
    });
    expect(service.status().state).toBe("off");
  });
});
