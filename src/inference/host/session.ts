import type { Tensors } from "../../domain/inference.ts";
import type { TensorShape } from "../model-source.ts";

/** An opened file of a model, wherever it runs. One run at a time. */
export interface Session {
  /** What the file itself says it takes and gives; an unnamed free dimension is the empty string. */
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  /** What it says it needs, where that is not this process's own memory. */
  readonly memoryBytes: number | undefined;
  /** Rejects with `inference.modelFailed` or `inference.backendLost`. */
  run(inputs: Tensors): Promise<Tensors>;
  close(): Promise<void>;
}
