import { describe, expect, it } from "vitest";
import { createForecaster } from "../../../../src/anomaly/forecast/forecaster.ts";
import type { ActiveModel, Tensors } from "../../../../src/domain/inference.ts";
import type { ModelRunner } from "../../../../src/domain/ports.ts";
import { forecastLayout, forecastLevels, windowSize } from "../../../../src/signal/forecast/layout.ts";

const options = { priority: "anomaly", withinMs: 1_000 } as const;

/** Says of every coming value that its median is the centre plus its place in the batch, in scales. */
function fakeRunner(change: { active?: Partial<ActiveModel> | null; outputs?: Tensors } = {}) {
  const batches: number[] = [];
  const active: ActiveModel = {
    id: "forecaster",
    version: "1.0.0",
    task: "forecast",
    labels: {},
    settings: { layout: forecastLayout, horizon: 8, levels: forecastLevels },
    readText: () => Promise.reject(new Error("no file")),
    ...change.active,
  };
  const runner: ModelRunner = {
    async run(_task, { window }) {
      const rows = window?.dims[0] ?? 0;
      batches.push(rows);
      expect(window?.data.length).toBe(rows * windowSize);
      const data = Float32Array.from({ length: rows * 8 * 11 }, (_, at) => {
        return Math.floor(at / 88) + ((at % 11) - 5) / 10;
      });
      return change.outputs ?? { quantiles: { type: "float32", dims: [rows, 8, 11], data } };
    },
    active: () => (change.active === null ? undefined : active),
    onActivated: () => () => {},
  };
  return { runner, batches };
}

const ramp = (length: number) => ({
  history: Float64Array.from({ length }, (_, at) => 3 * at),
  seasons: [0, 0] as const,
});

describe("the forecaster", () => {
  it("gives quantiles in the unit of the series, and none for a history without a value", async () => {
    const { runner, batches } = fakeRunner();
    const empty = { history: new Float64Array(3).fill(Number.NaN), seasons: [0, 0] as const };
    const found = await createForecaster(runner).forecast([ramp(100), empty, ramp(11)], options);
    expect(batches).toEqual([2]);
    expect(found[0]).toHaveLength(8);
    expect(found[1]).toBeUndefined();
    // Centre: the median of the last five values; scale: 3 from one value to the next.
    expect(found[0]?.[0]?.quantile(0.5)).toBeCloseTo(291, 6);
    expect(found[2]?.[7]?.quantile(0.5)).toBeCloseTo(24 + 3 * Math.sinh(1), 5);
    expect(found[0]?.[0]?.quantile(0.999)).toBeCloseTo(291 + 3 * Math.sinh(0.5), 5);
  });

  it("asks for at most 64 series in one run", async () => {
    const { runner, batches } = fakeRunner();
    const found = await createForecaster(runner).forecast(Array(150).fill(ramp(9)), options);
    expect(found).toHaveLength(150);
    expect(batches).toEqual([64, 64, 22]);
  });

  it("refuses a model that was made for other windows, and tells when there is none", async () => {
    const forecast = (active: Partial<ActiveModel> | null) =>
      createForecaster(fakeRunner({ active }).runner).forecast([ramp(9)], options);
    await expect(forecast(null)).rejects.toMatchObject({ code: "anomaly.forecastModelUnusable" });
    await expect(forecast({ settings: { layout: "pyramid-0" } })).rejects.toThrow('instead of "pyramid-1"');
    await expect(
      forecast({ settings: { layout: forecastLayout, horizon: 8, levels: [0.1, 0.5, 0.9] } }),
    ).rejects.toThrow("settings.levels is another");
  });

  it("refuses outputs of another form", async () => {
    const forecast = (outputs: Tensors) =>
      createForecaster(fakeRunner({ outputs }).runner).forecast([ramp(9)], options);
    const code = "anomaly.forecastOutputInvalid";
    await expect(forecast({})).rejects.toMatchObject({ code });
    const short = { type: "float32", dims: [1, 8, 9], data: new Float32Array(72) } as const;
    await expect(forecast({ quantiles: short })).rejects.toThrow(
      "float32 [1, 8, 9] instead of float32 [1, 8, 11]",
    );
    const wrong = { ...short, dims: [1, 8, 11], data: new Float32Array(88).fill(Number.NaN) };
    await expect(forecast({ quantiles: wrong })).rejects.toThrow("no numbers");
  });
});
