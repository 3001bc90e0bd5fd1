import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWav } from "../../src/voice/audio/wav-writer.ts";
import { repositoryRoot } from "./daemon.ts";

/** A command that somebody says, from the sound that ships: “turn off the hall lamp”. */
export const spokenCommand = "turn off the hall lamp";
export const spokenRate = 22_050;
/** A WAV file. */
export const spokenWav = readFileSync(join(repositoryRoot, "models", "demo-voice", "home.wav"));
const headerBytes = 44;
export const spokenSamples = new Int16Array(
  spokenWav.buffer.slice(spokenWav.byteOffset + headerBytes, spokenWav.byteOffset + spokenWav.length),
);

/** The same with each sample as `change` makes it. */
export function changedSamples(change: (sample: number, at: number) => number): Int16Array {
  return Int16Array.from(spokenSamples, (sample, at) =>
    Math.max(-32_768, Math.min(32_767, Math.round(change(sample, at)))),
  );
}

export function changedWav(change: (sample: number, at: number) => number): Buffer {
  return writeWav(changedSamples(change), spokenRate);
}
