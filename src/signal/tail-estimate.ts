/**
 * The upper tail of a stream of non-negative scores, kept in three numbers: the 98% quantile by stochastic
 * approximation and the mean excess over it. Beyond the quantile the tail is taken as exponential
 * (peaks over threshold; Siffer et al., KDD 2017, with a fixed shape), so that a limit for a chosen false
 * alarm rate adapts to heavy-tailed series without storing scores.
 *
 * Memory layout from `base`: [count, quantile, mean excess].
 */
export const tailFields = 3;

const exceedance = 0.02;
/** Learning rate of the quantile: about a thousand samples of memory. */
const quantileStep = 0.05;
/** Slowest learning rate of the mean excess: about fifty exceedances of memory. */
const excessStep = 0.02;

/** Learns one score. A score far beyond the tail counts only as the edge of it, so outliers do not poison. */
export function observeTail(memory: Float64Array, base: number, score: number): void {
  const count = (memory[base] as number) + 1;
  memory[base] = count;
  const quantile = memory[base + 1] as number;
  if (count === 1) {
    memory[base + 1] = Math.min(Math.max(score, 1), 4);
    memory[base + 2] = 1;
    return;
  }
  if (score > quantile) {
    const excess = memory[base + 2] as number;
    const clipped = Math.min(score - quantile, 4 * (quantile + excess));
    memory[base + 2] = excess + (clipped - excess) * excessStep;
    memory[base + 1] = quantile * (1 + quantileStep * (1 - exceedance));
  } else {
    memory[base + 1] = Math.max(0.5, quantile * (1 - quantileStep * exceedance));
  }
}

/** The score that is exceeded with about `probability` per sample; `probability` below 0.02. */
export function tailLimit(memory: Float64Array, base: number, probability: number): number {
  return (memory[base + 1] as number) + (memory[base + 2] as number) * Math.log(exceedance / probability);
}
