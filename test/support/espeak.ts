import { execFileSync } from "node:child_process";
import { createWavInput } from "../../src/voice/audio/wav-input.ts";

/** Synthetic speech, 16 kHz mono; undefined where espeak-ng is not installed. */
export function espeak(voice: string, text: string, wordsPerMinute = 175): Int16Array | undefined {
  const options = ["-v", voice, "-s", String(wordsPerMinute), "--stdout", text];
  let wav: Buffer;
  try {
    wav = execFileSync("espeak-ng", options, { stdio: ["ignore", "pipe", "ignore"], maxBuffer: 20_000_000 });
  } catch {
    return undefined;
  }
  return samplesOf(wav);
}

/** A WAV of any rate as 16 kHz mono. */
export function samplesOf(wav: Uint8Array): Int16Array {
  const input = createWavInput();
  const first = input.push(wav);
  const { samples } = input.finish();
  return Int16Array.from([...first, ...samples]);
}
