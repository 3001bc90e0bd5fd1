import type { PatternReason } from "../../../domain/anomaly.ts";
import type { Moment } from "../moment.ts";

/**
 * A way to look at the newest values of a series. What comes out is compared with what came out before
 * (standing.ts): a record, or far from usual, is evidence that something is unusual.
 *
 * Invariants (test/unit/anomaly/unusual/statistics.test.ts runs them on every group of the table):
 * 1. A group reads and writes only `fields` doubles from `base`; a fresh slice is all zeros.
 * 2. `update` writes one number for each output: finite, or NaN while too little is known.
 * 3. The cost of `update` does not grow with the number of values seen.
 */
export interface StatisticGroup {
  /** Doubles of memory per series. */
  readonly fields: number;
  readonly outputs: readonly StatisticOutput[];
  /** Where two singles lie in each double: from and to, exclusive, in the slice. */
  readonly packed?: readonly (readonly [from: number, to: number])[];
  /** Takes in the newest value and writes the outputs from `out[first]`. */
  update(moment: Moment, base: number, out: Float64Array, first: number): void;
}

export interface StatisticOutput {
  readonly name: string;
  /** In the unit of the series, or a pure number: decides what counts as no spread at all. */
  readonly unit: "value" | "number";
  /** What it means when this is the reason, for a value above and below what was usual. */
  readonly high: PatternReason;
  readonly low: PatternReason;
}
