import { describe, expect, test } from "vitest";
import { createLogMel } from "../../../../src/signal/log-mel.ts";
import { InputLevel } from "../../../../src/voice/acoustic/input-level.ts";

const rate = 16_000;
const framesPerSecond = 100;

/** Bursts of a tone, of this amplitude, with pauses: as loud as speech is unevenly. */
function speech(amplitude: number, seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * rate }, (_, at) => {
    const isOn = Math.floor(at / 8_000) % 2 === 0;
    return isOn ? Math.round(amplitude * Math.sin(at * 0.3)) : 0;
  });
}

/** The gain after so many seconds of this mean square. */
function gainAfter(level: InputLevel, meanSquare: number, seconds: number): number {
  let gain = Number.NaN;
  for (let frame = 0; frame < seconds * framesPerSecond; frame += 1) gain = level.gainOf(meanSquare);
  return gain;
}

function decibels(gain: number): number {
  return 10 * Math.log10(gain);
}

describe("how loud the acoustic model hears a place", () => {
  test("is the same for a recording that is soft, loud, or at the limit", () => {
    const heard = [600, 3_000, 30_000].map((amplitude) => {
      const samples = speech(amplitude, 3);
      const level = new InputLevel();
      level.beginWith(samples);
      return createLogMel((meanSquare) => level.gainOf(meanSquare)).accept(samples);
    });
    const [soft, middle, loud] = heard as [Float32Array, Float32Array, Float32Array];
    // The tone is in few bins: compared where it is heard.
    const loudest = middle.indexOf(Math.max(...middle));
    expect(soft[loudest]).toBeCloseTo(middle[loudest] as number, 2);
    expect(loud[loudest]).toBeCloseTo(middle[loudest] as number, 2);
  });

  test("is not told by less than a second, nor by silence", () => {
    const level = new InputLevel();
    level.beginWith(speech(30_000, 3).subarray(0, rate - 1));
    expect(level.gainOf(1e-4)).toBe(1);
    const silent = new InputLevel();
    silent.beginWith(new Int16Array(2 * rate));
    expect(decibels(silent.gainOf(0))).toBeCloseTo(20, 5);
  });

  test("is turned down where a recording grows louder after a silent beginning", () => {
    const level = new InputLevel();
    level.beginWith(new Int16Array(2 * rate));
    expect(decibels(gainAfter(level, 0.25, 10))).toBeCloseTo(10, 0);
    expect(decibels(gainAfter(level, 0.25, 60))).toBeCloseTo(10 * Math.log10(0.05 ** 2 / 0.25), 2);
    expect(gainAfter(level, 1e-6, 3_600)).toBeLessThan(100);
  });

  test("changes by a decibel a second at most while sound comes, and leaves what is soft alone", () => {
    const level = new InputLevel();
    expect(gainAfter(level, 1e-4, 60)).toBe(1);
    expect(decibels(gainAfter(level, 0.25, 3))).toBeGreaterThanOrEqual(-3.01);
    expect(decibels(gainAfter(level, 0.25, 3))).toBeLessThan(-5);
    expect(decibels(gainAfter(level, 0.25, 60))).toBeCloseTo(10 * Math.log10(0.05 ** 2 / 0.25), 2);
  });

  test("remembers how loud it was over minutes of silence", () => {
    const level = new InputLevel();
    const loud = decibels(gainAfter(level, 0.25, 60));
    expect(decibels(gainAfter(level, 0, 600))).toBeCloseTo(loud + 5, 1);
    expect(gainAfter(level, 0, 4 * 3_600)).toBe(1);
  });
});
