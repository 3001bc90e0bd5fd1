import type { StatisticGroup } from "./statistic.ts";

const span = 64;
/** Mean distances from the usual level beyond which a value is an outlier. */
const outlierScales = 3;
// Fields of the memory slice: the number of outliers, then one field each for the last 64 values.
const total = 0;
const flags = 1;

/** How many of the last 64 values lay far from the usual level. */
export const outliers: StatisticGroup = {
  fields: 1 + span,
  outputs: [{ name: "outliers64", unit: "number", high: "outliers", low: "calm" }],
  update({ memory, count, value, location, scale, isSettled }, base, out, first) {
    const isOutlier = isSettled && Math.abs(value - location) > outlierScales * scale;
    const slot = base + flags + (count % span);
    memory[base + total] = (memory[base + total] as number) + (isOutlier ? 1 : 0) - (memory[slot] as number);
    memory[slot] = isOutlier ? 1 : 0;
    out[first] = Math.log(1 + (memory[base + total] as number));
  },
};
