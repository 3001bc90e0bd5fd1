import type { StatisticGroup } from "./statistic.ts";

/** The time since the value before. */
export const interval: StatisticGroup = {
  fields: 0,
  outputs: [{ name: "interval", unit: "number", high: "interval", low: "interval" }],
  update({ intervalMs }, _base, out, first) {
    out[first] = Number.isNaN(intervalMs) ? Number.NaN : Math.log(Math.max(1, intervalMs));
  },
};
