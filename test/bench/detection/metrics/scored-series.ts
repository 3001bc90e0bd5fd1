import type { LabelledSeries } from "../labelled-series.ts";

/** A series and what one detector made of it: a score per row, the higher the stranger. */
export interface ScoredSeries extends Pick<LabelledSeries, "name" | "windows" | "probationRows"> {
  readonly scores: Float64Array;
}

/** @throws Error where there is not one number per row: a metric would quietly be of something else. */
export function scoredSeries(series: LabelledSeries, scores: Float64Array): ScoredSeries {
  const { name, windows, probationRows, at } = series;
  if (scores.length !== at.length) {
    throw new Error(`series ${name} has ${at.length} rows and ${scores.length} scores; score every row once`);
  }
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0) throw new Error(`the score of row ${wrong} of series ${name} is ${scores[wrong]}`);
  return { name, windows, probationRows, scores };
}

/** The rows after the probation, those with the highest scores first. */
export function rowsByScore({ scores, probationRows }: ScoredSeries): Uint32Array {
  const rows = Uint32Array.from({ length: Math.max(0, scores.length - probationRows) }, (_, index) => {
    return probationRows + index;
  });
  return rows.sort((a, b) => (scores[b] as number) - (scores[a] as number));
}
