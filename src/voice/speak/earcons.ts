import type { earconNames } from "./config.ts";
import type { Sound } from "./sound-output.ts";

/** `listening`: it listens, or waits for an answer; `done`: it was done; `error`: it was not understood, or did not work. */
export type Earcon = (typeof earconNames)[number];

/** Tones in hertz, one after the other. Up: go on; level: done; down: no. Apart by fourths and fifths, which carry in noise. */
const melodies: Readonly<Record<Earcon, readonly { hertz: number; ms: number }[]>> = {
  listening: [
    { hertz: 587, ms: 70 },
    { hertz: 880, ms: 90 },
  ],
  done: [{ hertz: 880, ms: 110 }],
  error: [
    { hertz: 440, ms: 110 },
    { hertz: 294, ms: 170 },
  ],
};

const rate = 16_000;
/** Rise and fall of a tone; without them it clicks. */
const edgeMs = 12;

/** A short sound, made by calculation. `levelDb`: its loudness, in decibels below full scale. */
export function createEarcon(kind: Earcon, levelDb: number): Sound {
  const peak = 32_767 * 10 ** (levelDb / 20);
  const tones = melodies[kind].map(({ hertz, ms }) => tone(hertz, ms, peak));
  const samples = new Int16Array(tones.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of tones) {
    samples.set(each, at);
    at += each.length;
  }
  return { samples, rate };
}

function tone(hertz: number, ms: number, peak: number): Int16Array {
  const length = Math.round((ms / 1_000) * rate);
  const edge = (edgeMs / 1_000) * rate;
  return Int16Array.from({ length }, (_, at) => {
    const nearness = Math.min(1, at / edge, (length - 1 - at) / edge);
    const envelope = 0.5 - 0.5 * Math.cos(Math.PI * nearness);
    return Math.round(peak * envelope * Math.sin((2 * Math.PI * hertz * at) / rate));
  });
}
