import type { Clock } from "../core/clock.ts";
import type { InferencePriority, Tensors } from "../domain/inference.ts";
import { joinInputs, splitOutputs } from "./batch.ts";
import { AbortedError, LateError, ModelFailedError, OverloadedError } from "./errors.ts";
import type { HostWork, WorkResults } from "./host/messages.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { RunOptions } from "./model-source.ts";
import { createScheduler, type Waiting } from "./scheduler.ts";
import { byteCount } from "./shapes.ts";

interface Request extends Waiting {
  readonly model: LoadedModel;
  readonly inputs: Tensors;
  readonly queuedAtMs: number;
  isRunning: boolean;
  isSettled: boolean;
  settle(outcome: RunOutcome): void;
}

export type RunOutcome = { outputs: Tensors; runMs: number } | { error: Error };

/** A step of opening or closing a model: not bounded, there are only as many as models being loaded. */
interface Step {
  work: HostWork;
  limitMs: () => number;
  resolve(result: never): void;
  reject(error: Error): void;
}

interface Lane {
  readonly thread: number;
  isBusy: boolean;
  readonly steps: Step[];
}

export interface DispatcherOptions {
  clock: Clock;
  threads: number;
  limits: () => { queueCountMax: number; queueBytesMax: number; runMsMax: number };
  host: {
    readonly isUp: boolean;
    call<W extends HostWork>(thread: number, work: W, limitMs: () => number): Promise<WorkResults[W["type"]]>;
  };
  onLate(priority: InferencePriority, stage: "waiting" | "running"): void;
  onShed(priority: InferencePriority): void;
  onRan(figures: { model: LoadedModel; requests: number; runMs: number; waitedMs: number }): void;
  /** Once for each request that got as far as the model. */
  onOutcome(model: LoadedModel, inputs: Tensors, outcome: RunOutcome): void;
}

/**
 * Gives each thread of the host one piece of work at a time, so that what is urgent waits for one run at most. Steps of
 * loading go before requests but one by one: a request that waits runs between two of them.
 */
export function createDispatcher(options: DispatcherOptions) {
  const { clock, limits, host } = options;
  const lanes: Lane[] = Array.from({ length: options.threads }, (_, thread) => ({
    thread,
    isBusy: false,
    steps: [],
  }));
  const queue = createScheduler<Request>(() => {
    const { queueCountMax, queueBytesMax } = limits();
    return { countMax: queueCountMax, bytesMax: queueBytesMax };
  });
  const running = new Set<Request>();
  let idleWaiters: { model: LoadedModel; resolve(): void }[] = [];

  function run(
    model: LoadedModel,
    inputs: Tensors,
    { priority, withinMs, signal }: RunOptions,
  ): Promise<Tensors> {
    if (signal?.aborted) return Promise.reject(new AbortedError("the request was given up before it began"));
    return new Promise((resolve, reject) => {
      const nowMs = clock.monotonicMs();
      const onAbort = () => giveUp(request, new AbortedError("the request was given up by its caller"));
      const request: Request = {
        model,
        inputs,
        priority,
        deadlineMs: nowMs + withinMs,
        queuedAtMs: nowMs,
        bytes: byteCount(inputs),
        joinKey: model.joinKey(inputs),
        rows: model.rows(inputs),
        isRunning: false,
        isSettled: false,
        settle(outcome) {
          if (request.isSettled) return;
          request.isSettled = true;
          cancelTimer();
          signal?.removeEventListener("abort", onAbort);
          if ("error" in outcome) reject(outcome.error);
          else resolve(outcome.outputs);
        },
      };
      const cancelTimer = clock.after(withinMs, () => makeLate(request));
      signal?.addEventListener("abort", onAbort, { once: true });
      for (const shed of queue.add(request)) {
        options.onShed(shed.priority);
        shed.settle({ error: overloaded(shed) });
      }
      pump();
    });
  }

  function overloaded({ priority, model }: Request): Error {
    const { size, bytes } = queue;
    return new OverloadedError(
      `a ${priority} request to ${model.name} was refused: ${size} requests (${bytes} bytes) wait that are as urgent or more`,
    );
  }

  function makeLate(request: Request): void {
    if (request.isSettled) return;
    const withinMs = Math.round(request.deadlineMs - request.queuedAtMs);
    const stage = request.isRunning ? "running" : "waiting";
    options.onLate(request.priority, stage);
    const where = request.isRunning ? "while it ran" : "before it ran";
    giveUp(
      request,
      new LateError(`${request.model.name} gave no answer within ${withinMs} ms: they passed ${where}`),
    );
  }

  /** One that runs goes on: a run cannot be interrupted, only its answer be ignored. */
  function giveUp(request: Request, error: Error): void {
    queue.remove(request);
    request.settle({ error });
    wakeIdle();
  }

  function pump(): void {
    if (!host.isUp) return;
    for (const lane of lanes) {
      if (lane.isBusy) continue;
      const step = lane.steps.shift();
      if (step) {
        doStep(lane, step);
        continue;
      }
      const { together, late } = queue.take(
        clock.monotonicMs(),
        ({ model }) => model.isOpen && model.thread === lane.thread,
        ({ model }) => model.rowsMax,
      );
      for (const request of late) makeLate(request);
      if (together.length > 0) void runTogether(lane, together);
    }
  }

  function doStep(lane: Lane, { work, limitMs, resolve, reject }: Step): void {
    lane.isBusy = true;
    host
      .call(lane.thread, work, limitMs)
      .then(
        (result) => resolve(result as never),
        (error: Error) => reject(error),
      )
      .finally(() => {
        lane.isBusy = false;
        pump();
      });
  }

  async function runTogether(lane: Lane, requests: Request[]): Promise<void> {
    lane.isBusy = true;
    const startedMs = clock.monotonicMs();
    for (const request of requests) {
      request.isRunning = true;
      running.add(request);
    }
    try {
      await runJoined(lane, requests, startedMs);
    } finally {
      for (const request of requests) running.delete(request);
      lane.isBusy = false;
      wakeIdle();
      pump();
    }
  }

  async function runJoined(lane: Lane, requests: readonly Request[], startedMs: number): Promise<void> {
    const [{ model, queuedAtMs }] = requests as [Request, ...Request[]];
    const all = requests.map(({ inputs }) => inputs);
    const isJoined = requests.length > 1 && model.layout !== undefined;
    const inputs = isJoined && model.layout ? joinInputs(all, model.layout) : (all[0] as Tensors);
    try {
      const { session } = model.placement;
      const { outputs, runMs } = await host.call(
        lane.thread,
        { type: "run", session, inputs },
        () => limits().runMsMax,
      );
      options.onRan({ model, requests: requests.length, runMs, waitedMs: startedMs - queuedAtMs });
      const parts = isJoined && model.layout ? splitOutputs(outputs, all, model.layout) : [outputs];
      for (const [position, request] of requests.entries()) {
        finish(request, { outputs: parts[position] as Tensors, runMs });
      }
    } catch (error) {
      // One of them is to blame; each by itself shows which.
      if (isJoined && error instanceof ModelFailedError) {
        for (const request of requests) await runJoined(lane, [request], startedMs);
        return;
      }
      for (const request of requests) finish(request, { error: error as Error });
    }
  }

  function finish(request: Request, outcome: RunOutcome): void {
    options.onOutcome(request.model, request.inputs, outcome);
    request.settle(outcome);
  }

  function isIdle(model: LoadedModel): boolean {
    return (
      ![...running].some((request) => request.model === model) && !queue.some((one) => one.model === model)
    );
  }

  function wakeIdle(): void {
    const woken = idleWaiters.filter(({ model }) => isIdle(model));
    idleWaiters = idleWaiters.filter((waiter) => !woken.includes(waiter));
    for (const { resolve } of woken) resolve();
  }

  return {
    run,
    pump,
    get queued() {
      return queue.size;
    },
    /** One step of loading or unloading, as soon as the host is up and the thread free. */
    step<W extends HostWork>(
      thread: number,
      work: W,
      limitMs: () => number,
    ): Promise<WorkResults[W["type"]]> {
      return new Promise((resolve, reject) => {
        lanes[thread]?.steps.push({ work, limitMs, resolve, reject });
        pump();
      });
    },
    /** Fails the waiting requests of a model, or all. */
    refuse(error: Error, model?: LoadedModel): void {
      for (const request of queue.clear((one) => !model || one.model === model)) request.settle({ error });
      wakeIdle();
    },
    /** Fails the steps that wait: what they were for is over. */
    refuseSteps(error: Error): void {
      for (const lane of lanes) for (const step of lane.steps.splice(0)) step.reject(error);
    },
    /** Resolves when no request of the model waits or runs. */
    whenIdle(model: LoadedModel): Promise<void> {
      if (isIdle(model)) return Promise.resolve();
      return new Promise((resolve) => idleWaiters.push({ model, resolve }));
    },
  };
}
