import { describe, expect, it } from "vitest";
import { forecastLevels } from "../../../../src/signal/forecast/layout.ts";
import { ForecastQuantiles } from "../../../../src/signal/forecast/quantiles.ts";

/** Standard normal quantiles at the levels, in the space of the window: 20 ± 2 around the middle. */
const normal = [-3.09, -2.326, -1.645, -1.282, -0.674, 0, 0.674, 1.282, 1.645, 2.326, 3.09];
const forecast = new ForecastQuantiles(normal, { centre: 20, scale: 2 });
const valueAt = (place: number) => 20 + 2 * Math.sinh(place);

describe("forecast quantiles", () => {
  it("come back in the unit of the series, linear between the levels", () => {
    expect(forecast.quantile(0.5)).toBe(20);
    expect(forecast.quantile(0.99)).toBeCloseTo(valueAt(2.326), 9);
    expect(forecast.quantile(0.6)).toBeCloseTo(valueAt(0.4 * 0.674), 9);
    expect(forecast.quantile(0)).toBeCloseTo(valueAt(-3.09), 9);
    expect(forecast.quantile(1)).toBeCloseTo(valueAt(3.09), 9);
  });

  it("tell how rare a value is, alike on both sides", () => {
    expect(forecast.tailProbability(20)).toBeCloseTo(0.5, 9);
    for (const [at, level] of forecastLevels.entries()) {
      const expected = Math.min(level, 1 - level);
      expect(forecast.tailProbability(valueAt(normal[at] ?? 0))).toBeCloseTo(expected, 9);
    }
    expect(forecast.direction(19)).toBe(-1);
    expect(forecast.direction(20)).toBe(0);
    expect(forecast.direction(21)).toBe(1);
  });

  it("fall steadily beyond the outermost levels and stay above 0", () => {
    const far = [3.2, 4, 6, 9].map((place) => forecast.tailProbability(valueAt(place)));
    expect(far[0]).toBeLessThan(0.001);
    expect(far).toEqual([...far].sort((a, b) => b - a));
    expect(far.at(-1)).toBeGreaterThan(0);
    expect(forecast.tailProbability(valueAt(-6))).toBeCloseTo(far[2] ?? 0, 12);
  });

  it("do not call a value rare that many levels name alike", () => {
    const rest = new ForecastQuantiles([-1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 5], { centre: 7, scale: 1 });
    expect(rest.tailProbability(7)).toBeGreaterThan(0.9);
    expect(rest.tailProbability(7 + Math.sinh(2))).toBeCloseTo(0.01, 9);
    expect(rest.tailProbability(6.9)).toBeLessThan(0.01);
  });
});
