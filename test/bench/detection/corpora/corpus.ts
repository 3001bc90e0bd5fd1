import type { LabelledSeries } from "../labelled-series.ts";

export interface Corpus {
  readonly name: string;
  /** In one sentence for the reader of the table. */
  readonly description: string;
  readonly series: readonly LabelledSeries[];
}
