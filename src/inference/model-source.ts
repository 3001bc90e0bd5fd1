import type { Tensor, Tensors } from "../domain/inference.ts";
import type { ModelRunner } from "../domain/ports.ts";

/**
 * The meeting point of the registry and the host. The registry reads and verifies a model's folder and hands the
 * facts of its manifest over; the host opens, measures and runs it and says how that went.
 */

/** An input or output as the manifest declares it. A named dimension is free, but the same in all places of a run. */
export interface TensorShape {
  readonly name: string;
  readonly type: Tensor["type"];
  readonly dims: readonly (number | string)[];
}

/** One file of the same model: fp32, int8, pruned, or built for one accelerator. */
export interface ModelVariant {
  readonly name: string;
  /** Path inside the model's folder; verified. */
  readonly file: string;
  /** The execution providers or backends that can open the file; left out: all that take ONNX. */
  readonly providers?: readonly string[];
}

/** That several waiting requests may be joined to one run. */
export interface ModelBatch {
  /** The axis of every input and output along which requests are laid one after the other. */
  readonly axis: number;
  /** Rows of one run. */
  readonly max: number;
  /** Inputs whose requests may differ in length along one more axis: input → axis; filled up with 0. */
  readonly pad: Readonly<Record<string, number>>;
}

/** One case of a model's self-test: what must come out, as far as it is told. */
export interface SelfTestCase {
  readonly inputs: Tensors;
  readonly expect: Readonly<Record<string, SelfTestExpectation>>;
}

/**
 * `argmax`: position of the largest value along the last axis, row by row. `near`: the first values of the output,
 * each `within` of what is written.
 */
export type SelfTestExpectation =
  | { readonly argmax: readonly number[] }
  | { readonly near: readonly number[]; readonly within: number };

/** A verified model, ready to be opened. */
export interface ModelSource {
  /** Absolute. */
  readonly directory: string;
  readonly id: string;
  readonly version: string;
  readonly task: string;
  /** In order of preference: a later one is taken only where this board runs it clearly faster. */
  readonly variants: readonly ModelVariant[];
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  readonly batch?: ModelBatch;
  readonly labels: Readonly<Record<string, readonly string[]>>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Every variant must pass all cases before it is used; may be empty. */
  readonly selfTest: readonly SelfTestCase[];
  /** An earlier measurement on this board: the other variants and providers are not tried again. */
  readonly preferred?: { readonly variant: string; readonly provider: string };
  /** A text file of the folder that the manifest lists (verified). */
  readText(file: string): Promise<string>;
}

/** How one variant did on one execution provider of this board. */
export interface Candidate {
  readonly variant: string;
  readonly provider: string;
  /** Median time of a run in milliseconds; undefined when it could not be used. */
  readonly latencyMs: number | undefined;
  /** Why it could not be used. */
  readonly problem: string | undefined;
}

/** A model in the host, as `edgewise models` and `edgewise status` show it. */
export interface ModelStatus {
  readonly slot: string;
  readonly id: string;
  readonly version: string;
  readonly task: string;
  /** `waiting`: the host is away and comes again with it. `failed`: it could not be opened again after that. */
  readonly state: "ready" | "waiting" | "failed";
  readonly problem: string | undefined;
  /** What was chosen. */
  readonly variant: string;
  readonly provider: string;
  /** Median time of one warm run when it was chosen, and time to open it, in milliseconds. */
  readonly latencyMs: number;
  readonly loadMs: number;
  /** Growth of the host's resident memory while it was opened and warmed. */
  readonly memoryBytes: number;
  readonly candidates: readonly Candidate[];
  readonly runs: number;
  readonly failures: number;
}

export interface HostStatus {
  /** `off`: no model is loaded, so no process runs. */
  readonly state: "off" | "starting" | "running" | "restarting";
  readonly pid: number | undefined;
  readonly residentBytes: number | undefined;
  readonly restarts: number;
  readonly queued: number;
  readonly models: readonly ModelStatus[];
}

/** What became of one request, for a shadow model and for the error rate of a new one. */
export interface RunReport {
  readonly slot: string;
  readonly inputs: Tensors;
  readonly outcome: { readonly outputs: Tensors; readonly runMs: number } | { readonly error: Error };
}

export type RunOptions = Parameters<ModelRunner["run"]>[2];

/** The slot of a task's active model is named like the task; any other name (`shadow:command`) is a place aside; `run` takes any. */
export interface ModelHost extends Pick<ModelRunner, "run"> {
  /**
   * Opens, warms, measures and self-tests a model, then puts it into the slot. What was in the slot answers until
   * then, and goes on when this rejects with a named error.
   */
  load(slot: string, source: ModelSource, signal?: AbortSignal): Promise<ModelStatus>;
  /** Waits for the run that is under way. Nothing happens when the slot is empty. */
  unload(slot: string): Promise<void>;
  status(): HostStatus;
  /** Called after each request that got as far as the model; must be quick. Returns how to stop it. */
  onRun(listener: (report: RunReport) => void): () => void;
}
