import { logEffects } from "../../../../../src/anomaly/logs/classifier/classification.ts";
import type { ActiveModel, Tensors } from "../../../../../src/domain/inference.ts";
import { type LogKind, logKinds } from "../../../../../src/domain/log-line.ts";
import type { ModelRunner } from "../../../../../src/domain/ports.ts";

export const logModel: ActiveModel = {
  id: "log-classifier",
  version: "1.0.0",
  task: "log",
  labels: { severity: logEffects, kind: logKinds },
  settings: { vocabularySize: 3, buckets: 50, severityTemperature: 1, kindTemperature: 1 },
  readText: async () => "#\nfire\nbell\n",
};

/** A runner that takes every line for this, and holds its answers back until `release` when it is told to. */
export function createLogRunner(
  said: { effect?: (typeof logEffects)[number]; kind?: LogKind; isHeld?: boolean } = {},
) {
  const rows: number[] = [];
  const held: (() => void)[] = [];
  const listeners: ((task: string) => void)[] = [];
  const state = {
    active: logModel as ActiveModel | undefined,
    failure: undefined as Error | undefined,
    outputs: undefined as Tensors | undefined,
  };
  const runner: ModelRunner = {
    async run(_task, { words }, { signal }) {
      const count = words?.dims[0] ?? 0;
      rows.push(count);
      if (said.isHeld) await new Promise<void>((resolve) => held.push(resolve));
      signal?.throwIfAborted();
      if (state.failure) throw state.failure;
      return (
        state.outputs ?? {
          severity: oneHot(count, logEffects, said.effect ?? "error"),
          kind: oneHot(count, logKinds, said.kind ?? "hardware"),
        }
      );
    },
    active: () => state.active,
    onActivated(listener) {
      listeners.push(listener);
      return () => {};
    },
  };
  return {
    runner,
    state,
    /** Texts of each run. */
    rows,
    release: () => {
      for (const resolve of held.splice(0)) resolve();
    },
    activate: () => {
      for (const listener of listeners) listener("log");
    },
  };
}

function oneHot(count: number, names: readonly string[], name: string) {
  const data = new Float32Array(count * names.length);
  for (let row = 0; row < count; row += 1) data[row * names.length + names.indexOf(name)] = 8;
  return { type: "float32", dims: [count, names.length], data } as const;
}

/** Lets everything run that waits for no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
