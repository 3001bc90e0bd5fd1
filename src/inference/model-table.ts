import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import { AbortedError, HostLostError, InferenceStoppedError } from "./errors.ts";
import type { inferenceEvents } from "./events.ts";
import type { HostWork, WorkResults } from "./host/messages.ts";
import { LoadedModel, type Placement } from "./loaded-model.ts";
import type { ModelSource, ModelStatus } from "./model-source.ts";
import { placeModel } from "./place-model.ts";
import type { ProviderChoice } from "./providers.ts";

export interface ModelTableOptions {
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof inferenceEvents>;
  threads: number;
  table: readonly ProviderChoice[];
  loadMsMax: () => number;
  runMsMax: () => number;
  step<W extends HostWork>(thread: number, work: W, limitMs: () => number): Promise<WorkResults[W["type"]]>;
  whenIdle(model: LoadedModel): Promise<void>;
  /** Fails what waits for the model. */
  refuse(model: LoadedModel, error: Error): void;
  /** A model can take requests again. */
  onOpen(): void;
  /** The first model is about to be loaded; the last one was unloaded. */
  wantHost(): void;
  releaseHost(): Promise<void>;
  /** Another model answers for the task, or none any more. */
  onActivated(task: string): void;
}

const retryBackoff = { baseMs: 5_000, maxMs: 300_000 };

/**
 * Which model is in which slot. Invariants:
 * 1. Loading, opening again and unloading happen one after the other, so that growth of memory is the growth of one.
 * 2. A slot answers with its old model until the new one is opened, self-tested and timed. Then the old one is closed,
 *    when what already waits for it is done.
 * 3. After a loss of the host every model in a slot is opened again; one that cannot be is tried again, for ever.
 */
export function createModelTable(options: ModelTableOptions) {
  const { clock, random, reporter, step } = options;
  const slots = new Map<string, LoadedModel>();
  let turn: Promise<unknown> = Promise.resolve();
  let isUp = false;
  let losses = 0;
  let lastSession = 0;
  let upWaiters: { resolve(): void; reject(error: Error): void }[] = [];
  let isClosed = true;
  let placing = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  async function whenUp(): Promise<void> {
    if (isClosed) throw new InferenceStoppedError("inference is stopped");
    if (isUp) return;
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.after(options.loadMsMax(), () =>
        waiter.reject(new HostLostError(`the inference host did not start within ${options.loadMsMax()} ms`)),
      );
      const waiter = {
        resolve: () => {
          cancel();
          resolve();
        },
        reject: (error: Error) => {
          cancel();
          upWaiters = upWaiters.filter((one) => one !== waiter);
          reject(error);
        },
      };
      upWaiters.push(waiter);
    });
  }

  function place(source: ModelSource, thread: number, signal?: AbortSignal): Promise<Placement> {
    return placeModel({
      source,
      table: options.table,
      step: (work) => step(thread, work, work.type === "open" ? options.loadMsMax : options.runMsMax),
      newSession: () => {
        lastSession += 1;
        return lastSession;
      },
      whenUp,
      losses: () => losses,
      signal,
    });
  }

  /** The one with the fewest models. */
  function freestThread(): number {
    const counts = Array.from({ length: options.threads }, () => 0);
    for (const { thread } of slots.values()) counts[thread] = (counts[thread] ?? 0) + 1;
    return counts.indexOf(Math.min(...counts));
  }

  async function load(slot: string, source: ModelSource, signal?: AbortSignal): Promise<ModelStatus> {
    if (isClosed) throw new InferenceStoppedError("inference is not started");
    if (signal?.aborted) throw new AbortedError(`loading ${source.id} was given up`);
    const facts = { slot, model: source.id, version: source.version };
    options.wantHost();
    placing += 1;
    try {
      const thread = freestThread();
      const placement = await place(source, thread, signal);
      const model = new LoadedModel({ slot, source, thread, placement });
      const before = slots.get(slot);
      slots.set(slot, model);
      const { variant, provider, latencyMs, loadMs, memoryBytes } = placement;
      const choice = { variant: variant.name, provider: provider.name, latencyMs, loadMs, memoryBytes };
      reporter.report("modelLoaded", { ...facts, ...choice });
      if (before) void retire(before);
      if (slot === source.task) options.onActivated(slot);
      return model.status();
    } catch (error) {
      reporter.report("loadFailed", { ...facts, error: errorMessage(error) });
      throw error;
    } finally {
      placing -= 1;
      if (slots.size === 0) await release();
    }
  }

  /** What waits for it still runs on it: its caller read that model's vocabulary. */
  async function retire(model: LoadedModel): Promise<void> {
    const { session } = model.placement;
    const lossesBefore = losses;
    await options.whenIdle(model);
    if (isClosed || losses !== lossesBefore) return;
    // A host that is lost meanwhile has closed it too.
    await step(model.thread, { type: "close", session }, options.runMsMax).catch(() => {});
  }

  async function unload(slot: string): Promise<void> {
    const model = slots.get(slot);
    if (!model) return;
    slots.delete(slot);
    reporter.report("modelUnloaded", { slot, model: model.source.id, version: model.source.version });
    if (slot === model.source.task) options.onActivated(slot);
    if (model.isOpen) await retire(model);
    else options.refuse(model, new InferenceStoppedError(`${model.name} was unloaded`));
    if (slots.size === 0) await release();
  }

  /** No model, no process. */
  async function release(): Promise<void> {
    if (placing > 0) return;
    isUp = false;
    await options.releaseHost();
  }

  /** Opens a model again, where it was if that still works, else where it runs best now. */
  async function reopen(model: LoadedModel, attempt: number): Promise<void> {
    if (isClosed || model.isOpen || slots.get(model.slot) !== model) return;
    const { variant, provider } = model.placement;
    const preferred = { variant: variant.name, provider: provider.name };
    const facts = { slot: model.slot, model: model.source.id, version: model.source.version };
    try {
      model.placement = await place({ ...model.source, preferred }, model.thread);
      model.isOpen = true;
      model.problem = undefined;
      const { variant: now, provider: where } = model.placement;
      reporter.report("modelReopened", { ...facts, variant: now.name, provider: where.name });
      options.onOpen();
    } catch (error) {
      if (isClosed) return;
      // The host is away again: its return opens the models.
      if (error instanceof HostLostError && !isUp) return;
      model.problem = error as Error;
      reporter.report("modelLost", { ...facts, error: errorMessage(error) });
      options.refuse(model, model.problem);
      const delayMs = fullJitterDelayMs(attempt, { ...retryBackoff, random });
      clock.after(delayMs, () => void inTurn(() => reopen(model, attempt + 1)));
    }
  }

  return {
    slots: slots as ReadonlyMap<string, LoadedModel>,
    open(): void {
      isClosed = false;
    },
    load: (slot: string, source: ModelSource, signal?: AbortSignal) =>
      inTurn(() => load(slot, source, signal)),
    unload: (slot: string) => inTurn(() => unload(slot)),
    /** The host runs, without any model yet. */
    hostIsUp(): void {
      isUp = true;
      for (const { resolve } of upWaiters.splice(0)) resolve();
      for (const model of slots.values()) void inTurn(() => reopen(model, 0));
    },
    hostIsLost(): void {
      isUp = false;
      losses += 1;
      for (const model of slots.values()) model.isOpen = false;
    },
    /** The place where the model runs is lost while the host is not. */
    replace(model: LoadedModel): void {
      if (!model.isOpen || slots.get(model.slot) !== model) return;
      model.isOpen = false;
      void inTurn(() => reopen(model, 0));
    },
    close(): void {
      isClosed = true;
      for (const waiter of [...upWaiters]) waiter.reject(new InferenceStoppedError("inference is stopped"));
      slots.clear();
    },
  };
}
