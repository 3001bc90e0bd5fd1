import type { StatisticGroup } from "./statistic.ts";

/** The time since the value before. */
export const interval: StatisticGroup = {
  fields: 0,
  outputs: [{ name: "interval", unit: "number", high: "interval", low: "interval" }],
  update({ count, intervalMs }, _base, out, first) {
    out[first] = count > 1 ? Math.log(Math.max(1, intervalMs)) : Number.NaN;
  },
};
