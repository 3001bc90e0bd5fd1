import { describe, expect, it } from "vitest";
import { measureWaveform } from "../../../src/signal/waveform.ts";

describe("the figures of a waveform", () => {
  it("of a sine are those of the books, whatever its mean", () => {
    const samples = Float64Array.from(
      { length: 1_000 },
      (_, at) => 7 + 2 * Math.sin((2 * Math.PI * at) / 100),
    );
    const { mean, rms, peak, crestFactor, kurtosis } = measureWaveform(samples);
    expect(mean).toBeCloseTo(7, 9);
    expect(rms).toBeCloseTo(Math.SQRT2, 9);
    expect(peak).toBeCloseTo(2, 9);
    expect(crestFactor).toBeCloseTo(Math.SQRT2, 9);
    expect(kurtosis).toBeCloseTo(1.5, 9);
  });

  it("of impacts have a high crest factor and kurtosis", () => {
    const samples = Float64Array.from({ length: 1_000 }, (_, at) => (at % 100 === 0 ? 1 : 0));
    const { crestFactor, kurtosis } = measureWaveform(samples);
    expect(crestFactor).toBeGreaterThan(9);
    expect(kurtosis).toBeGreaterThan(90);
  });

  it.each([0, 5, 0.1, -1e12])("of a constant %d have neither", (level) => {
    expect(measureWaveform(new Float64Array(999).fill(level))).toMatchObject({
      crestFactor: undefined,
      kurtosis: undefined,
    });
  });

  it.each([1e-70, 1e-77, 1e-81, 1e-160, 1e-300])("of a signal of %d are finite or none", (size) => {
    const samples = Float64Array.from({ length: 256 }, (_, at) => size * Math.sin(at));
    const { rms, crestFactor, kurtosis } = measureWaveform(samples);
    expect(Number.isFinite(rms)).toBe(true);
    expect(kurtosis === undefined).toBe(crestFactor === undefined);
    expect(kurtosis ?? 1.5).toBeCloseTo(1.5, 1);
  });
});
