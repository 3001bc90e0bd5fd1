import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFft } from "../../../src/signal/fft.ts";

/** The definition, term by term. */
function naiveTransform(
  real: Float64Array,
  imaginary: Float64Array,
): { real: number[]; imaginary: number[] } {
  const size = real.length;
  const sums = Array.from({ length: size }, (_, bin) => {
    let [x, y] = [0, 0];
    for (let at = 0; at < size; at += 1) {
      const angle = (-2 * Math.PI * bin * at) / size;
      const [re, im] = [real[at] ?? 0, imaginary[at] ?? 0];
      x += re * Math.cos(angle) - im * Math.sin(angle);
      y += re * Math.sin(angle) + im * Math.cos(angle);
    }
    return { x, y };
  });
  return { real: sums.map(({ x }) => x), imaginary: sums.map(({ y }) => y) };
}

const sizes = [2, 4, 8, 16, 64, 128];
const signal = (size: number) =>
  fc.array(fc.double({ min: -1_000, max: 1_000, noNaN: true }), { minLength: size, maxLength: size });

describe("the fast Fourier transform", () => {
  it.each(sizes)("of %d values is the discrete Fourier transform", (size) => {
    fc.assert(
      fc.property(signal(size), signal(size), (one, other) => {
        const real = Float64Array.from(one);
        const imaginary = Float64Array.from(other);
        const expected = naiveTransform(real, imaginary);
        createFft(size).transform(real, imaginary);
        for (let bin = 0; bin < size; bin += 1) {
          expect(Math.abs((real[bin] ?? 0) - (expected.real[bin] ?? 0))).toBeLessThan(1e-7);
          expect(Math.abs((imaginary[bin] ?? 0) - (expected.imaginary[bin] ?? 0))).toBeLessThan(1e-7);
        }
      }),
      { numRuns: 10 },
    );
  });

  it.each([2, 32, 1_024])("of %d values keeps the energy (Parseval)", (size) => {
    const real = Float64Array.from({ length: size }, (_, at) => Math.sin(at * at) + 0.3);
    const energy = real.reduce((sum, value) => sum + value * value, 0);
    const imaginary = new Float64Array(size);
    createFft(size).transform(real, imaginary);
    const there = real.reduce((sum, value, at) => sum + value * value + (imaginary[at] ?? 0) ** 2, 0);
    expect(there / size / energy).toBeCloseTo(1, 12);
  });

  it("can be used again and again", () => {
    const fft = createFft(8);
    for (let round = 0; round < 2; round += 1) {
      const real = Float64Array.from([1, 0, 0, 0, 0, 0, 0, 0]);
      const imaginary = new Float64Array(8);
      fft.transform(real, imaginary);
      expect([...real]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    }
  });

  it.each([0, 1, 3, 12, 1_000, -8, 2.5, Number.NaN, 2 ** 25])("refuses the size %d", (size) => {
    expect(() => createFft(size)).toThrow("power of two");
  });

  it("refuses a signal of another size", () => {
    expect(() => createFft(8).transform(new Float64Array(4), new Float64Array(8))).toThrow("another size");
  });
});
