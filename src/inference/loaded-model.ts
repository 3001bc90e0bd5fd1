import type { Tensors } from "../domain/inference.ts";
import { type BatchLayout, joinKeyOf, rowsOf } from "./batch.ts";
import type { Candidate, ModelSource, ModelStatus, ModelVariant } from "./model-source.ts";
import type { ProviderChoice } from "./providers.ts";

/** Where and how a model is open in the host. */
export interface Placement {
  readonly session: number;
  readonly variant: ModelVariant;
  readonly provider: ProviderChoice;
  readonly latencyMs: number;
  readonly loadMs: number;
  readonly memoryBytes: number;
  readonly candidates: readonly Candidate[];
}

/** A model that was loaded into a slot. It stays the same through restarts of the host; only its placement changes. */
export class LoadedModel {
  readonly slot: string;
  readonly source: ModelSource;
  /** The thread of the host it lives in. */
  readonly thread: number;
  placement: Placement;
  /** False while the host is away or the model is being opened again: its requests wait. */
  isOpen = true;
  /** Why it could not be opened again; requests fail with it until that succeeds. */
  problem: Error | undefined;
  runs = 0;
  failures = 0;

  constructor(options: { slot: string; source: ModelSource; thread: number; placement: Placement }) {
    this.slot = options.slot;
    this.source = options.source;
    this.thread = options.thread;
    this.placement = options.placement;
  }

  get name(): string {
    return `${this.source.id} ${this.source.version}`;
  }

  /** How its requests can be joined; undefined when they cannot. */
  get layout(): BatchLayout | undefined {
    const { batch, inputs, outputs } = this.source;
    return batch && batch.max > 1 ? { batch, inputs, outputs } : undefined;
  }

  get rowsMax(): number {
    return this.source.batch?.max ?? 1;
  }

  /** Requests of this model with the same key can be joined. */
  joinKey(inputs: Tensors): string | undefined {
    return this.layout && joinKeyOf(inputs, this.layout);
  }

  rows(inputs: Tensors): number {
    return this.layout ? rowsOf(inputs, this.layout) : 1;
  }

  status(): ModelStatus {
    const { source, slot, runs, failures, problem } = this;
    const { variant, provider, latencyMs, loadMs, memoryBytes, candidates } = this.placement;
    return {
      slot,
      id: source.id,
      version: source.version,
      task: source.task,
      state: problem ? "failed" : this.isOpen ? "ready" : "waiting",
      problem: problem?.message,
      variant: variant.name,
      provider: provider.name,
      latencyMs,
      loadMs,
      memoryBytes,
      candidates,
      runs,
      failures,
    };
  }
}
