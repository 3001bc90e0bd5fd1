import { describe, expect, it } from "vitest";
import { createResampler } from "../../../src/signal/resample.ts";

function sine(hertz: number, rate: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / rate));
}

/** Everything in one go, its ends (where the filter sees silence) left out. */
function middle(samples: Float32Array, edge = 150): Float32Array {
  return samples.subarray(edge, samples.length - edge);
}

function resample(samples: Float32Array, fromRate: number, toRate: number): Float32Array {
  const resampler = createResampler(fromRate, toRate);
  return Float32Array.from([...resampler.push(samples), ...resampler.finish()]);
}

function rms(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Decibels of an RMS below that of a sine of amplitude 1. */
const decibels = (value: number) => 20 * Math.log10(value * Math.SQRT2);

describe("createResampler", () => {
  it.each([
    [8_000, 16_000, 3_000],
    [11_025, 16_000, 5_000],
    [22_050, 16_000, 7_400],
    [44_100, 16_000, 440],
    [44_100, 16_000, 7_400],
    [44_099, 16_000, 7_000],
    [48_000, 16_000, 7_400],
    [96_000, 16_000, 1_000],
    [191_999, 16_000, 7_000],
    [8_001, 16_000, 3_000],
    [16_000, 22_050, 7_400],
  ])("makes of %i Hz → %i Hz the same sine of %i Hz, at the same time, within −80 dB", (from, to, hertz) => {
    const made = resample(sine(hertz, from, from / 16), from, to);
    const wanted = sine(hertz, to, made.length);
    const error = made.map((value, at) => value - (wanted[at] as number));
    expect(decibels(rms(middle(error)))).toBeLessThan(-80);
  });

  it.each([
    [48_000, 8_010],
    [48_000, 9_000],
    [48_000, 15_000],
    [48_000, 23_900],
    [44_100, 8_010],
    [44_100, 16_000],
    [44_099, 12_000],
    [191_999, 9_000],
    [22_050, 8_600],
  ])("keeps of %i Hz → 16 kHz nothing of a sine of %i Hz, down to −80 dB", (from, hertz) => {
    const made = resample(sine(hertz, from, Math.round(from / 16)), from, 16_000);
    expect(decibels(rms(middle(made)))).toBeLessThan(-80);
  });

  it("gives the same whatever the pieces are", () => {
    const input = sine(1_234, 44_100, 5_000);
    const whole = resample(input, 44_100, 16_000);
    const resampler = createResampler(44_100, 16_000);
    const pieces: number[] = [];
    for (let from = 0, length = 1; from < input.length; from += length, length = (length * 7) % 501) {
      pieces.push(...resampler.push(input.subarray(from, from + length)));
    }
    pieces.push(...resampler.finish());
    expect(pieces).toEqual([...whole]);
  });

  it.each([
    [48_000, 1],
    [48_000, 3],
    [48_000, 4],
    [44_100, 441],
    [44_100, 442],
    [8_000, 7],
    [8_000, 0],
  ])("gives as many samples as the time has: %i Hz, %i samples", (from, count) => {
    expect(resample(new Float32Array(count), from, 16_000)).toHaveLength(Math.ceil((count * 16_000) / from));
  });

  it("does not drift: the ratio is exact over many pieces", () => {
    const resampler = createResampler(44_100, 16_000);
    let count = 0;
    for (let piece = 0; piece < 200; piece += 1) count += resampler.push(new Float32Array(441)).length;
    expect(count + resampler.finish().length).toBe(32_000);
  });

  it("keeps a constant", () => {
    const made = middle(resample(new Float32Array(4_410).fill(0.5), 44_100, 16_000));
    expect(Math.max(...made.map((value) => Math.abs(value - 0.5)))).toBeLessThan(1e-6);
  });

  it("begins anew after the end", () => {
    const resampler = createResampler(48_000, 16_000);
    const once = [...resampler.push(sine(500, 48_000, 999)), ...resampler.finish()];
    const again = [...resampler.push(sine(500, 48_000, 999)), ...resampler.finish()];
    expect(again).toEqual(once);
  });

  it("hands a stream of the same rate through", () => {
    expect(resample(sine(100, 16_000, 50), 16_000, 16_000)).toEqual(sine(100, 16_000, 50));
  });

  it("gives the same to two streams of the same rates, one within the other", () => {
    const alone = resample(sine(700, 44_098, 2_000), 44_098, 16_000);
    const [one, other] = [createResampler(44_098, 16_000), createResampler(44_098, 16_000)];
    const [first, second] = [sine(700, 44_098, 2_000), sine(900, 44_098, 2_000)];
    const made: number[] = [];
    for (let from = 0; from < 2_000; from += 100) {
      made.push(...one.push(first.subarray(from, from + 100)));
      other.push(second.subarray(from, from + 100));
    }
    expect([...made, ...one.finish()]).toEqual([...alone]);
  });

  it("refuses a rate that is no rate", () => {
    expect(() => createResampler(0, 16_000)).toThrow("a sample rate of 0 Hz");
    expect(() => createResampler(44_100.5, 16_000)).toThrow("whole number");
  });
});
