import { describe, expect, it } from "vitest";
import { createDaemon, StartFailedError } from "../../../src/app/daemon.ts";
import { EdgewiseError } from "../../../src/core/errors.ts";
import { type Deadline, LoopProgress, type Service } from "../../../src/core/lifecycle.ts";
import { createWorld, patient } from "./support.ts";

const never = () => new Promise<void>(() => {});

function create(changes: Readonly<Record<string, Partial<Service>>> = {}) {
  const world = createWorld();
  const steps: string[] = [];
  const deadlines: Deadline[] = [];
  const services = ["store", "bus", "http"].map((name): Service => {
    const { start, stop, ...others } = changes[name] ?? {};
    return {
      name,
      async start(signal) {
        steps.push(`start ${name}`);
        await start?.(signal);
      },
      async stop(deadline) {
        steps.push(`stop ${name}`);
        deadlines.push(deadline);
        await stop?.(deadline);
      },
      health: () => ({ status: "ok", detail: name }),
      ...others,
    };
  });
  const daemon = createDaemon({
    services,
    openInputs() {
      steps.push("open inputs");
    },
    async stopInputs(deadline) {
      steps.push("stop inputs");
      await changes.inputs?.stop?.(deadline);
    },
    clock: world.clock,
    reporter: world.reporter,
  });
  return { ...world, daemon, steps, deadlines };
}

async function startFailure(daemon: ReturnType<typeof create>["daemon"]): Promise<StartFailedError> {
  const error: unknown = await daemon.start(patient()).catch((thrown: unknown) => thrown);
  if (error instanceof StartFailedError) return error;
  throw new Error("it did not fail");
}

describe("a daemon that starts", () => {
  it("starts its parts in order and is ready then", async () => {
    const { daemon, steps } = create();
    expect(daemon.state).toBe("stopped");
    const starting = daemon.start(patient());
    expect(daemon.state).toBe("starting");
    expect(await starting).toBe(true);
    expect(daemon.state).toBe("ready");
    expect(steps).toEqual(["start store", "start bus", "start http", "open inputs"]);
  });

  it("stops what had started, in reverse, when one cannot", async () => {
    const cause = new EdgewiseError("bus.portTaken", "port 1883 is taken", { hint: "choose another" });
    const { daemon, steps, fieldsOf } = create({ bus: { start: () => Promise.reject(cause) } });
    const error = await startFailure(daemon);
    expect(error).toMatchObject({
      code: "daemon.startFailed",
      message: "bus could not start: port 1883 is taken",
      hint: "choose another",
      cause,
    });
    expect(steps).toEqual(["start store", "start bus", "stop inputs", "stop bus", "stop store"]);
    expect(fieldsOf("startFailed")).toEqual([{ part: "bus", error: "port 1883 is taken" }]);
    expect(daemon.state).toBe("stopped");
  });

  it.each([undefined, null, "text"])("says so even when what was thrown is %j", async (thrown) => {
    const { daemon } = create({ store: { start: () => Promise.reject(thrown) } });
    expect((await startFailure(daemon)).message).toBe(`store could not start: ${thrown}`);
  });

  it("stops again without a word of failure when it is called off between two parts", async () => {
    const calledOff = new AbortController();
    const { daemon, steps, events } = create({ bus: { start: async () => calledOff.abort() } });
    expect(await daemon.start(calledOff.signal)).toBe(false);
    expect(steps).toEqual(["start store", "start bus", "stop inputs", "stop bus", "stop store"]);
    expect(events()).toEqual([]);
    expect(daemon.state).toBe("stopped");
  });

  it("does not call it a failure when a part gives up because it was called off", async () => {
    const calledOff = new AbortController();
    const { daemon, events } = create({
      bus: {
        async start(signal) {
          calledOff.abort(new Error("stopped by SIGTERM"));
          signal.throwIfAborted();
        },
      },
    });
    expect(await daemon.start(calledOff.signal)).toBe(false);
    expect(events()).toEqual([]);
  });

  it("starts nothing when it is called off before", async () => {
    const { daemon, steps } = create();
    expect(await daemon.start(AbortSignal.abort())).toBe(false);
    expect(steps).toEqual(["stop inputs"]);
  });
});

describe("a daemon that stops", () => {
  it("ends its inputs first, then its parts in reverse", async () => {
    const { daemon, steps, events } = create();
    await daemon.start(patient());
    steps.splice(0);
    expect(await daemon.stop(10_000)).toEqual({ isGraceful: true });
    expect(steps).toEqual(["stop inputs", "stop http", "stop bus", "stop store"]);
    expect(daemon.state).toBe("stopped");
    expect(events()).toEqual([]);
  });

  it("gives its parts three quarters of the time", async () => {
    const { daemon, deadlines } = create();
    await daemon.start(patient());
    await daemon.stop(10_000);
    expect(deadlines[0]?.remainingMs()).toBe(7_500);
  });

  it("stops once, however often it is asked to", async () => {
    const { daemon, steps } = create();
    await daemon.start(patient());
    steps.splice(0);
    const first = daemon.stop(10_000);
    expect(daemon.state).toBe("stopping");
    expect(await daemon.stop(5)).toEqual({ isGraceful: true });
    await first;
    expect(steps).toHaveLength(4);
  });

  it("stops the others all the same when one fails, though none should", async () => {
    const { daemon, steps, fieldsOf } = create({ bus: { stop: () => Promise.reject(new Error("broken")) } });
    await daemon.start(patient());
    steps.splice(0);
    expect(await daemon.stop(10_000)).toEqual({ isGraceful: true });
    expect(steps).toEqual(["stop inputs", "stop http", "stop bus", "stop store"]);
    expect(fieldsOf("stopFailed")).toEqual([{ part: "bus", error: "broken" }]);
  });

  it("leaves a part behind that hangs, so that the store still ends in good order, within its time", async () => {
    const { daemon, steps, clock, fieldsOf } = create({ http: { stop: never } });
    await daemon.start(patient());
    steps.splice(0);
    const stopped = daemon.stop(10_000);
    await clock.advance(7_499);
    expect(steps).toEqual(["stop inputs", "stop http"]);
    await clock.advance(2_501);
    expect(await stopped).toEqual({ isGraceful: false });
    expect(steps).toEqual(["stop inputs", "stop http", "stop bus", "stop store"]);
    expect(fieldsOf("stopForced")).toEqual([{ timeoutMs: 10_000, parts: ["http"] }]);
  });

  it("ends in time though everything hangs, its inputs too", async () => {
    const { daemon, steps, clock, fieldsOf } = create({
      inputs: { stop: never },
      http: { stop: never },
      bus: { stop: never },
      store: { stop: never },
    });
    await daemon.start(patient());
    steps.splice(0);
    const startedMs = clock.monotonicMs();
    let endedMs = Number.NaN;
    const stopped = daemon.stop(10_000).then((result) => {
      endedMs = clock.monotonicMs();
      return result;
    });
    await clock.advance(20_000);
    expect(await stopped).toEqual({ isGraceful: false });
    expect(endedMs - startedMs).toBeLessThanOrEqual(10_000);
    expect(steps).toHaveLength(4);
    expect(fieldsOf("stopForced")).toEqual([
      { timeoutMs: 10_000, parts: ["inputs", "http", "bus", "store"] },
    ]);
  });

  it("is not graceful when a part ended only because its time was up", async () => {
    const { daemon, clock, fieldsOf } = create({
      bus: {
        stop: ({ signal }) =>
          new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
      },
    });
    await daemon.start(patient());
    const stopped = daemon.stop(10_000);
    await clock.advance(7_500);
    expect(await stopped).toEqual({ isGraceful: false });
    expect(fieldsOf("stopForced")).toEqual([{ timeoutMs: 10_000, parts: [] }]);
  });
});

describe("a daemon that runs", () => {
  it("tells the health and the loops of all its parts", () => {
    const loop = new LoopProgress("drain", { monotonicMs: () => 0, ageMaxMs: 1 });
    const { daemon } = create({ store: { loops: () => [loop] } });
    expect(daemon.health()).toEqual({
      store: { status: "ok", detail: "store" },
      bus: { status: "ok", detail: "bus" },
      http: { status: "ok", detail: "http" },
    });
    expect(daemon.loops()).toEqual([loop]);
  });
});
