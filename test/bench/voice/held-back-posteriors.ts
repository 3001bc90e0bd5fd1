import { readFileSync } from "node:fs";
import type { Posteriors } from "../../../src/voice/ports.ts";

export const labelCount = 40;
export const frameMs = 40;

export interface HeldBackRecording {
  start: number;
  frames: number;
  speaker: string;
  source: string;
  /** Words in lower case; empty of noise. */
  text: string;
  /** Signal to noise ratio in dB; null: as recorded. */
  noise: number | null;
  /** A phrase cut out of a sentence. */
  isCut?: boolean;
  /** Speech of which only what is not said counts: its speaker may have been trained on. */
  isOther?: boolean;
}

/** `folder` has post.f32, rows of 40 log probabilities, and post.json, the list of recordings in it. */
export function readHeldBack(folder: string): {
  recordings: HeldBackRecording[];
  posteriors(recording: HeldBackRecording): Posteriors;
  /** Log of each label's share in all speech. */
  priors(): number[];
} {
  const recordings = JSON.parse(readFileSync(`${folder}/post.json`, "utf8")) as HeldBackRecording[];
  const bytes = readFileSync(`${folder}/post.f32`);
  const scores = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return {
    recordings,
    posteriors: ({ start, frames }) => ({
      logProbabilities: scores.subarray(start * labelCount, (start + frames) * labelCount),
      frames,
    }),
    priors() {
      const sums = new Float64Array(labelCount);
      let frames = 0;
      for (const recording of recordings) {
        if (recording.text === "") continue;
        const from = recording.start * labelCount;
        frames += recording.frames;
        for (let at = 0; at < recording.frames * labelCount; at += 1) {
          sums[at % labelCount] = (sums[at % labelCount] ?? 0) + Math.exp(scores[from + at] ?? 0);
        }
      }
      return [...sums].map((sum) => Number(Math.log(sum / frames).toFixed(3)));
    },
  };
}

export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
  return hash >>> 0;
}
