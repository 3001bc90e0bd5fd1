import type { StatisticGroup } from "./statistic.ts";

/** How many times in a row the very same value came. */
export const repetition: StatisticGroup = {
  fields: 1,
  outputs: [{ name: "repeats", unit: "number", high: "held", low: "held" }],
  update({ memory, count, value, previous }, base, out, first) {
    memory[base] = count > 1 && value === previous ? (memory[base] as number) + 1 : 0;
    out[first] = Math.log(1 + (memory[base] as number));
  },
};
