import type { Metrics } from "../../../src/core/metrics.ts";

/** Counts nothing: loading the real ones takes a good part of a short life. */
export const silentMetrics: Metrics = {
  counter: () => ({ increment() {}, total: () => 0 }),
  gauge: () => ({ set() {} }),
  histogram: () => ({ observe() {} }),
  beforeExpose() {},
  expose: async () => "",
};
