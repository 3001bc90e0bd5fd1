import type { StatisticGroup } from "./statistic.ts";

/** The value itself, and its change since the one before. */
export const level: StatisticGroup = {
  fields: 0,
  outputs: [
    { name: "value", unit: "value", high: "level", low: "level" },
    { name: "change", unit: "value", high: "jump", low: "jump" },
  ],
  update({ count, value, previous }, _base, out, first) {
    out[first] = value;
    out[first + 1] = count > 1 ? value - previous : Number.NaN;
  },
};
