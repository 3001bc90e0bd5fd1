import { describe, expect, it } from "vitest";
import { seasonLength } from "../../../src/signal/season-length.ts";

function noise(length: number): Float64Array {
  let state = 1;
  return Float64Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  });
}

const wave = (length: number, period: number) =>
  noise(length).map((value, at) => Math.sin((2 * Math.PI * at) / period) + value / 5);

describe("the length of a season", () => {
  it("is found, give or take one, when the season was seen twice, not before", () => {
    for (const length of [110, 400, 2000]) {
      expect(Math.abs(seasonLength(wave(length, 50)) - 50)).toBeLessThanOrEqual(1);
    }
    expect(seasonLength(wave(80, 50))).toBe(0);
  });

  it("is found under a trend, an outlier and missing values at the end", () => {
    const values = wave(600, 60).map((value, at) => value + at / 100);
    values[300] = 1e9;
    values.fill(Number.NaN, 590);
    expect(Math.abs(seasonLength(values) - 60)).toBeLessThanOrEqual(1);
  });

  it("is 0 for a constant, a trend, nothing, and noise", () => {
    expect(seasonLength(new Float64Array(300).fill(4))).toBe(0);
    expect(seasonLength(Float64Array.from({ length: 300 }, (_, at) => at))).toBe(0);
    expect(seasonLength(new Float64Array(0))).toBe(0);
    expect(seasonLength(noise(500))).toBe(0);
  });
});
