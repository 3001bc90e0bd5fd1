/** What a model takes and gives: dense arrays of one element type, row-major. */
export interface Tensor {
  readonly type: "float32" | "int32" | "int64" | "uint8" | "int8" | "bool";
  readonly dims: readonly number[];
  /** `int64` as BigInt64Array, `bool` as one byte each; as many elements as the product of `dims`. */
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;
}

/** Tensors by the name of the model's input or output. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** The most urgent first: what waits longer is work that nobody waits for. */
export const inferencePriorities = ["voice", "command", "anomaly", "vision", "batch"] as const;
export type InferencePriority = (typeof inferencePriorities)[number];

/** The model that answers for a task now. */
export interface ActiveModel {
  readonly id: string;
  readonly version: string;
  readonly task: string;
  /** Label sets by name, as the manifest lists them: `{ intent: […], tag: […] }`. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Anything else of the manifest that the task's code reads: thresholds, temperatures, tokenizer sizes. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** A text file of the model's folder that its manifest lists (verified), such as `vocabulary.txt`. */
  readText(file: string): Promise<string>;
}
