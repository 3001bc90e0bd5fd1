import type { EventTable } from "../../core/events.ts";
import type { MetricOptions } from "../../core/metrics.ts";

export const modelsEvents = {
  activated: {
    level: "info",
    message: "another model answers for a task",
    counter: "edgewise_models_activations_total",
    labels: ["task"],
  },
  activationRefused: {
    level: "warn",
    message: "a model was not activated; the one before answers on",
    counter: "edgewise_models_activations_refused_total",
  },
  rolledBack: {
    level: "warn",
    message: "the model before answers again",
    counter: "edgewise_models_rollbacks_total",
    labels: ["task", "because"],
  },
  rollbackFailed: {
    level: "error",
    message: "a model fails too often and the one before cannot take over; pull or activate another one",
    counter: "edgewise_models_rollbacks_failed_total",
    labels: ["task"],
  },
  probationPassed: { level: "info", message: "a new model did well and stays" },
  fellBack: {
    level: "warn",
    message: "the active model of a task cannot be used; another one answers in its place",
    counter: "edgewise_models_fallbacks_total",
    labels: ["task"],
  },
  noUsableModel: {
    level: "error",
    message: "no model of a task can be used; what needs it does without",
    counter: "edgewise_models_tasks_without_total",
    labels: ["task"],
  },
  stateDamaged: {
    level: "warn",
    message: "the file that says which models are active cannot be used; the bundled ones answer",
    counter: "edgewise_models_state_damaged_total",
  },
  stateNotWritten: {
    level: "error",
    message: "which model is active could not be written to the disk; after a restart another one answers",
    counter: "edgewise_models_state_failures_total",
    quietMs: 60_000,
  },
  shadowSet: { level: "info", message: "a shadow model sees the inputs of a task" },
  shadowFailed: {
    level: "warn",
    message: "the shadow model of a task cannot be used",
    counter: "edgewise_models_shadow_failures_total",
    labels: ["task"],
    quietMs: 300_000,
  },
} as const satisfies EventTable;

export const modelsMetrics = {
  shadowRuns: {
    name: "edgewise_models_shadow_runs_total",
    help: "Inputs that a shadow model saw, by what came of it: agreed, differed, failed, dropped.",
    labels: ["task", "result"],
  },
} as const satisfies Record<string, MetricOptions>;
