import type { Random } from "../core/backoff.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { Deadline, Service } from "../core/lifecycle.ts";
import type { ModelRunner } from "../domain/ports.ts";
import type { InferenceConfig } from "./config.ts";
import { createDispatcher, type RunOutcome } from "./dispatcher.ts";
import {
  BackendLostError,
  BadInputError,
  HostLostError,
  InferenceStoppedError,
  ModelFailedError,
  NoModelError,
} from "./errors.ts";
import { inferenceEvents } from "./events.ts";
import { createExposedMetrics } from "./exposed-metrics.ts";
import { describeHealth } from "./health.ts";
import type { MakeHostLink } from "./host-link.ts";
import { createHostSupervisor } from "./host-supervisor.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { HostStatus, ModelHost, RunReport } from "./model-source.ts";
import { createModelTable } from "./model-table.ts";
import { providerTable } from "./providers.ts";
import { tensorProblem } from "./shapes.ts";

export interface InferenceService extends Service, ModelRunner, ModelHost {
  reconfigure(config: InferenceConfig): void;
}

export interface InferenceServiceOptions {
  config: InferenceConfig;
  observability: Observability;
  random: Random;
  /** Starts the host's process: `createProcessLink`. */
  makeLink: MakeHostLink;
}

/** Runs models in the inference host, a process that lives only while there is a model. */
export function createInferenceService(options: InferenceServiceOptions): InferenceService {
  const { observability, random, makeLink } = options;
  const { clock } = observability;
  let { config } = options;
  const { threads } = config;
  const reporter = createReporter("inference", inferenceEvents, observability);
  const runListeners = new Set<(report: RunReport) => void>();
  const activationListeners = new Set<(task: string) => void>();
  let isStarted = false;
  let isHostWanted = false;
  let restarts = 0;
  let residentBytes: number | undefined;
  let lost: { reason: string; since: number } | undefined;

  const supervisor = createHostSupervisor({
    clock,
    random,
    settings: () => ({
      runtimePath: config.runtimePath,
      threads,
      runThreads: config.runThreads,
      runMsMax: config.runMsMax,
      loadMsMax: config.loadMsMax,
    }),
    silenceMsMax: () => config.silenceMsMax,
    makeLink,
    onUp() {
      reporter.report("hostStarted", { pid: supervisor.pid });
      lost = undefined;
      table.hostIsUp();
      dispatcher.pump();
    },
    onAlive(bytes) {
      residentBytes = bytes;
    },
    onLost(because, reason) {
      restarts += 1;
      residentBytes = undefined;
      lost ??= { reason, since: clock.now() };
      table.hostIsLost();
      dispatcher.refuseSteps(new HostLostError(`the inference host was lost: ${reason}`));
      reporter.report("hostLost", { because, reason });
    },
  });

  const dispatcher = createDispatcher({
    clock,
    threads,
    limits: () => config,
    host: supervisor,
    onLate: (priority, stage) => reporter.report("late", { priority, stage }),
    onShed: (priority) => reporter.report("shed", { priority }),
    onRan: (figures) => exposed.observeRun(figures),
    onOutcome: handleOutcome,
  });

  const table = createModelTable({
    clock,
    random,
    reporter,
    threads,
    table: providerTable(config),
    loadMsMax: () => config.loadMsMax,
    runMsMax: () => config.runMsMax,
    step: dispatcher.step,
    whenIdle: dispatcher.whenIdle,
    refuse: (model, error) => dispatcher.refuse(error, model),
    onOpen: dispatcher.pump,
    wantHost() {
      isHostWanted = true;
      supervisor.start();
    },
    async releaseHost() {
      isHostWanted = false;
      residentBytes = undefined;
      lost = undefined;
      await supervisor.stop();
    },
    onActivated(task) {
      for (const listener of activationListeners) listener(task);
    },
  });
  const exposed = createExposedMetrics(observability, status);

  function handleOutcome(model: LoadedModel, inputs: RunReport["inputs"], outcome: RunOutcome): void {
    const { slot } = model;
    if ("error" in outcome) {
      const { error } = outcome;
      model.failures += 1;
      if (error instanceof ModelFailedError || error instanceof BackendLostError)
        reporter.report("runFailed", { slot, code: error.code, model: model.name, error: error.message });
      if (error instanceof BackendLostError) {
        reporter.report("backendLost", { slot, provider: model.placement.provider.name });
        table.replace(model);
      }
    } else {
      model.runs += 1;
    }
    for (const listener of runListeners) listener({ slot, inputs, outcome });
  }

  function status(): HostStatus {
    const running = supervisor.isUp ? "running" : lost ? "restarting" : "starting";
    return {
      state: isHostWanted ? running : "off",
      pid: supervisor.pid,
      residentBytes,
      restarts,
      queued: dispatcher.queued,
      models: [...table.slots.values()].map((model) => model.status()),
    };
  }

  return {
    name: "inference",
    async start() {
      isStarted = true;
      table.open();
    },
    async stop(deadline: Deadline) {
      isStarted = false;
      isHostWanted = false;
      const error = new InferenceStoppedError("inference is stopped");
      table.close();
      dispatcher.refuse(error);
      dispatcher.refuseSteps(error);
      // It holds nothing that could be lost, so it is not asked to end.
      await supervisor.stop(deadline.signal);
    },
    health: () => describeHealth(status(), lost),
    reconfigure(next) {
      config = next;
    },
    async run(slot, inputs, runOptions) {
      if (!isStarted) throw new InferenceStoppedError("inference is not started");
      const model = table.slots.get(slot);
      if (!model) throw new NoModelError(`there is no model for ${slot}`);
      if (model.problem) throw model.problem;
      const problem = tensorProblem(model.source.inputs, inputs, true);
      if (problem) throw new BadInputError(`${model.name} cannot take this: ${problem}`);
      return dispatcher.run(model, inputs, runOptions);
    },
    active(task) {
      const source = table.slots.get(task)?.source;
      if (!source) return undefined;
      const { id, version, labels, settings } = source;
      return { id, version, task, labels, settings, readText: (file) => source.readText(file) };
    },
    onActivated(listener) {
      activationListeners.add(listener);
      return () => activationListeners.delete(listener);
    },
    onRun(listener) {
      runListeners.add(listener);
      return () => runListeners.delete(listener);
    },
    load: table.load,
    unload: table.unload,
    status,
  };
}
