/** A stream as a detector sees it, with what a person says was wrong with it. Judged strictly in row order. */
export interface LabelledSeries {
  /** Unique within its corpus; also the name of its file of scores, so no `/`. */
  readonly name: string;
  /** What it comes from or is like: a corpus of files, or a family of generated signals. */
  readonly family: string;
  /** Milliseconds since the epoch, one per row, not always regular. The row number times 1000 where nothing tells the time. */
  readonly at: Float64Array;
  /** Judged jointly; each as long as `at`. NaN stands for a value that is missing. */
  readonly columns: readonly LabelledColumn[];
  /** In order, apart from each other, and none before `probationRows`. Empty: nothing is known to be wrong. */
  readonly windows: readonly LabelledWindow[];
  /** So many first rows are for learning: no metric looks at their scores. */
  readonly probationRows: number;
}

export interface LabelledColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** Rows, `to` exclusive. */
export interface LabelledWindow {
  readonly from: number;
  readonly to: number;
}
