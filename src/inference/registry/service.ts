import { sleep } from "../../core/clock.ts";
import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import { createReporter, type Observability } from "../../core/events.ts";
import type { Health, Service } from "../../core/lifecycle.ts";
import type { ModelName, ModelSwitch, ModelsView, TaskView } from "../../domain/model-view.ts";
import type { InferenceConfig } from "../config.ts";
import type { ModelHost, ModelSource, ModelStatus, RunReport } from "../model-source.ts";
import {
  bundledFor,
  type Catalogue,
  type CatalogueModel,
  findModel,
  lookUp,
  type Places,
  readCatalogue,
  standardLanguage,
} from "./catalogue.ts";
import { ModelUnknownError, NothingToRollBackError, ShadowRefusedError } from "./errors.ts";
import { modelsEvents } from "./events.ts";
import { createModelLoader } from "./model-loader.ts";
import { type Probation, startProbation } from "./probation.ts";
import { createShadows } from "./shadows.ts";
import { isSameModel, type ModelReference, modelName, type TaskState, withTask } from "./state.ts";
import { createStateKeeper } from "./state-keeper.ts";
import type { HostVersions } from "./versions.ts";
import { loadedView, modelView } from "./views.ts";

/**
 * Which model answers for each task.
 *
 * 1. One change at a time. A model is verified, opened and self-tested before it takes over; until then, and when any
 *    of that fails, the one before answers.
 * 2. What is active is on the disk before `activate` and `rollback` resolve; a power cut leaves the one or the other.
 * 3. At start the active model, the one before and the bundled one are tried in this order.
 */
export interface ModelRegistry extends Service {
  view(): Promise<ModelsView>;
  /** `name` as `id` or `id@version`. Rejects with a named error, and then nothing was changed. */
  activate(name: string): Promise<ModelSwitch>;
  /** Back to the model before, else to the bundled one. */
  rollback(task: string): Promise<ModelSwitch>;
  /** Sets the shadow model of its task; without a model ends that of `task`. */
  setShadow(wish: { model: string } | { task: string }): Promise<TaskView>;
  reconfigure(config: InferenceConfig): void;
}

export interface ModelRegistryOptions {
  config: InferenceConfig;
  places: Places;
  /** Folder of the public keys shipped with the program. */
  keysDirectory: string;
  versions: HostVersions;
  host: ModelHost;
  /** Tasks that nothing here asks for are not opened, which spares their memory; left out: all are needed. */
  isNeeded?: (task: string) => boolean;
  observability: Observability;
}

/** What answers for a task now. */
interface Running {
  source: ModelSource | undefined;
  /** Why it is not the wanted model, or why there is none. */
  problem: string | undefined;
  probation: Probation | undefined;
}

/** A start waits this long for the models; one that takes longer is opened while the daemon runs already. */
const startPatienceMs = 5_000;

export function createModelRegistry(options: ModelRegistryOptions): ModelRegistry {
  const { places, host, observability, versions } = options;
  const { clock } = observability;
  let { config } = options;
  const reporter = createReporter("models", modelsEvents, observability);
  const running = new Map<string, Running>();
  const stopping = new AbortController();
  const state = createStateKeeper(places.pulled, reporter);
  const loader = createModelLoader({
    host,
    policy: { keysDirectory: options.keysDirectory, versions, settings: () => config },
    state: state.current,
    signal: stopping.signal,
  });
  const shadows = createShadows({
    host,
    loader,
    metrics: observability.metrics,
    queueMax: () => config.shadowQueueMax,
    activeLabels: (task) => running.get(task)?.source?.labels ?? {},
  });
  let turn: Promise<unknown> = Promise.resolve();
  let isLoading = false;
  let stopListening = () => {};

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  function runningOf(task: string): Running {
    const now = running.get(task) ?? { source: undefined, problem: undefined, probation: undefined };
    running.set(task, now);
    return now;
  }

  async function loadAll(): Promise<void> {
    isLoading = true;
    await state.read();
    const catalogue = await readCatalogue(places);
    const bundled = catalogue.models.filter(({ origin }) => origin === "bundled");
    const tasks = [
      ...Object.keys(state.current().tasks),
      ...bundled.map(({ folder }) => folder.manifest.task),
    ];
    for (const task of new Set(tasks)) {
      if (options.isNeeded?.(task) === false) continue;
      await loadTask(task, catalogue);
      if (stopping.signal.aborted) return;
    }
    isLoading = false;
    const measured = loader.withMeasured(state.current());
    if (measured !== state.current()) await state.keep(measured);
  }

  async function loadTask(task: string, catalogue: Catalogue): Promise<void> {
    const { active, previous, shadow, isOnProbation } = state.task(task);
    const bundled = bundledFor(catalogue, task, standardLanguage);
    const wanted = active ?? bundled?.folder.manifest;
    const problems: string[] = [];
    const candidates = [active, previous].flatMap((reference) => {
      const found = reference && lookUp(catalogue, reference);
      if (reference && !found) problems.push(`${modelName(reference)} ${whyMissing(catalogue, reference)}`);
      return found ?? [];
    });
    if (bundled) candidates.push(bundled);
    const used = await loadFirst(task, [...new Set(candidates)], problems);
    if (stopping.signal.aborted) return;
    const isWanted = used !== undefined && isSameModel(used.folder.manifest, wanted);
    const reason = problems.join("; ");
    const facts = { task, wanted: wanted && modelName(wanted), reason };
    runningOf(task).problem = isWanted ? undefined : reason;
    if (!used) reporter.report("noUsableModel", facts);
    else if (!isWanted) reporter.report("fellBack", { ...facts, used: modelName(used.folder.manifest) });
    if (isOnProbation && isWanted) beginProbation(task);
    if (shadow) await resumeShadow(task, shadow, catalogue);
  }

  async function resumeShadow(task: string, shadow: ModelReference, catalogue: Catalogue): Promise<void> {
    try {
      const model = lookUp(catalogue, shadow);
      if (!model) throw new ModelUnknownError(`${modelName(shadow)} ${whyMissing(catalogue, shadow)}`);
      await shadows.begin(task, model);
    } catch (error) {
      reporter.report("shadowFailed", { task, model: modelName(shadow), error: errorMessage(error) });
    }
  }

  /** The first of `models` that can be used answers for the task; what is wrong with those before goes to `problems`. */
  async function loadFirst(
    task: string,
    models: readonly CatalogueModel[],
    problems: string[],
  ): Promise<CatalogueModel | undefined> {
    for (const model of models) {
      const { manifest } = model.folder;
      try {
        if (manifest.task !== task) throw new ModelUnknownError(`its task is ${manifest.task}`);
        await load(task, model);
        return model;
      } catch (error) {
        if (stopping.signal.aborted) return undefined;
        if (!(error instanceof EdgewiseError)) throw error;
        problems.push(`${modelName(manifest)} cannot be used: ${error.message}`);
      }
    }
    return undefined;
  }

  async function load(task: string, model: CatalogueModel): Promise<ModelStatus> {
    const { source, status } = await loader.load(task, model);
    Object.assign(runningOf(task), { source, problem: undefined });
    return status;
  }

  async function activate(name: string): Promise<ModelSwitch> {
    const catalogue = await readCatalogue(places);
    const model = findModel(catalogue, name);
    const to = nameOnly(model.folder.manifest);
    const { task } = model.folder.manifest;
    const now = runningOf(task);
    const from = now.source && nameOnly(now.source);
    if (now.source?.directory === model.folder.directory) {
      // Also where it only stands in for another one: from now on it is the one that is wanted.
      const { previous } = state.task(task);
      await commit({ task, catalogue, model, previous, isOnProbation: now.probation !== undefined });
      now.problem = undefined;
      return { task, from, to, isChanged: false, loaded: loadedView(statusOf(task)) };
    }
    try {
      const status = await switchTo(task, catalogue, model);
      reporter.report("activated", { task, from: from && modelName(from), to: modelName(to) });
      return { task, from, to, isChanged: true, loaded: loadedView(status) };
    } catch (error) {
      reporter.report("activationRefused", { task, model: modelName(to), error: errorMessage(error) });
      throw error;
    }
  }

  async function switchTo(task: string, catalogue: Catalogue, model: CatalogueModel): Promise<ModelStatus> {
    const before = { ...runningOf(task) };
    const previous = before.source && nameOnly(before.source);
    const status = await load(task, model);
    try {
      await commit({ task, catalogue, model, previous, isOnProbation: previous !== undefined });
    } catch (error) {
      // It is not written down, so it must not answer either.
      if (before.source) await host.load(task, before.source);
      else await host.unload(task);
      Object.assign(runningOf(task), before);
      throw error;
    }
    await afterSwitch(task);
    if (previous) beginProbation(task);
    return status;
  }

  /** Writes down that `model` is the active one. */
  async function commit(change: {
    task: string;
    catalogue: Catalogue;
    model: CatalogueModel;
    previous?: ModelReference | undefined;
    isOnProbation?: boolean;
    rejected?: TaskState["rejected"];
  }): Promise<void> {
    const { task, catalogue, model, previous } = change;
    const active = nameOnly(model.folder.manifest);
    const before = state.task(task);
    const shadow = isSameModel(before.shadow, active) ? undefined : before.shadow;
    const rejected = change.rejected ?? before.rejected;
    // The bundled model is not named: when the next edgewise brings a newer one, that one answers.
    const isBundled = model === bundledFor(catalogue, task, standardLanguage);
    const next: TaskState = {
      ...(isBundled ? {} : { active }),
      ...(previous && !isSameModel(previous, active) ? { previous } : {}),
      ...(shadow ? { shadow } : {}),
      ...(change.isOnProbation ? { isOnProbation: true } : {}),
      ...(rejected ? { rejected } : {}),
    };
    await state.commit(withTask(loader.withMeasured(state.current()), task, next));
  }

  /** The shadow model is compared with the new one from the beginning, unless it is the new one itself. */
  async function afterSwitch(task: string): Promise<void> {
    const now = runningOf(task);
    now.probation?.end();
    now.probation = undefined;
    if (now.source && isSameModel(shadows.of(task), now.source)) await shadows.end(task);
    else shadows.restart(task);
  }

  function beginProbation(task: string): void {
    const now = runningOf(task);
    const { source } = now;
    if (!source) return;
    now.probation = startProbation({
      clock,
      limits: config,
      onPassed() {
        now.probation = undefined;
        reporter.report("probationPassed", { task, model: modelName(source) });
        void inTurn(() => {
          const { isOnProbation: _over, ...rest } = state.task(task);
          return state.keep(withTask(state.current(), task, rest));
        });
      },
      onFailed: (reason) => void inTurn(() => takeBack(task, source, reason)),
    });
  }

  /** A new model failed too often. */
  async function takeBack(task: string, source: ModelSource, reason: string): Promise<void> {
    const now = runningOf(task);
    // Somebody may have activated another one meanwhile.
    if (now.source !== source || stopping.signal.aborted) return;
    try {
      await goBack(task, "errors", { ...nameOnly(source), reason, at: clock.now() });
    } catch (error) {
      now.probation = undefined;
      now.problem = `${modelName(source)}: ${reason}; ${errorMessage(error)}`;
      const facts = { task, model: modelName(source), reason, error: errorMessage(error) };
      reporter.report("rollbackFailed", facts);
    }
  }

  async function goBack(
    task: string,
    because: "person" | "errors",
    rejected?: TaskState["rejected"],
  ): Promise<ModelSwitch> {
    const catalogue = await readCatalogue(places);
    const { source } = runningOf(task);
    const from = source && nameOnly(source);
    const { previous } = state.task(task);
    const models = [
      previous && lookUp(catalogue, previous),
      bundledFor(catalogue, task, standardLanguage),
    ].filter((model) => model !== undefined && !isSameModel(model.folder.manifest, from));
    const problems: string[] = [];
    const model = await loadFirst(task, models as CatalogueModel[], problems);
    if (!model) {
      if (problems.length === 0) throw new NothingToRollBackError(task);
      throw new ModelUnknownError(problems.join("; "), "activate another model, or pull one");
    }
    await afterSwitch(task);
    try {
      await commit({ task, catalogue, model, ...(rejected ? { rejected } : {}) });
    } catch (error) {
      // The model before answers already, and should; only a restart would bring the other one back.
      if (because === "person") throw error;
      reporter.report("stateNotWritten", { error: errorMessage(error) });
    }
    const to = nameOnly(model.folder.manifest);
    const reason = rejected?.reason;
    reporter.report("rolledBack", {
      task,
      because,
      from: from && modelName(from),
      to: modelName(to),
      reason,
    });
    return { task, from, to, isChanged: true, loaded: loadedView(statusOf(task)) };
  }

  async function setShadow(wish: { model: string } | { task: string }): Promise<TaskView> {
    if ("task" in wish) {
      if (!running.has(wish.task)) throw unknownTask(wish.task);
      const { shadow: _over, ...rest } = state.task(wish.task);
      await state.commitTask(wish.task, rest);
      await shadows.end(wish.task);
      return taskView(wish.task);
    }
    const model = findModel(await readCatalogue(places), wish.model);
    const name = nameOnly(model.folder.manifest);
    const { task } = model.folder.manifest;
    const { source } = runningOf(task);
    if (!source) throw new ShadowRefusedError(`No model answers for the task ${task} to compare with.`);
    if (isSameModel(source, name)) {
      throw new ShadowRefusedError(`${modelName(name)} is the active model of the task ${task}.`);
    }
    await shadows.begin(task, model);
    try {
      await state.commitTask(task, { ...state.task(task), shadow: name });
    } catch (error) {
      await shadows.end(task);
      throw error;
    }
    reporter.report("shadowSet", { task, model: modelName(name) });
    return taskView(task);
  }

  function watchRun({ slot, inputs, outcome }: RunReport): void {
    const now = running.get(slot);
    if (!now) return;
    if ("outputs" in outcome) {
      now.probation?.count(false);
      shadows.offer(slot, inputs, outcome.outputs);
    } else if (!isCallersDoing(outcome.error)) {
      now.probation?.count(true);
    }
  }

  function statusOf(slot: string): ModelStatus | undefined {
    return host.status().models.find((model) => model.slot === slot);
  }

  function taskView(task: string): TaskView {
    const { source, problem, probation } = runningOf(task);
    const { previous, rejected } = state.task(task);
    return {
      task,
      active: source && nameOnly(source),
      previous,
      problem,
      loaded: loadedView(statusOf(task)),
      probation: probation?.figures(),
      shadow: shadows.view(task, statusOf),
      rejected,
    };
  }

  function unknownTask(task: string): ModelUnknownError {
    const known = [...running.keys()];
    return new ModelUnknownError(
      `There is no task ${JSON.stringify(task)}.`,
      known.length > 0 ? `tasks with a model: ${known.join(", ")}` : "no model is at hand for any task",
    );
  }

  return {
    name: "models",
    async start() {
      stopListening = host.onRun(watchRun);
      await Promise.race([inTurn(loadAll), sleep(clock, startPatienceMs)]);
    },
    async stop() {
      stopping.abort();
      stopListening();
      for (const { probation } of running.values()) probation?.end();
      shadows.stop();
    },
    health: () => describeHealth(running, isLoading),
    async view() {
      const { models, unreadable } = await readCatalogue(places);
      const tasks = [...running.keys()].sort().map(taskView);
      const { state: hostState, pid, residentBytes, restarts } = host.status();
      return {
        models: models.map((model) => {
          const task = tasks.find((one) => one.task === model.folder.manifest.task);
          return modelView(model, task && { ...task, shadow: task.shadow?.model });
        }),
        unreadable,
        tasks,
        host: { state: hostState, pid, residentBytes, restarts },
      };
    },
    activate: (name) => inTurn(() => activate(name)),
    rollback: (task) =>
      inTurn(async () => {
        if (!running.has(task)) throw unknownTask(task);
        return goBack(task, "person");
      }),
    setShadow: (wish) => inTurn(() => setShadow(wish)),
    reconfigure(next) {
      config = next;
    },
  };
}

/** What goes to the state and out of the registry: a manifest or a source is a name too, and much more. */
function nameOnly({ id, version }: ModelName): ModelName {
  return { id, version };
}

function whyMissing(catalogue: Catalogue, { id, version }: ModelReference): string {
  const found = catalogue.unreadable.find(({ directory }) => directory.endsWith(`/${id}/${version}`));
  return found ? `cannot be used: ${found.reason}` : "is not at hand any more";
}

/** Failures that say nothing about the model. */
function isCallersDoing(error: Error): boolean {
  const codes = ["inference.aborted", "inference.stopped", "inference.overloaded", "inference.badInput"];
  return error instanceof EdgewiseError && codes.includes(error.code);
}

function describeHealth(running: ReadonlyMap<string, Running>, isLoading: boolean): Health {
  const figures = { tasks: running.size };
  const bad = [...running].filter(([, { problem }]) => problem !== undefined);
  if (bad.length === 0) {
    return { status: "ok", detail: isLoading ? "opening models" : "models are as wanted", figures };
  }
  const detail = bad.map(([task, { problem }]) => `${task}: ${problem}`).join("; ");
  return { status: "degraded", detail, figures };
}
