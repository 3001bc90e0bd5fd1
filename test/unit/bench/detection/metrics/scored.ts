import type { ScoredSeries } from "../../../../bench/detection/metrics/scored-series.ts";

/** A scored series from plain arrays; windows are [from, to). */
export function scored(
  scores: readonly number[],
  windows: readonly (readonly [number, number])[],
  probationRows = 0,
): ScoredSeries {
  return {
    name: "series",
    scores: Float64Array.from(scores),
    windows: windows.map(([from, to]) => ({ from, to })),
    probationRows,
  };
}
