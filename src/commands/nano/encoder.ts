import { errorMessage } from "../../core/errors.ts";
import type { ActiveModel, InferencePriority, Tensor, Tensors } from "../../domain/inference.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import { NanoModelUnusableError, NanoOutputInvalidError } from "../errors.ts";
import { type CommandModel, loadCommandModel } from "./command-model.ts";
import { featuresOf, featuresPerWord, type Word, wordsOf } from "./tokenizer.ts";

/**
 * Texts to what the command model makes of them, by the task `command`.
 *
 * Limits: `batchMax` texts in one run, more are run one after the other, by length, as a run costs what the longest of
 * its texts does; what a text may cost is the tokenizer's.
 */
export interface Encoder {
  /**
   * One result for each text, in order; undefined for one without a word. Rejects with a named error: no usable
   * model, or one of the `ModelRunner`'s.
   */
  encode(texts: readonly string[], options: EncodeOptions): Promise<(EncodedText | undefined)[]>;
  /** Reads the active model, and again whenever another becomes active. Never rejects. */
  start(): Promise<void>;
  stop(): void;
  /** Undefined: none is active, it is still being read, or it is unusable. */
  readonly model: CommandModel | undefined;
  /** Why the active model cannot be used. */
  readonly problem: string | undefined;
}

export interface EncodeOptions {
  priority: InferencePriority;
  withinMs: number;
  signal?: AbortSignal;
}

export interface EncodedText {
  readonly model: CommandModel;
  readonly words: readonly Word[];
  /** Of the sentence, L2-normalised. */
  readonly embedding: Float32Array;
  /** Probabilities by index of the model's intents. */
  readonly intents: Float32Array;
  /** For each word, probabilities by index of the model's tags. */
  readonly tags: readonly Float32Array[];
}

export const commandTask = "command";
const batchMax = 32;

export function createEncoder(options: {
  models: ModelRunner;
  onUnusable: (error: NanoModelUnusableError) => void;
}): Encoder {
  const { models } = options;
  let model: CommandModel | undefined;
  let problem: string | undefined;
  let loading: { of: ActiveModel; done: Promise<void> } | undefined;
  let unlisten = () => {};

  /** Reads the model that is active now, unless it is read or being read already. */
  const load = async (): Promise<void> => {
    const active = models.active(commandTask);
    if (!active) {
      [model, problem, loading] = [undefined, undefined, undefined];
      return;
    }
    if (!loading || !isSame(loading.of, active)) {
      const mine = { of: active, done: Promise.resolve() };
      loading = mine;
      [model, problem] = [undefined, undefined];
      mine.done = loadCommandModel(active).then(
        (loaded) => {
          if (loading === mine) model = loaded;
        },
        (error: unknown) => {
          if (loading !== mine) return;
          problem = errorMessage(error);
          options.onUnusable(
            error instanceof NanoModelUnusableError
              ? error
              : new NanoModelUnusableError(active, problem, error),
          );
        },
      );
    }
    await loading.done;
  };

  const usable = async (): Promise<CommandModel> => {
    await load();
    if (model) return model;
    const active = models.active(commandTask);
    throw new NanoModelUnusableError(
      active ?? { id: "(none)", version: "" },
      problem ?? "no model is active for commands",
    );
  };

  const encodeBatch = async (
    texts: readonly (readonly Word[])[],
    how: EncodeOptions,
  ): Promise<(EncodedText | undefined)[]> => {
    // Another model may become active between reading its vocabulary and the run: then the ids were the wrong ones.
    for (let attempt = 1; ; attempt += 1) {
      const used = await usable();
      const wordsOfTexts = texts.map((words) => words.slice(0, used.wordsMax));
      const asked = wordsOfTexts.filter((words) => words.length > 0);
      if (asked.length === 0) return texts.map(() => undefined);
      const outputs = await models.run(commandTask, { words: tensorOf(asked, used) }, how);
      const active = models.active(commandTask);
      if (attempt < 3 && (!active || !isSame(active, used))) continue;
      const encoded = readOutputs(outputs, asked, used);
      return wordsOfTexts.map((words) => (words.length > 0 ? encoded.shift() : undefined));
    }
  };

  return {
    get model() {
      return model;
    },
    get problem() {
      return problem;
    },
    async encode(texts, how) {
      const encoded: (EncodedText | undefined)[] = texts.map(() => undefined);
      const byLength = [...texts.entries()]
        .map(([row, text]) => ({ row, words: wordsOf(text) }))
        .sort((a, b) => a.words.length - b.words.length);
      for (let start = 0; start < texts.length; start += batchMax) {
        const some = byLength.slice(start, start + batchMax);
        const batch = await encodeBatch(
          some.map(({ words }) => words),
          how,
        );
        for (const [at, { row }] of some.entries()) encoded[row] = batch[at];
      }
      return encoded;
    },
    async start() {
      unlisten = models.onActivated((task) => {
        if (task === commandTask) void load();
      });
      await load();
    },
    stop: () => unlisten(),
  };
}

function isSame(a: { id: string; version: string }, b: { id: string; version: string }): boolean {
  return a.id === b.id && a.version === b.version;
}

/** int32 [batch, length, featuresPerWord]; rows beyond a text's words are all 0. */
function tensorOf(texts: readonly (readonly Word[])[], { vocabulary }: CommandModel): Tensor {
  const length = Math.max(...texts.map((words) => words.length));
  const data = new Int32Array(texts.length * length * featuresPerWord);
  for (const [row, words] of texts.entries()) {
    for (const [column, word] of words.entries()) {
      data.set(featuresOf(word.text, vocabulary), (row * length + column) * featuresPerWord);
    }
  }
  return { type: "int32", dims: [texts.length, length, featuresPerWord], data };
}

function readOutputs(
  outputs: Tensors,
  texts: readonly (readonly Word[])[],
  model: CommandModel,
): EncodedText[] {
  const batch = texts.length;
  const length = Math.max(...texts.map((words) => words.length));
  const embedding = readFloats(outputs, "embedding", [batch, undefined], model);
  const intent = readFloats(outputs, "intent", [batch, model.intents.length], model);
  const tag = readFloats(outputs, "tag", [batch, length, model.tags.length], model);
  const embeddingSize = embedding.length / batch;
  const [intentCount, tagCount] = [model.intents.length, model.tags.length];
  return texts.map((words, row) => {
    // Only when asked for: training needs neither, and they take time.
    let intents: Float32Array | undefined;
    let tags: Float32Array[] | undefined;
    return {
      model,
      words,
      embedding: embedding.slice(row * embeddingSize, (row + 1) * embeddingSize),
      get intents() {
        intents ??= softmax(intent.subarray(row * intentCount, (row + 1) * intentCount), model.temperature);
        return intents;
      },
      get tags() {
        tags ??= words.map((_, column) => {
          const at = (row * length + column) * tagCount;
          return softmax(tag.subarray(at, at + tagCount), 1);
        });
        return tags;
      },
    };
  });
}

/** The data of an output whose dimensions must be these; undefined: any size. */
function readFloats(
  outputs: Tensors,
  name: string,
  dims: readonly (number | undefined)[],
  model: CommandModel,
): Float32Array {
  const tensor = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  const wanted = `[${dims.map((size) => size ?? "any").join(", ")}]`;
  if (!tensor) throw new NanoOutputInvalidError(model, `no output "${name}"`);
  const isRight =
    tensor.data instanceof Float32Array &&
    tensor.dims.length === dims.length &&
    dims.every((size, index) =>
      size === undefined ? (tensor.dims[index] ?? 0) > 0 : tensor.dims[index] === size,
    ) &&
    tensor.data.length === tensor.dims.reduce((product, size) => product * size, 1);
  if (!isRight || !(tensor.data instanceof Float32Array)) {
    const got = `${tensor.type} [${tensor.dims.join(", ")}]`;
    throw new NanoOutputInvalidError(model, `"${name}" as ${got} instead of float32 ${wanted}`);
  }
  if (!tensor.data.every(Number.isFinite)) {
    throw new NanoOutputInvalidError(model, `"${name}" with values that are no numbers`);
  }
  return tensor.data;
}

function softmax(logits: Float32Array, temperature: number): Float32Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) largest = Math.max(largest, logit);
  const powers = logits.map((logit) => Math.exp((logit - largest) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
