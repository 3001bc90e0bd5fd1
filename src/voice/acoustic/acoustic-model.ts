import { invariant } from "../../core/errors.ts";
import type { ActiveModel, Tensors } from "../../domain/inference.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import { createLogMel, melBins, silentMel } from "../../signal/log-mel.ts";
import type { AcousticModel, AcousticStream, Posteriors } from "../ports.ts";
import {
  AcousticModelChangedError,
  AcousticModelUnusableError,
  AcousticOutputInvalidError,
} from "./errors.ts";
import { InputLevel } from "./input-level.ts";
import { type AcousticSettings, readAcousticSettings } from "./model-settings.ts";

export const acousticTask = "acoustic";

/** Frames of the input in one of the output. */
const melPerFrame = 4;
/** Frames of the output in one run: two seconds, so that no run keeps another source waiting for long. */
const framesMax = 50;

export interface AcousticOptions {
  models: ModelRunner;
  /** How long a run may take, waiting included; a later one rejects. */
  withinMs: number;
}

/**
 * The active model for sound.
 *
 * Limits and invariants:
 * 1. A stream keeps at most 25 ms of sound and three frames of 10 ms beside the state of the model.
 * 2. Its frames are the same however the sound is divided (the model has no chunks of its own); one run takes at most
 *    two seconds.
 * 3. A stream belongs to the model that was active when it was opened; it rejects with
 *    {@link AcousticModelChangedError} when another one has taken over. After any rejection the sound handed over is
 *    lost, and the stream should be left.
 *
 * Throws {@link AcousticModelUnusableError}.
 */
export function openAcousticModel(options: AcousticOptions): AcousticModel {
  const active = options.models.active(acousticTask);
  if (!active) throw new AcousticModelUnusableError(undefined, "none is active");
  const settings = readAcousticSettings(active);
  return {
    labels: settings.labels,
    frameMs: settings.frameMs,
    open: (level = new InputLevel()) => new Stream(active, settings, { ...options, level }),
  };
}

class Stream implements AcousticStream {
  readonly #mel;
  #waiting = new Float32Array(0);
  #state: Float32Array;
  /** Frames of the output that are still to come before the first that tells of the sound. */
  #skip: number;
  #isRunning = false;
  readonly #active: ActiveModel;
  readonly #settings: AcousticSettings;
  readonly #options: AcousticOptions;

  constructor(
    active: ActiveModel,
    settings: AcousticSettings,
    { level, ...options }: AcousticOptions & { level: InputLevel },
  ) {
    this.#mel = createLogMel((meanSquare) => level.gainOf(meanSquare));
    this.#active = active;
    this.#settings = settings;
    this.#options = options;
    this.#state = new Float32Array(settings.stateSize);
    this.#skip = settings.delayFrames;
  }

  async accept(samples: Int16Array): Promise<Posteriors> {
    const mel = joined(this.#waiting, this.#mel.accept(samples));
    const frames = Math.floor(mel.length / melBins / melPerFrame);
    const used = frames * melPerFrame * melBins;
    this.#waiting = mel.slice(used);
    const { rows, state } = await this.#run(mel.subarray(0, used), this.#state);
    this.#state = state;
    const skipped = Math.min(this.#skip, frames);
    this.#skip -= skipped;
    const { length } = this.#settings.labels;
    return { logProbabilities: rows.subarray(skipped * length), frames: frames - skipped };
  }

  async peek(): Promise<Posteriors> {
    const { delayFrames, labels } = this.#settings;
    const waitingFrames = Math.ceil(this.#waiting.length / melBins / melPerFrame);
    const mel = new Float32Array((waitingFrames + delayFrames) * melPerFrame * melBins).fill(silentMel);
    mel.set(this.#waiting);
    const { rows } = await this.#run(mel, this.#state);
    return {
      logProbabilities: rows.subarray(this.#skip * labels.length),
      frames: waitingFrames + delayFrames - this.#skip,
    };
  }

  async #run(mel: Float32Array, before: Float32Array): Promise<{ rows: Float32Array; state: Float32Array }> {
    invariant(!this.#isRunning, "calls of an acoustic stream overlap");
    this.#isRunning = true;
    try {
      const { length } = this.#settings.labels;
      const rows = new Float32Array((mel.length / melBins / melPerFrame) * length);
      const step = framesMax * melPerFrame * melBins;
      let state = before;
      for (let at = 0, row = 0; at < mel.length; at += step) {
        const outputs = await this.#runOnce(mel.subarray(at, at + step), state);
        rows.set(outputs.rows, row);
        row += outputs.rows.length;
        state = outputs.state;
      }
      return { rows, state };
    } finally {
      this.#isRunning = false;
    }
  }

  async #runOnce(mel: Float32Array, before: Float32Array) {
    const { models, withinMs } = this.#options;
    const now = models.active(acousticTask);
    if (now?.id !== this.#active.id || now.version !== this.#active.version) {
      throw new AcousticModelChangedError();
    }
    const inputs: Tensors = {
      mel: { type: "float32", dims: [1, mel.length / melBins, melBins], data: mel },
      state: { type: "float32", dims: [1, before.length], data: before },
    };
    const outputs = await models.run(acousticTask, inputs, { priority: "voice", withinMs });
    const frames = mel.length / melBins / melPerFrame;
    const rows = this.#read(outputs, "logprobs", [1, frames, this.#settings.labels.length]);
    const state = this.#read(outputs, "next", [1, this.#settings.stateSize]);
    return { rows, state };
  }

  #read(outputs: Tensors, name: string, dims: readonly number[]): Float32Array {
    const tensor = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    if (!tensor) throw new AcousticOutputInvalidError(this.#active, `no output "${name}"`);
    const wanted = dims.join(", ");
    if (!(tensor.data instanceof Float32Array) || tensor.dims.join(", ") !== wanted) {
      const got = `${tensor.type} [${tensor.dims.join(", ")}]`;
      throw new AcousticOutputInvalidError(
        this.#active,
        `"${name}" as ${got} instead of float32 [${wanted}]`,
      );
    }
    if (!tensor.data.every(Number.isFinite)) {
      throw new AcousticOutputInvalidError(this.#active, `"${name}" with values that are no numbers`);
    }
    return tensor.data;
  }
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const all = new Float32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
