import { BoundedQueue } from "../../core/bounded-queue.ts";
import { errorMessage } from "../../core/errors.ts";
import type { CounterMetric } from "../../core/metrics.ts";
import type { Tensor, Tensors } from "../../domain/inference.ts";
import type { ShadowView } from "../../domain/model-view.ts";
import type { ModelHost } from "../model-source.ts";
import { compareOutputs, type Labels } from "./agreement.ts";

/**
 * Lets a second model see what the active one of a task sees, and counts how often they agree. It never answers.
 *
 * Limits:
 * 1. At most `queueMax` inputs of `queueBytesMax` wait; a newer one is left out and counted (`dropNewest`).
 * 2. One run at a time, at the priority that everything else comes before, within `withinMs`.
 */
export interface Shadow {
  /** What the active model was given and said. Quick: the run itself comes later. */
  offer(inputs: Tensors, outputs: Tensors): void;
  figures(): Omit<ShadowView, "model" | "loaded">;
  stop(): void;
}

export interface ShadowOptions {
  task: string;
  slot: string;
  host: Pick<ModelHost, "run">;
  activeLabels: () => Labels;
  labels: Labels;
  queueMax: number;
  runs: CounterMetric;
}

const queueBytesMax = 8 * 1024 * 1024;
const withinMs = 10_000;

interface Waiting {
  inputs: Tensors;
  outputs: Tensors;
  labels: Labels;
  bytes: number;
}

export function startShadow(options: ShadowOptions): Shadow {
  const { task, runs } = options;
  const queue = new BoundedQueue<Waiting>({ capacity: options.queueMax, whenFull: "dropNewest" });
  const stopping = new AbortController();
  const outputs = new Map<string, { rows: number; agreed: number } | { differenceMax: number }>();
  let waitingBytes = 0;
  let [compared, agreed, failed, dropped] = [0, 0, 0, 0];
  let lastProblem: string | undefined;

  async function look({ inputs, outputs: said, labels }: Waiting): Promise<void> {
    let result: ReturnType<typeof compareOutputs>;
    try {
      const shadowSaid = await options.host.run(options.slot, inputs, {
        priority: "batch",
        withinMs,
        signal: stopping.signal,
      });
      result = compareOutputs({ outputs: said, labels }, { outputs: shadowSaid, labels: options.labels });
    } catch (error) {
      // Whatever is wrong with a shadow model is a figure about it, never a failure of the task.
      result = errorMessage(error);
    }
    if (stopping.signal.aborted) return;
    if (typeof result === "string") {
      failed += 1;
      lastProblem = result;
      runs.increment(1, { task, result: "failed" });
      return;
    }
    const isAgreed = add(result);
    compared += 1;
    if (isAgreed) agreed += 1;
    runs.increment(1, { task, result: isAgreed ? "agreed" : "differed" });
  }

  function add(result: Exclude<ReturnType<typeof compareOutputs>, string>): boolean {
    let isAgreed = true;
    for (const [name, one] of Object.entries(result)) {
      const before = outputs.get(name);
      if ("difference" in one) {
        const most = before && "differenceMax" in before ? before.differenceMax : 0;
        outputs.set(name, { differenceMax: Math.max(most, one.difference) });
        if (one.difference > differenceOfRounding) isAgreed = false;
      } else {
        const sum = before && "rows" in before ? before : { rows: 0, agreed: 0 };
        outputs.set(name, { rows: sum.rows + one.rows, agreed: sum.agreed + one.agreed });
        if (one.agreed < one.rows) isAgreed = false;
      }
    }
    return isAgreed;
  }

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      await queue.whenItems(stopping.signal);
      const next = queue.take();
      if (!next) continue;
      waitingBytes -= next.bytes;
      await look(next);
    }
  }
  void work();

  return {
    offer(inputs, said) {
      const bytes = bytesOf(inputs) + bytesOf(said);
      if (queue.size >= queue.capacity || waitingBytes + bytes > queueBytesMax) {
        dropped += 1;
        runs.increment(1, { task, result: "dropped" });
        return;
      }
      // Copies: these belong to the caller, who may write the next input into the same array.
      queue.push({ inputs: copy(inputs), outputs: copy(said), labels: options.activeLabels(), bytes });
      waitingBytes += bytes;
    },
    figures: () => ({ compared, agreed, failed, dropped, outputs: Object.fromEntries(outputs), lastProblem }),
    stop: () => stopping.abort(),
  };
}

/** Outputs without labels agree up to what another order of additions in float32 makes. */
const differenceOfRounding = 1e-3;

function bytesOf(tensors: Tensors): number {
  return Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
}

function copy(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]): [string, Tensor] => [
      name,
      { ...tensor, dims: [...tensor.dims], data: tensor.data.slice() },
    ]),
  );
}
