/** Widths of the stored aggregates, in milliseconds: 1 minute, 15 minutes, 1 day (UTC). */
export const rollupWidthsMs = { minute: 60_000, quarter: 900_000, day: 86_400_000 } as const;
export type RollupWidth = keyof typeof rollupWidthsMs;

/** What is known of one series over [start, start + width). Values in the unit of the series. */
export interface Rollup {
  start: number;
  count: number;
  min: number;
  max: number;
  mean: number;
  last: number;
  /** Approximate quantiles 0.05, 0.5 and 0.95 (relative error under 2%), where a sketch was kept. */
  p05: number | undefined;
  p50: number | undefined;
  p95: number | undefined;
}

/** A change of an on/off or enumeration series. */
export interface StateChange {
  at: number;
  value: number;
}
