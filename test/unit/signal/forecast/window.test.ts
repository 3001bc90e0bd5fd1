import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { historyMax, windowSize } from "../../../../src/signal/forecast/layout.ts";
import { ForecastWindowWriter, forecastWindow } from "../../../../src/signal/forecast/window.ts";
import { seasonLength } from "../../../../src/signal/season-length.ts";

/** Made by `models/train/forecaster/golden.py`. */
interface Golden {
  name: string;
  length: number;
  period: number;
  noise: number;
  seasons: [number, number];
  missing?: number;
  endMissing?: number;
  outlier?: number;
  restFrom?: number;
  stepEvery?: number;
  centre: number;
  scale: number;
  season: number;
  window: number[];
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL("../../../fixtures/forecast-window.json", import.meta.url), "utf8"),
);

describe("the window of the forecaster", () => {
  it.each(golden)("is what the training code makes of a history: $name", (one) => {
    const made = forecastWindow(historyOf(one), one.seasons);
    expect(made?.anchor.centre).toBeCloseTo(one.centre, 9);
    expect(made?.anchor.scale).toBeCloseTo(one.scale, 9);
    expect(made?.window.length).toBe(windowSize);
    const apart = one.window.map((value, at) => Math.abs(value - (made?.window[at] ?? Number.NaN)));
    expect(apart.findIndex((distance) => !(distance < 2e-5))).toBe(-1);
  });

  it.each(golden)("comes with the season that the training code finds: $name", (one) => {
    expect(seasonLength(historyOf(one).subarray(-historyMax))).toBe(one.season);
  });

  it("is none without a value", () => {
    expect(forecastWindow(new Float64Array(0), [0, 0])).toBeUndefined();
    expect(forecastWindow(new Float64Array(40).fill(Number.NaN), [0, 0])).toBeUndefined();
  });

  it("does not depend on unit or offset", () => {
    const values = wave(500);
    const first = forecastWindow(values, [50, 0]);
    const second = forecastWindow(
      values.map((value) => 1000 - 512 * value),
      [50, 0],
    );
    const mirrored = second?.window.slice(0, 64).map((value) => -value);
    for (const [at, value] of [...(mirrored ?? [])].entries())
      expect(value).toBeCloseTo(first?.window[at] ?? 9, 4);
    expect(second?.anchor.scale).toBeCloseTo(512 * (first?.anchor.scale ?? 0), 6);
  });

  it("stays finite and small whatever a sensor sends", () => {
    const values = wave(300);
    values.set([1e300, -1e300, Number.POSITIVE_INFINITY, Number.NaN, 5e-324], 200);
    const made = forecastWindow(values, [2300, 100_000]);
    expect(made?.window.every((value) => Math.abs(value) <= 12)).toBe(true);
    expect(made?.anchor.scale).toBeLessThan(1);
  });

  it("is written at its place and leaves nothing of the series before", () => {
    const writer = new ForecastWindowWriter();
    const into = new Float32Array(2 * windowSize);
    writer.write(wave(2000), [50, 350], into, 0);
    writer.write(wave(30), [0, 0], into, windowSize);
    expect([...into.subarray(windowSize)]).toEqual([...(forecastWindow(wave(30), [0, 0])?.window ?? [])]);
    expect([...into.subarray(0, windowSize)]).toEqual([
      ...(forecastWindow(wave(2000), [50, 350])?.window ?? []),
    ]);
  });
});

function wave(length: number): Float64Array {
  return Float64Array.from({ length }, (_, at) => Math.sin((at * Math.PI) / 25) + ((at * 37) % 11) / 40);
}

/** As `history` in golden.py makes it. */
function historyOf(one: Golden): Float64Array {
  let state = 12_345n;
  return Float64Array.from({ length: one.length }, (_, at) => {
    state = (state * 1_103_515_245n + 12_345n) % 2_147_483_648n;
    const chance = Number(state);
    let value = 0;
    if (one.period > 0) {
      value += Math.floor((Math.abs(2 * (at % one.period) - one.period) * 400) / one.period);
    }
    if (one.noise > 0 && !(one.restFrom !== undefined && at >= one.restFrom)) {
      value += (Math.floor(chance / 65_536) % (2 * one.noise + 1)) - one.noise;
    }
    if (one.stepEvery !== undefined) value += (Math.floor(at / one.stepEvery) % 3) * 150;
    if (one.outlier !== undefined && at % one.outlier === 5) value += 100_000;
    const isMissing =
      (one.missing !== undefined && Math.floor(chance / 64) % one.missing === 0) ||
      at >= one.length - (one.endMissing ?? 0);
    return isMissing ? Number.NaN : 20 + value / 100;
  });
}
