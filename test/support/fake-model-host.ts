import type { Tensors } from "../../src/domain/inference.ts";
import { SelfTestError } from "../../src/inference/errors.ts";
import type { ModelHost, ModelSource, ModelStatus, RunReport } from "../../src/inference/model-source.ts";

export interface FakeModelHost extends ModelHost {
  /** By slot, as `id@version`. */
  readonly loaded: Map<string, string>;
  readonly sources: ModelSource[];
  /** Models (`id@version`) whose self-test fails. */
  readonly broken: Set<string>;
  /** What a slot answers. */
  answer: (slot: string, inputs: Tensors) => Promise<Tensors>;
  /** As a request of the task that ended so. */
  ran(slot: string, outcome: Tensors | Error, inputs?: Tensors): void;
}

/** A host without a process: loads whatever is not said to be broken. */
export function createFakeModelHost(): FakeModelHost {
  const loaded = new Map<string, string>();
  const sources: ModelSource[] = [];
  const broken = new Set<string>();
  const statuses = new Map<string, ModelStatus>();
  const listeners = new Set<(report: RunReport) => void>();
  const host: FakeModelHost = {
    loaded,
    sources,
    broken,
    answer: () => Promise.reject(new Error("no answer was set")),
    async load(slot, source) {
      const name = `${source.id}@${source.version}`;
      sources.push(source);
      if (broken.has(name)) throw new SelfTestError(`${name}: intent is 1 where its self-test expects 0`);
      loaded.set(slot, name);
      const { id, version, task } = source;
      const status: ModelStatus = {
        slot,
        id,
        version,
        task,
        state: "ready",
        problem: undefined,
        variant: source.variants[0]?.name ?? "",
        provider: "cpu",
        latencyMs: 1,
        loadMs: 5,
        memoryBytes: 1_000,
        candidates: [],
        runs: 0,
        failures: 0,
      };
      statuses.set(slot, status);
      return status;
    },
    async unload(slot) {
      loaded.delete(slot);
      statuses.delete(slot);
    },
    run: (slot, inputs) => host.answer(slot, inputs),
    status: () => ({
      state: loaded.size > 0 ? "running" : "off",
      pid: 1,
      residentBytes: 1_000,
      restarts: 0,
      queued: 0,
      models: [...statuses.values()],
    }),
    onRun(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ran(slot, outcome, inputs = {}) {
      const report: RunReport = {
        slot,
        inputs,
        outcome: outcome instanceof Error ? { error: outcome } : { outputs: outcome, runMs: 1 },
      };
      for (const listener of listeners) listener(report);
    },
  };
  return host;
}
