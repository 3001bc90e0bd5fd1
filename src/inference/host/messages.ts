import type { Tensors } from "../../domain/inference.ts";
import type { PlainError } from "../errors.ts";
import type { TensorShape } from "../model-source.ts";
import type { ProviderChoice } from "../providers.ts";

/** What the host is started with, as its one argument in JSON. */
export interface HostSettings {
  runtimePath: string | undefined;
  threads: number;
  runThreads: number;
  /** For backends, which would otherwise be waited for until the host is given up. */
  runMsMax: number;
  loadMsMax: number;
}

/** One piece of work for one thread of the host; a thread gets the next one when it has answered. */
export type HostWork =
  | {
      type: "open";
      session: number;
      path: string;
      provider: ProviderChoice;
      /** What the manifest declares the file to take and give. */
      declared: { inputs: readonly TensorShape[]; outputs: readonly TensorShape[] };
      warmUp: Tensors;
    }
  | { type: "run"; session: number; inputs: Tensors }
  | { type: "close"; session: number };

/** From the daemon to the host; tensors go as typed arrays (`serialization: "advanced"`). */
export interface HostRequest {
  id: number;
  thread: number;
  work: HostWork;
}

/** `open` includes a first run, which is slower than all others and takes the memory that runs need. */
export interface Opened {
  loadMs: number;
  memoryBytes: number;
  warmUp: Tensors;
}

export interface Ran {
  outputs: Tensors;
  runMs: number;
}

export interface WorkResults {
  open: Opened;
  run: Ran;
  close: null;
}

/** From the host to the daemon. */
export type HostReply =
  | { type: "ready" }
  | { type: "alive"; residentBytes: number }
  | { type: "done"; id: number; result: WorkResults[keyof WorkResults] }
  | { type: "failed"; id: number; error: PlainError };
