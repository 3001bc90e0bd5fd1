import { describe, expect, it } from "vitest";
import { averagePrecision } from "../../../../bench/detection/metrics/average-precision.ts";
import { softLabels, volumeUnderSurface } from "../../../../bench/detection/metrics/volume-under-surface.ts";
import { scored } from "./scored.ts";

describe("soft labels", () => {
  it("fall with the square root over half the width on both sides", () => {
    const labels = softLabels([{ from: 3, to: 5 }], { rows: 8, from: 0, width: 4 });
    const [near, far] = [Math.sqrt(3 / 4), Math.sqrt(2 / 4)];
    expect([...labels]).toEqual([0, far, near, 1, 1, near, far, 0]);
  });

  it("add up to at most 1 between two windows, and end at the ends and at the probation", () => {
    const windows = [
      { from: 2, to: 3 },
      { from: 4, to: 5 },
    ];
    expect([...softLabels(windows, { rows: 5, from: 2, width: 4 })]).toEqual([0, 0, 1, 1, 1]);
  });
});

describe("the volume under the surface", () => {
  it("is the average precision without a buffer where there is one window of one row", () => {
    const series = scored([1, 5, 4, 2], [[2, 3]]);
    expect(volumeUnderSurface(series, [0])).toBe(averagePrecision(series));
  });

  it("multiplies recall by the share of windows that are hit", () => {
    // Window A rows 0-1, window B row 3. Order: 0, 1, 2 (wrong), 3. Recall: 1/3 x 1/2, 2/3 x 1/2, same, 1.
    const series = scored(
      [9, 8, 7, 6],
      [
        [0, 2],
        [3, 4],
      ],
    );
    expect(volumeUnderSurface(series, [0])).toBeCloseTo(1 / 6 + 1 / 6 + (2 / 3) * (3 / 4), 12);
  });

  it("gives a hit just beside a window its soft label", () => {
    // Width 2 reaches one row with sqrt(1/2): labels 0, s, 1, s, 0, so positives (1 + 1 + 2s) / 2 = 1 + s.
    const soft = Math.SQRT1_2;
    const series = scored([0, 9, 5, 1, 0], [[2, 3]]);
    const recalls = [soft / (1 + soft), 1, 1, 1];
    const precisions = [soft, (soft + 1) / 2];
    const area = (recalls[0] ?? 0) * (precisions[0] ?? 0) + (1 - (recalls[0] ?? 0)) * (precisions[1] ?? 0);
    expect(volumeUnderSurface(series, [2])).toBeCloseTo(area, 12);
  });

  it("is the mean over the widths", () => {
    const series = scored([3, 1, 4, 1, 5, 9, 2, 6], [[4, 6]]);
    const one = volumeUnderSurface(series, [0]) ?? Number.NaN;
    const other = volumeUnderSurface(series, [4]) ?? Number.NaN;
    expect(volumeUnderSurface(series, [0, 4])).toBeCloseTo((one + other) / 2, 12);
  });

  it("is 1 without a buffer where the rows of the windows are above all others", () => {
    expect(
      volumeUnderSurface(
        scored(
          [0, 9, 9, 0, 9, 0],
          [
            [1, 3],
            [4, 5],
          ],
        ),
        [0],
      ),
    ).toBe(1);
  });

  it("is undefined where nothing is labelled", () => {
    expect(volumeUnderSurface(scored([1, 2], []))).toBeUndefined();
  });
});
