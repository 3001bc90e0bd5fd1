import type { HearingDecoder, HearingSpotter } from "../../../../src/voice/hearing/ports.ts";
import type { AcousticModel, Posteriors } from "../../../../src/voice/ports.ts";

const labelCount = 27;
const frameSamples = 640;
const delayFrames = 4;

/** A character is 40 ms: a letter is a loud sound that the fake model knows again, `#` as loud a noise, `.` a quiet room. */
export function soundOf(text: string): Int16Array {
  const samples = new Int16Array(text.length * frameSamples);
  for (const [frame, character] of [...text].entries()) {
    const letter = character.charCodeAt(0) - 96;
    const size = character === "." ? 20 : character === "#" ? 800 : 2_000 + 10 * letter;
    for (let at = 0; at < frameSamples; at += 1) samples[frame * frameSamples + at] = at % 2 ? size : -size;
  }
  return samples;
}

/** Tells the letters of `soundOf`, late as a real model. */
export function fakeModel(): AcousticModel & { failure: Error | undefined; frames: number } {
  const model = {
    labels: Array.from({ length: labelCount }, (_, label) => (label ? String.fromCharCode(96 + label) : "_")),
    frameMs: 40,
    failure: undefined as Error | undefined,
    frames: 0,
    open() {
      let heard: number[] = [];
      let given = 0;
      let rest = new Int16Array(0);
      const rows = (from: number, to: number): Posteriors => {
        const frames = Math.max(0, to - from);
        const logProbabilities = new Float32Array(frames * labelCount).fill(Math.log(0.1 / (labelCount - 1)));
        for (let frame = 0; frame < frames; frame += 1) {
          logProbabilities[frame * labelCount + (heard[from + frame] ?? 0)] = Math.log(0.9);
        }
        return { logProbabilities, frames };
      };
      return {
        async accept(samples: Int16Array) {
          if (model.failure) throw model.failure;
          const all = new Int16Array(rest.length + samples.length);
          all.set(rest);
          all.set(samples, rest.length);
          const whole = Math.floor(all.length / frameSamples);
          for (let frame = 0; frame < whole; frame += 1) {
            const size = Math.abs(all[frame * frameSamples + 1] ?? 0);
            heard.push(size < 2_000 ? 0 : Math.round((size - 2_000) / 10));
          }
          model.frames += whole;
          rest = all.slice(whole * frameSamples);
          // The last of a piece needs a few samples more, as with windows that overlap.
          const to = Math.max(given, heard.length - 1 - delayFrames);
          const found = rows(given, to);
          given = to;
          if (heard.length > 100_000) heard = [];
          return found;
        },
        peek: async () => rows(given, heard.length),
      };
    },
  };
  return model;
}

/** Writes down the letters, each once for a run of it; a sentence is what it is told of. */
export function fakeDecoder(sentences: readonly string[]): HearingDecoder {
  let text = "";
  let before = 0;
  let isSure = false;
  // Runs of one letter are one sound here, so a double letter of a sentence is a single one.
  const single = sentences.map((sentence) => sentence.replace(/(.)\1/g, "$1"));
  return {
    accept({ logProbabilities, frames }) {
      for (let frame = 0; frame < frames; frame += 1) {
        const row = logProbabilities.subarray(frame * labelCount, (frame + 1) * labelCount);
        const label = row.indexOf(Math.max(...row));
        if (label !== 0 && label !== before) text += String.fromCharCode(96 + label);
        before = label;
      }
      isSure = single.includes(text);
    },
    partial: () => text,
    get isComplete() {
      return isSure;
    },
    isFinal: false,
    finish() {
      if (text === "") return { heard: "nothing" };
      if (!single.includes(text)) return { heard: "other" };
      return { heard: "sentence", spoken: { text, confidence: 0.9, words: [], alternatives: [] } };
    },
  };
}

/** Wakes two frames after the last sound of the phrase; `toMs` is where it ended. */
export function fakeSpotter(phrase: string): HearingSpotter {
  let text = "";
  let frames = 0;
  let endFrame: number | undefined;
  let before = 0;
  return {
    accept({ logProbabilities, frames: count }) {
      const found: { phrase: string; fromMs: number; toMs: number; score: number }[] = [];
      for (let frame = 0; frame < count; frame += 1) {
        const row = logProbabilities.subarray(frame * labelCount, (frame + 1) * labelCount);
        const label = row.indexOf(Math.max(...row));
        if (label !== 0 && label !== before)
          text = (text + String.fromCharCode(96 + label)).slice(-phrase.length);
        before = label;
        frames += 1;
        if (text === phrase && endFrame === undefined) endFrame = frames + 1;
        if (endFrame !== undefined && frames >= endFrame + 1) {
          found.push({ phrase, fromMs: 0, toMs: endFrame * 40, score: 5 });
          text = "";
          endFrame = undefined;
        }
      }
      return found;
    },
    reset() {
      text = "";
      endFrame = undefined;
      before = 0;
    },
    standing: () => [{ phrase, threshold: 1, falseAlarmsPerDay: 2, heldAt: undefined }],
  };
}
