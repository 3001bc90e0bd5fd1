import { describe, expect, it } from "vitest";
import { windowsIn } from "../../../../bench/detection/corpora/smap-msl.ts";
import { orderedWindows, windowsOfLabels } from "../../../../bench/detection/corpora/windows.ts";

describe("windows", () => {
  it("are the runs of rows labelled 1, up to the last row", () => {
    expect(windowsOfLabels(Float64Array.of(0, 1, 1, 0, 1))).toEqual([
      { from: 1, to: 3 },
      { from: 4, to: 5 },
    ]);
    expect(windowsOfLabels(Float64Array.of(0, 0))).toEqual([]);
  });

  it("are put in order, and joined where they touch", () => {
    const windows = [
      { from: 8, to: 9 },
      { from: 3, to: 5 },
      { from: 1, to: 3 },
      { from: 1, to: 2 },
    ];
    expect(orderedWindows(windows)).toEqual([
      { from: 1, to: 5 },
      { from: 8, to: 9 },
    ]);
  });

  it("of the spacecraft include both ends and follow the training part", () => {
    expect(windowsIn("[[5, 6], [0, 1]]", { after: 100, rows: 107 })).toEqual([
      { from: 100, to: 102 },
      { from: 105, to: 107 },
    ]);
  });
});
