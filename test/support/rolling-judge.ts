import type { Judge } from "../../src/anomaly/judge.ts";

/** A judge whose arithmetic a reader can follow: how far a value is from the running mean of its column. */
export function createRollingJudge(columns: readonly string[]): Judge {
  const states = columns.map(() => ({ mean: 0, variance: 0, count: 0 }));
  return {
    observe(values) {
      let best = { z: 0, column: 0, high: false, mean: 0, sigma: 0, count: 0 };
      for (const [column, state] of states.entries()) {
        const value = values[column] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        const sigma = Math.sqrt(state.variance);
        const z = state.count > 10 ? Math.abs(value - state.mean) / (sigma + 1e-9) : 0;
        if (z > best.z || state.count === 0) {
          best = { z, column, high: value > state.mean, mean: state.mean, sigma, count: state.count };
        }
        const share = 1 / Math.min(50, ++state.count);
        const distance = value - state.mean;
        state.mean += share * distance;
        state.variance = (1 - share) * (state.variance + share * distance * distance);
      }
      const { z, column, high, mean, sigma, count } = best;
      const isAlarm = z > 8;
      return {
        score: 1 - 1 / (1 + z),
        unusualness: 1 - 1 / (1 + z),
        isAlarm,
        direction: isAlarm ? (high ? "high" : "low") : "none",
        expected: count > 10 ? { low: mean - 3 * sigma, high: mean + 3 * sigma, typical: mean } : undefined,
        kind: isAlarm ? "level" : undefined,
        column,
        reason: isAlarm ? `${high ? "above" : "below"} what it was` : "",
      };
    },
  };
}
