import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

export const inferenceEvents = {
  hostStarted: { level: "info", message: "the inference host runs" },
  hostLost: {
    level: "warn",
    message: "the inference host was lost; starting it again with its models",
    counter: "edgewise_inference_host_losses_total",
    labels: ["because"],
    quietMs: 10_000,
  },
  modelLoaded: { level: "info", message: "a model was loaded" },
  modelReopened: { level: "info", message: "a model is open again" },
  modelUnloaded: { level: "info", message: "a model was unloaded" },
  loadFailed: {
    level: "warn",
    message: "a model could not be loaded; what was active stays so",
    counter: "edgewise_inference_load_failures_total",
  },
  modelLost: {
    level: "error",
    message: "a model could not be opened again; its requests fail until that succeeds",
    counter: "edgewise_inference_models_lost_total",
    labels: ["slot"],
    quietMs: 300_000,
  },
  backendLost: {
    level: "warn",
    message: "a backend was lost under its model; looking for another place to run it",
    counter: "edgewise_inference_backend_losses_total",
    labels: ["slot"],
    quietMs: 60_000,
  },
  late: {
    level: "warn",
    message: "requests were given up because their time had passed",
    counter: "edgewise_inference_late_total",
    labels: ["priority", "stage"],
    quietMs: 60_000,
  },
  shed: {
    level: "warn",
    message: "requests were refused because too many wait that are as urgent or more",
    counter: "edgewise_inference_refused_total",
    labels: ["priority"],
    quietMs: 60_000,
  },
  runFailed: {
    level: "warn",
    message: "requests failed in their model",
    counter: "edgewise_inference_run_failures_total",
    labels: ["slot", "code"],
    quietMs: 60_000,
  },
} as const satisfies EventTable;

export const inferenceMetrics = {
  requests: {
    name: "edgewise_inference_requests_total",
    help: "Requests that were run, whether alone or joined with others.",
    labels: ["slot"],
  },
  runSeconds: {
    name: "edgewise_inference_run_seconds",
    help: "Time of one run in the host; joined requests share one.",
    labels: ["slot"],
  },
  waitSeconds: {
    name: "edgewise_inference_wait_seconds",
    help: "Time for which the oldest request of a run had waited.",
    labels: ["slot"],
  },
  queued: { name: "edgewise_inference_queued", help: "Requests that wait for the host." },
  residentBytes: {
    name: "edgewise_inference_host_resident_bytes",
    help: "Resident memory of the host's process; 0 while there is none.",
  },
  modelBytes: {
    name: "edgewise_inference_model_bytes",
    help: "Growth of the host's resident memory while the model was opened and warmed.",
    labels: ["slot"],
  },
} as const satisfies Record<string, MetricOptions>;

/** Upper bounds in seconds: from a tiny classifier to an image model on a small board. */
export const runSecondsBuckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 1, 3] as const;
