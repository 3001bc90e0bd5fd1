import { describe, expect, it } from "vitest";
import { createSpectrumAnalyser, pieceSize } from "../../../src/signal/power-spectrum.ts";
import {
  bandPower,
  dominantHz,
  spectralCentroidHz,
  velocityRms,
} from "../../../src/signal/spectral-figures.ts";

const rateHz = 8_000;

function sine(count: number, ...tones: [hertz: number, amplitude: number][]): Float64Array {
  return Float64Array.from({ length: count }, (_, at) =>
    tones.reduce(
      (sum, [hertz, amplitude]) => sum + amplitude * Math.sin((2 * Math.PI * hertz * at) / rateHz),
      0,
    ),
  );
}

const { analyse } = createSpectrumAnalyser();

describe("a power spectrum", () => {
  it.each([64, 100, 1_000, 4_096, 5_000, 65_536])(
    "of %d samples of a sine adds up to its mean square",
    (count) => {
      const spectrum = analyse(sine(count, [1_000, 3]), 0, rateHz);
      expect(bandPower(spectrum, 0, Number.POSITIVE_INFINITY)).toBeCloseTo(4.5, 1);
    },
  );

  it("adds up to the mean square of what the window weighs, exactly (Parseval)", () => {
    const samples = Float64Array.from({ length: 512 }, (_, at) => Math.sin(at * at));
    const weights = samples.map((_, at) => (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / 512)) ** 2);
    const weighed = samples.reduce((sum, sample, at) => sum + sample * sample * (weights[at] ?? 0), 0);
    const spectrum = analyse(samples, 0, rateHz);
    expect(bandPower(spectrum, 0, Number.POSITIVE_INFINITY)).toBeCloseTo(
      weighed / weights.reduce((sum, weight) => sum + weight, 0),
      12,
    );
  });

  it("puts each tone where it belongs", () => {
    const spectrum = analyse(sine(4_096, [300, 1], [2_500, 0.1]), 0, rateHz);
    expect(bandPower(spectrum, 200, 400)).toBeCloseTo(0.5, 3);
    expect(bandPower(spectrum, 2_400, 2_600)).toBeCloseTo(0.005, 5);
    expect(bandPower(spectrum, 1_000, 2_000)).toBeLessThan(1e-9);
  });

  it("leaves the mean out, and uses the samples after the last whole piece", () => {
    const count = 4_096 + 100;
    const samples = sine(count, [1_000, 0]).map((_, at) => 5 + (at >= 4_096 ? (at % 2) * 2 - 1 : 0));
    const spectrum = analyse(samples, 5, rateHz);
    expect(pieceSize(count)).toBe(4_096);
    expect(bandPower(spectrum, 0, 100)).toBeLessThan(1e-6);
    expect(bandPower(spectrum, 3_900, 4_001)).toBeGreaterThan(0);
  });

  it("of nothing is nothing", () => {
    const spectrum = analyse(new Float64Array(256), 0, rateHz);
    expect(bandPower(spectrum, 0, Number.POSITIVE_INFINITY)).toBe(0);
    expect(dominantHz(spectrum, 0)).toBeUndefined();
    expect(spectralCentroidHz(spectrum, 0)).toBeUndefined();
  });
});

describe("the dominant frequency", () => {
  it.each([97.3, 1_000, 1_234.5, 3_900])("of a tone of %d Hz is found between the bins", (hertz) => {
    const spectrum = analyse(sine(4_096, [hertz, 1]), 0, rateHz);
    expect(Math.abs((dominantHz(spectrum, 10) ?? 0) - hertz)).toBeLessThan(0.1 * spectrum.binHz);
  });

  it("is looked for above the lowest frequency only", () => {
    const spectrum = analyse(sine(4_096, [20, 5], [700, 1]), 0, rateHz);
    expect(dominantHz(spectrum, 100)).toBeCloseTo(700, 0);
  });
});

describe("the spectral centroid", () => {
  it("of two tones of one power lies between them", () => {
    const spectrum = analyse(sine(8_192, [1_000, 1], [3_000, 1]), 0, rateHz);
    expect(spectralCentroidHz(spectrum, 10)).toBeCloseTo(2_000, 0);
  });
});

describe("the RMS velocity", () => {
  it("of an acceleration of 10 m/s² amplitude at 100 Hz is 11.25 mm/s", () => {
    const spectrum = analyse(sine(8_192, [100, 10]), 0, rateHz);
    expect(velocityRms(spectrum, 10, 1_000)).toBeCloseTo((10 / (2 * Math.PI * 100) / Math.SQRT2) * 1_000, 1);
    expect(velocityRms(spectrum, 200, 1_000)).toBeLessThan(0.01);
  });
});
