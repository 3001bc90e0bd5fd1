import type { ActiveModel, Tensor, Tensors } from "../../../domain/inference.ts";
import { logKinds } from "../../../domain/log-line.ts";
import type { ModelRunner } from "../../../domain/ports.ts";
import { classify, type LogClassification, logEffects } from "./classification.ts";
import { LogModelUnusableError, LogOutputInvalidError } from "./errors.ts";
import { type LogModel, loadLogModel } from "./log-model.ts";
import { anyWord, lineFeaturesOf, lineFeaturesPerWord, lineWordsOf } from "./tokenizer.ts";

export const logTask = "log";
export const readMax = 32;

/**
 * Texts to what the log classifier makes of them, by the task `log`.
 *
 * Limits: `readMax` texts in one run; what a text may cost is the tokenizer's.
 */
export interface LogReader {
  /**
   * One classification for each of at most {@link readMax} texts, in order. Rejects with a named error: no usable model,
   * or one of the `ModelRunner`'s.
   */
  read(
    texts: readonly string[],
    options: { withinMs: number; signal?: AbortSignal },
  ): Promise<LogClassification[]>;
}

export function createLogReader(models: ModelRunner): LogReader {
  let loading: { of: ActiveModel; model: Promise<LogModel> } | undefined;

  /** The active model, read once for each version of it. */
  function usable(): Promise<LogModel> {
    const active = models.active(logTask);
    if (!active) return Promise.reject(new LogModelUnusableError(undefined, "none is active"));
    if (!loading || !isSame(loading.of, active)) loading = { of: active, model: loadLogModel(active) };
    return loading.model;
  }

  return {
    async read(texts, how) {
      // Another model may become active between reading its vocabulary and the run: then the ids were the wrong ones.
      for (let attempt = 1; ; attempt += 1) {
        const model = await usable();
        const inputs = { words: tensorOf(texts, model) };
        const outputs = await models.run(logTask, inputs, { priority: "anomaly", ...how });
        const active = models.active(logTask);
        if (attempt < 3 && (!active || !isSame(active, model))) continue;
        return readOutputs(outputs, texts.length, model);
      }
    },
  };
}

function isSame(a: { id: string; version: string }, b: { id: string; version: string }): boolean {
  return a.id === b.id && a.version === b.version;
}

/** int32 [batch, length, lineFeaturesPerWord]; rows beyond a text's words are all 0. */
function tensorOf(texts: readonly string[], { vocabulary }: LogModel): Tensor {
  const lines = texts.map((text) => {
    const words = lineWordsOf(text);
    return words.length > 0 ? words : [anyWord];
  });
  const length = Math.max(...lines.map((words) => words.length));
  const data = new Int32Array(lines.length * length * lineFeaturesPerWord);
  for (const [row, words] of lines.entries()) {
    for (const [column, word] of words.entries()) {
      data.set(lineFeaturesOf(word, vocabulary), (row * length + column) * lineFeaturesPerWord);
    }
  }
  return { type: "int32", dims: [lines.length, length, lineFeaturesPerWord], data };
}

function readOutputs(outputs: Tensors, count: number, model: LogModel): LogClassification[] {
  const severity = readFloats(outputs, "severity", [count, logEffects.length], model);
  const kind = readFloats(outputs, "kind", [count, logKinds.length], model);
  return Array.from({ length: count }, (_, row) =>
    classify(
      softmax(rowOf(severity, row, logEffects.length), model.severityTemperature),
      softmax(rowOf(kind, row, logKinds.length), model.kindTemperature),
    ),
  );
}

function rowOf(values: Float32Array, row: number, size: number): Float32Array {
  return values.subarray(row * size, (row + 1) * size);
}

function readFloats(outputs: Tensors, name: string, dims: readonly number[], model: LogModel): Float32Array {
  const tensor = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (!tensor) throw new LogOutputInvalidError(model, `no output "${name}"`);
  if (!(tensor.data instanceof Float32Array) || tensor.dims.join() !== dims.join()) {
    const got = `${tensor.type} [${tensor.dims.join(", ")}]`;
    throw new LogOutputInvalidError(model, `"${name}" as ${got} instead of float32 [${dims.join(", ")}]`);
  }
  if (!tensor.data.every(Number.isFinite)) {
    throw new LogOutputInvalidError(model, `"${name}" with values that are no numbers`);
  }
  return tensor.data;
}

function softmax(logits: Float32Array, temperature: number): Float32Array {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
