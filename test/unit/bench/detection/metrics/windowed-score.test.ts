import { describe, expect, it } from "vitest";
import { windowedScore } from "../../../../bench/detection/metrics/windowed-score.ts";
import { scored } from "./scored.ts";

const sigmoid = (position: number) => 2 / (1 + Math.exp(5 * position)) - 1;

describe("the windowed score", () => {
  it("is 100 for the first row of every window and nothing else", () => {
    const result = windowedScore([scored([0, 0, 1, 0, 0], [[2, 4]]), scored([0, 1], [[1, 2]])]);
    expect(result).toEqual({ score: 100, threshold: 1 });
  });

  it("is 0 where flagging anything costs more than it brings", () => {
    const scores = Array.from({ length: 100 }, (_, row) => (row === 99 ? 0 : 1));
    expect(windowedScore([scored(scores, [[99, 100]])])).toEqual({
      score: 0,
      threshold: Number.POSITIVE_INFINITY,
    });
  });

  it("gives a later first flag less, and nothing for further flags", () => {
    // Rows 10 to 19: the flag in row 15 has half the window left.
    const scores = Array.from({ length: 40 }, (_, row) => (row >= 15 && row < 20 ? 1 : 0));
    const worth = sigmoid(-0.5) / sigmoid(-1);
    expect(windowedScore([scored(scores, [[10, 20]])])?.score).toBeCloseTo((100 * (worth + 1)) / 2, 10);
  });

  it("takes 0.11 for a flag before any window, and less for one soon after", () => {
    const before = scored([1, 0, 0, 1, 0, 0], [[3, 4]]);
    expect(windowedScore([before])?.score).toBeCloseTo((100 * (2 - 0.11)) / 2, 10);
    // The window is 11 rows wide: five rows after its last row is half a width (of ten steps).
    const after = scored(
      Array.from({ length: 40 }, (_, row) => (row === 10 || row === 25 ? 1 : 0)),
      [[10, 21]],
    );
    expect(windowedScore([after])?.score).toBeCloseTo((100 * (2 + 0.11 * sigmoid(0.5))) / 2, 10);
  });

  it("ignores the probation", () => {
    expect(windowedScore([scored([1, 1, 1, 1, 0], [[3, 4]], 3)])?.score).toBe(100);
  });

  it("chooses one threshold for all series", () => {
    // At 0.5 both windows are found and one row is wrong; at 0.9 one window is missed.
    const result = windowedScore([scored([0, 0.9, 0], [[1, 2]]), scored([0.6, 0.5, 0], [[1, 2]])]);
    expect(result?.threshold).toBe(0.5);
    expect(result?.score).toBeCloseTo((100 * (4 - 0.11)) / 4, 10);
  });

  it("is undefined where nothing is labelled", () => {
    expect(windowedScore([scored([1], [])])).toBeUndefined();
  });
});
