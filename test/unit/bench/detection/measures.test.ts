import { describe, expect, it } from "vitest";
import { measure } from "../../../bench/detection/measures.ts";
import { scored } from "./metrics/scored.ts";

describe("the measures of a corpus", () => {
  it("are all best for a detector that flags the windows and nothing else", () => {
    const scores = Array.from({ length: 400 }, (_, row) => (row >= 200 && row < 300 ? 1 : 0));
    expect(measure([scored(scores, [[200, 300]], 60), scored(Array(400).fill(0), [], 60)], 0)).toMatchObject({
      average: 1,
      windowed: 100,
      recall: 1,
      precision: 1,
      earliness: 1,
      falseAlarms: undefined,
    });
  });

  it("count a detector that cannot flag within the budget as of no use", () => {
    expect(measure([scored(Array(400).fill(1), [[200, 300]])], 0)).toMatchObject({ recall: 0, precision: 0 });
  });

  it("are the false alarms above a given threshold where nothing is labelled", () => {
    const scores = Array.from({ length: 1000 }, (_, row) => (row === 500 ? 0.8 : 0.2));
    expect(measure([scored(scores, [])], 0.5)).toMatchObject({
      surface: undefined,
      recall: undefined,
      falseAlarms: 2,
    });
    expect(measure([scored(scores, [])], 0.9).falseAlarms).toBe(0);
  });
});
