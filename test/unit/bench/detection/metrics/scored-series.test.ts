import { describe, expect, it } from "vitest";
import type { LabelledSeries } from "../../../../bench/detection/labelled-series.ts";
import { rowsByScore, scoredSeries } from "../../../../bench/detection/metrics/scored-series.ts";
import { scored } from "./scored.ts";

const series: LabelledSeries = {
  name: "pump",
  family: "test",
  at: Float64Array.of(0, 1000, 2000),
  columns: [{ name: "value", values: Float64Array.of(1, 2, 3) }],
  windows: [],
  probationRows: 1,
};

describe("a scored series", () => {
  it("refuses scores that are not one per row, or not numbers", () => {
    expect(() => scoredSeries(series, Float64Array.of(1, 2))).toThrow("series pump has 3 rows and 2 scores");
    expect(() => scoredSeries(series, Float64Array.of(1, Number.NaN, 2))).toThrow(
      "the score of row 1 of series pump is NaN",
    );
  });

  it("orders the rows after the probation by their scores", () => {
    expect([...rowsByScore(scored([9, 1, 3, 2], [], 1))]).toEqual([2, 3, 1]);
  });
});
