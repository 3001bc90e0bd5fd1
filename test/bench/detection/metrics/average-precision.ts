import { rowsByScore, type ScoredSeries } from "./scored-series.ts";

/**
 * Average precision over single rows: the sum over all thresholds of (gain of recall) x precision, without
 * interpolation. Rows with the same score are flagged together. A detector that knows nothing gets the share of rows
 * that lie in windows. Undefined where no row does.
 */
export function averagePrecision(series: ScoredSeries): number | undefined {
  const rows = rowsByScore(series);
  const isAnomalous = new Uint8Array(series.scores.length);
  for (const { from, to } of series.windows) isAnomalous.fill(1, Math.max(from, series.probationRows), to);
  const positives = isAnomalous.reduce((sum, one) => sum + one, 0);
  if (positives === 0) return undefined;
  let found = 0;
  let foundBefore = 0;
  let area = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number;
    found += isAnomalous[row] as number;
    if (index + 1 < rows.length && series.scores[rows[index + 1] as number] === series.scores[row]) continue;
    area += ((found - foundBefore) / positives) * (found / (index + 1));
    foundBefore = found;
  }
  return area;
}
