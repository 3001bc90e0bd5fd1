import { describe, expect, it } from "vitest";
import { averagePrecision } from "../../../../bench/detection/metrics/average-precision.ts";
import { scored } from "./scored.ts";

describe("average precision", () => {
  it("is 1 where every row of a window is above every other", () => {
    expect(averagePrecision(scored([0, 0, 3, 2, 1], [[2, 4]]))).toBe(1);
  });

  it("sums gain of recall times precision over the thresholds", () => {
    // From the top: right (1/1), wrong, right (2/3): 0.5 x 1 + 0.5 x 2/3.
    expect(
      averagePrecision(
        scored(
          [9, 8, 7, 1],
          [
            [0, 1],
            [2, 3],
          ],
        ),
      ),
    ).toBeCloseTo(5 / 6, 12);
  });

  it("flags rows with the same score together, whatever their order", () => {
    expect(averagePrecision(scored([5, 5, 5, 5], [[0, 1]]))).toBe(0.25);
    expect(averagePrecision(scored([5, 5, 5, 5], [[3, 4]]))).toBe(0.25);
  });

  it("does not look at the rows of the probation", () => {
    expect(averagePrecision(scored([99, 99, 1, 0], [[2, 3]], 2))).toBe(1);
  });

  it("is undefined where nothing is labelled", () => {
    expect(averagePrecision(scored([1, 2, 3], []))).toBeUndefined();
  });
});
