import type { LabelledSeries } from "../labelled-series.ts";

/** One score per row, of rows up to that one only, the higher the stranger. */
export interface Scores {
  /** For alarms. */
  readonly scores: Float64Array;
  /**
   * For measures of all rows, where a detector tells what goes on apart from what is new. A detector with one output has
   * one for both.
   */
  readonly lasting: Float64Array;
}

export function oneOutput(scores: Float64Array): Scores {
  return { scores, lasting: scores };
}

/** Something that is compared. */
export interface Scorer {
  readonly name: string;
  /** What it is set to, for the reader of the table; the same for every series. */
  readonly settings: string;
  /** Undefined where it has no scores. */
  score(corpus: string, series: LabelledSeries): Promise<Scores | undefined>;
}
