import { describe, expect, test } from "vitest";
import type { ActiveModel, Tensors } from "../../../../src/domain/inference.ts";
import type { ModelRunner } from "../../../../src/domain/ports.ts";
import { createLogMel, melBins, silentMel } from "../../../../src/signal/log-mel.ts";
import { type AcousticOptions, openAcousticModel } from "../../../../src/voice/acoustic/acoustic-model.ts";
import { InputLevel } from "../../../../src/voice/acoustic/input-level.ts";

const delayFrames = 3;
const labels = ["<blank>", "AA", "B"];

/**
 * A model whose output frame is the mean of the input `delayFrames` before, as the value of label 1; the state holds
 * what is on its way. `change` alters what it gives.
 */
function fakeModels(change: (outputs: Tensors) => Tensors = (outputs) => outputs) {
  const runs: number[] = [];
  let active: ActiveModel | undefined = {
    id: "acoustic-test",
    version: "1.0.0",
    task: "acoustic",
    labels: { sound: labels },
    settings: { layout: "log-mel-1", melBins, frameMs: 40, delayFrames, stateSize: delayFrames },
    readText: async () => "",
  };
  const models: ModelRunner = {
    active: () => active,
    onActivated: () => () => {},
    async run(_task, { mel, state }) {
      const frames = (mel?.dims[1] ?? 0) / 4;
      runs.push(frames);
      const queue = [...((state?.data ?? []) as Float32Array)];
      const logprobs = new Float32Array(frames * labels.length);
      for (let frame = 0; frame < frames; frame += 1) {
        queue.push(meanOf(mel?.data as Float32Array, frame * 4, 4));
        logprobs[frame * labels.length + 1] = queue.shift() ?? 0;
      }
      return change({
        logprobs: { type: "float32", dims: [1, frames, labels.length], data: logprobs },
        next: { type: "float32", dims: [1, delayFrames], data: Float32Array.from(queue) },
      });
    },
  };
  const options: AcousticOptions = { models, withinMs: 100 };
  return { options, runs, setActive: (next: ActiveModel | undefined) => (active = next), active };
}

function meanOf(mel: Float32Array, from: number, count: number): number {
  let sum = 0;
  for (const value of mel.subarray(from * melBins, (from + count) * melBins)) sum += value;
  return sum / (count * melBins);
}

function noise(samples: number): Int16Array {
  return Int16Array.from({ length: samples }, (_, at) => ((at * 7919) % 6007) - 3000);
}

/** Label 1 of each frame. */
function heard(logProbabilities: Float32Array): number[] {
  return [...logProbabilities].filter((_, at) => at % labels.length === 1);
}

describe("the acoustic model", () => {
  test("tells of a frame of sound by its number, however late the model is and however the sound is divided", async () => {
    const { options } = fakeModels();
    const samples = noise(16_000);
    const level = new InputLevel();
    const mel = createLogMel((meanSquare) => level.gainOf(meanSquare)).accept(samples);
    const stream = openAcousticModel(options).open();
    const found: number[] = [];
    for (let at = 0, length = 100; at < samples.length; at += length, length = (length * 5 + 3) % 2900) {
      const { frames, logProbabilities } = await stream.accept(samples.subarray(at, at + length));
      expect(logProbabilities.length).toBe(frames * labels.length);
      found.push(...heard(logProbabilities));
    }
    const frames = Math.floor(mel.length / melBins / 4);
    expect(found.length).toBe(frames - delayFrames);
    for (const [frame, value] of found.entries()) expect(value).toBeCloseTo(meanOf(mel, frame * 4, 4), 5);
  });

  test("gives the frames that wait, as if silence followed, and goes on as if nobody had asked", async () => {
    const { options } = fakeModels();
    const samples = noise(8_400);
    const mel = createLogMel().accept(samples);
    const stream = openAcousticModel(options).open();
    const first = await stream.accept(samples);
    const peeked = await stream.peek();
    expect(await stream.peek()).toEqual(peeked);
    const melFrames = mel.length / melBins;
    expect(first.frames + peeked.frames).toBe(Math.ceil(melFrames / 4));
    const over = melFrames % 4;
    expect(over).toBeGreaterThan(0);
    const last = (meanOf(mel, melFrames - over, over) * over + silentMel * (4 - over)) / 4;
    expect(heard(peeked.logProbabilities).at(-1)).toBeCloseTo(last, 5);
    const uninterrupted = openAcousticModel(options).open();
    await uninterrupted.accept(samples);
    expect(await stream.accept(samples)).toEqual(await uninterrupted.accept(samples));
  });

  test("says nothing before there is a frame, and at once of a sound shorter than its delay", async () => {
    const { options } = fakeModels();
    const stream = openAcousticModel(options).open();
    expect((await stream.accept(new Int16Array(0))).frames).toBe(0);
    expect((await stream.peek()).frames).toBe(0);
    expect((await stream.accept(noise(1_040))).frames).toBe(0);
    expect((await stream.peek()).frames).toBe(2);
  });

  test("runs at most two seconds at a time", async () => {
    const { options, runs } = fakeModels();
    await openAcousticModel(options)
      .open()
      .accept(noise(16_000 * 5));
    expect(runs).toEqual([50, 50, 24]);
  });

  test.each<[string, (active: ActiveModel) => ActiveModel | undefined, RegExp]>([
    ["none is active", () => undefined, /none is active/],
    [
      "frames of another length",
      (one) => ({ ...one, settings: { ...one.settings, frameMs: 30 } }),
      /settings\.frameMs/,
    ],
    ["another layout", (one) => ({ ...one, settings: { ...one.settings, layout: "x" } }), /settings\.layout/],
    ["no labels", (one) => ({ ...one, labels: {} }), /labels\.sound/],
    ["no blank", (one) => ({ ...one, labels: { sound: ["AA", "B"] } }), /begin with <blank>/],
  ])("refuses a model that it cannot read: %s", (_, change, message) => {
    const { options, setActive, active } = fakeModels();
    setActive(change(active as ActiveModel));
    expect(() => openAcousticModel(options)).toThrow(message);
  });

  test("refuses what is no output of this model", async () => {
    const wrong = fakeModels(({ next }) => ({ next }) as Tensors);
    await expect(openAcousticModel(wrong.options).open().accept(noise(4_000))).rejects.toThrow(/no output/);
    const broken = fakeModels(({ logprobs, next }) => {
      logprobs?.data.fill(Number.NaN as never);
      return { logprobs, next } as Tensors;
    });
    await expect(openAcousticModel(broken.options).open().accept(noise(4_000))).rejects.toThrow(/no numbers/);
  });

  test("ends a stream when another model has taken over", async () => {
    const { options, setActive, active } = fakeModels();
    const stream = openAcousticModel(options).open();
    await stream.accept(noise(4_000));
    setActive({ ...(active as ActiveModel), version: "1.0.1" });
    await expect(stream.accept(noise(4_000))).rejects.toThrow(/another acoustic model/);
  });
});
