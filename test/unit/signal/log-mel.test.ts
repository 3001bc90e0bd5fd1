import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createLogMel, melBins, silentMel } from "../../../src/signal/log-mel.ts";

/** Made by models/train/voice/feature_fixture.py from the same sound. */
const fixture: { frames: number; chosen: Record<string, number[]> } = JSON.parse(
  readFileSync(new URL("../../fixtures/log-mel.json", import.meta.url), "utf8"),
);

/** Whole-number arithmetic, so that Python makes the same samples. */
function sound(seconds: number): Int16Array {
  const samples = new Int16Array(seconds * 16_000);
  let state = 1;
  for (let t = 0; t < samples.length; t += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    const tone = ((t * (37 + Math.floor(t / 4096))) % 251) - 125;
    const noise = ((state >> 16) % 2001) - 1000;
    const swollen = Math.floor((noise * (t % 16_000)) / 16_000);
    samples[t] = tone * 40 * (1 + (Math.floor(t / 8000) % 3)) + swollen;
    if (t >= 20_000 && t < 28_000) samples[t] = 0;
    if (t % 16_000 === 12_000) samples[t] = -32_768;
  }
  return samples;
}

describe("log-mel frames", () => {
  test("are those that the acoustic model was trained on", () => {
    const frames = createLogMel().accept(sound(3));
    expect(frames.length).toBe(fixture.frames * melBins);
    let differenceMax = 0;
    for (const [frame, wanted] of Object.entries(fixture.chosen)) {
      for (const [bin, value] of wanted.entries()) {
        const found = frames[Number(frame) * melBins + bin] as number;
        differenceMax = Math.max(differenceMax, Math.abs(found - value));
      }
    }
    expect(differenceMax).toBeLessThan(5e-4);
  });

  test("are the same however the sound is divided", () => {
    const samples = sound(1);
    const whole = createLogMel().accept(samples);
    const stream = createLogMel();
    const pieces: number[] = [];
    for (let at = 0, length = 0; at < samples.length; at += length, length = (length * 7 + 1) % 613) {
      pieces.push(...stream.accept(samples.subarray(at, at + length)));
    }
    expect(pieces.length).toBeGreaterThan(90 * melBins);
    expect(pieces).toEqual([...whole.subarray(0, pieces.length)]);
  });

  test("need 25 ms of sound, and silence is the least there is", () => {
    const stream = createLogMel();
    expect(stream.accept(new Int16Array(399)).length).toBe(0);
    const first = stream.accept(new Int16Array(1));
    expect(first.length).toBe(melBins);
    for (const value of first) expect(value).toBeCloseTo(silentMel, 5);
    stream.reset();
    expect(stream.accept(new Int16Array(399)).length).toBe(0);
  });
});
