import { levelDbOf } from "../../../src/voice/endpoint/noise-floor.ts";
import { espeak } from "../../support/espeak.ts";

export interface BenchSound {
  name: string;
  samples: Int16Array;
  /** Each alone in two seconds of a quiet room before and three after it; `endMs`: the end of its speech. */
  utterances: readonly { samples: Int16Array; endMs: number }[];
}

const sampleRate = 16_000;

/** A room at night: the noise of a microphone alone. */
export function quietSound(seconds: number): BenchSound {
  return { name: "silence", samples: noise(seconds * sampleRate, 12), utterances: [] };
}

/** A loud fan whose level goes up and down by 6 dB every few seconds. */
export function noiseSound(seconds: number): BenchSound {
  const samples = noise(seconds * sampleRate, 1_500);
  for (let at = 0; at < samples.length; at += 1) {
    const share = 0.75 + 0.25 * Math.sin((2 * Math.PI * at) / (5 * sampleRate));
    samples[at] = Math.round((samples[at] as number) * share);
  }
  return { name: "noise", samples, utterances: [] };
}

const voices = ["en-us", "en-gb", "en-us+f3", "en-gb+m3", "en-gb-scotland+f2"];
const sentences = [
  "turn on the kitchen light",
  "turn off the bedroom lamp",
  "switch on the hall fan",
  "open the garage door",
  "close the office window",
  "what time is it",
];

/** Nobody speaks to it, but somebody speaks all the time; undefined where espeak-ng is not installed. */
export function speechSound(seconds: number): BenchSound | undefined {
  const utterances: { samples: Int16Array; endMs: number }[] = [];
  for (const voice of voices) {
    for (const text of sentences) {
      const said = espeak(voice, text);
      if (!said) return undefined;
      utterances.push(inRoom(said));
    }
  }
  const samples = new Int16Array(seconds * sampleRate);
  for (let at = 0, one = 0; at < samples.length; one += 1) {
    const said = utterances[one % utterances.length]?.samples.subarray(2 * sampleRate, -2.5 * sampleRate);
    samples.set((said as Int16Array).subarray(0, samples.length - at), at);
    at += said?.length ?? 0;
  }
  return { name: "speech", samples, utterances };
}

function inRoom(said: Int16Array): { samples: Int16Array; endMs: number } {
  const before = 2 * sampleRate;
  const samples = noise(before + said.length + 3 * sampleRate, 12);
  for (let at = 0; at < said.length; at += 1) {
    samples[before + at] = (samples[before + at] as number) + Math.round((said[at] as number) / 2);
  }
  const step = 160;
  let end = said.length;
  while (end > step && levelDbOf(said.subarray(end - step, end)) < audibleDb) end -= step;
  return { samples, endMs: ((before + end) / sampleRate) * 1000 };
}

const audibleDb = -45;

function noise(count: number, size: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.round((state / 2 ** 30 - 1) * size);
  });
}
