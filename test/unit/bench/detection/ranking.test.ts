import { describe, expect, it } from "vitest";
import type { Measured } from "../../../bench/detection/measures.ts";
import { ranksByMeasure, ranksOf } from "../../../bench/detection/ranking.ts";

const nothing: Measured = {
  surface: undefined,
  average: undefined,
  windowed: undefined,
  recall: undefined,
  precision: undefined,
  earliness: undefined,
  falseAlarms: undefined,
};

describe("ranks", () => {
  it("begin with 1 for the best, and are shared by equals", () => {
    expect(ranksOf([0.2, 0.9, 0.5, 0.9], true)).toEqual([4, 1.5, 3, 1.5]);
    expect(ranksOf([3, 1, 2], false)).toEqual([3, 1, 2]);
  });

  it("are given for the measures that say something, false alarms the fewer the better", () => {
    const results = [
      { ...nothing, recall: 0.5, falseAlarms: 3 },
      { ...nothing, recall: 0.7, falseAlarms: 1 },
      { ...nothing, recall: 0.7, falseAlarms: 2 },
    ];
    expect(ranksByMeasure(results)).toEqual({ recall: [3, 1.5, 1.5], falseAlarms: [3, 1, 2] });
  });

  it("are refused where a measure is known of some detectors only", () => {
    expect(() => ranksByMeasure([{ ...nothing, recall: 1 }, nothing])).toThrow(
      "recall is missing for some detectors of a corpus",
    );
  });
});
