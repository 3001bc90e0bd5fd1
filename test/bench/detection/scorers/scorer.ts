import type { LabelledSeries } from "../labelled-series.ts";

/** Something that is compared. */
export interface Scorer {
  readonly name: string;
  /** What it is set to, for the reader of the table; the same for every series. */
  readonly settings: string;
  /** One score per row, of rows up to that one only, the higher the stranger. Undefined where it has none. */
  score(corpus: string, series: LabelledSeries): Promise<Float64Array | undefined>;
}
