import type { ClockQuality } from "./clock-quality.ts";
import type { RollupWidth } from "./rollup.ts";

/**
 * What the bodies of queued samples and aggregates have in common for whoever writes them and whoever thins them. Both are
 * published formats: keys are only ever added. Times are UTC ISO-8601.
 */
export const sampleSchema = "edgewise.sample.v1";
export const rollupSchema = "edgewise.rollup.v1";

export interface SampleBody {
  schema: typeof sampleSchema;
  at: string | null;
  clock: ClockQuality;
  series: { id: string };
  value: number;
}

/**
 * An aggregate that stands for queued samples which the space did not suffice for. It covers exactly the samples between
 * `from` and `to` that it counts: several of one series and `start` add up, they do not replace each other.
 */
export interface ThinnedRollupBody {
  schema: typeof rollupSchema;
  at: string | null;
  clock: ClockQuality;
  series: { id: string };
  width: RollupWidth;
  start: string | null;
  from: string | null;
  to: string | null;
  count: number;
  min: number;
  max: number;
  mean: number;
  last: number;
  thinned: true;
}
