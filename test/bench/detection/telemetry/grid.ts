import type { Random } from "../../../../src/core/backoff.ts";
import { between, normal } from "../../../../src/simulate/engine/random.ts";

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** A series in the making: times, clean values, and where faults were put. */
export interface Draft {
  random: Random;
  at: Float64Array;
  values: Float64Array;
  /** First rows of labelled faults, with the row after the last. */
  faults: { from: number; to: number }[];
  /** Typical size of the ordinary movement of the series: faults are measured in it. */
  scale: number;
  /** Rows per day. */
  perDay: number;
}

/** A draft of `rows` rows, one each `stepMs`, from a random moment of the week. */
export function createDraft(random: Random, rows: number, stepMs: number): Draft {
  const start = Date.UTC(2024, 0, 1) + Math.floor(random() * 60 * 24 * 60) * 60_000;
  const at = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) at[row] = start + row * stepMs;
  return { random, at, values: new Float64Array(rows), faults: [], scale: 1, perDay: dayMs / stepMs };
}

/** Hour of the day in [0, 24). */
export function hourOf(at: number): number {
  return (at % dayMs) / hourMs;
}

/** Day of the week, 0 for Monday. */
export function weekdayOf(at: number): number {
  return (Math.floor(at / dayMs) + 3) % 7;
}

/** First-order autoregressive noise of unit variance. */
export function autoregressive(random: Random, rows: number, memory: number): Float64Array {
  const values = new Float64Array(rows);
  const innovation = Math.sqrt(1 - memory * memory);
  let value = normal(random);
  for (let row = 0; row < rows; row += 1) {
    value = memory * value + innovation * normal(random);
    values[row] = value;
  }
  return values;
}

/** Log-normal with median 1. */
export function logNormal(random: Random, sigma: number): number {
  return Math.exp(sigma * normal(random));
}

/** Gamma with the given mean and shape, by sums and Marsaglia and Tsang (2000). */
export function gamma(random: Random, mean: number, shape: number): number {
  if (shape < 1) return gamma(random, mean, shape + 1) * (shape / (shape + 1)) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random() + 1e-300) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return (mean / shape) * d * v;
  }
}

/** Poisson; a rounded normal for large means. */
export function poisson(random: Random, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}

/** A smooth daily shape with one or two humps, in [0, 1]. */
export function dailyShape(random: Random): (hour: number) => number {
  const peak = between(random, 9, 21);
  const width = between(random, 2.5, 5);
  const second = random() < 0.5 ? between(random, 0.3, 0.9) : 0;
  const secondPeak = (peak + between(random, 6, 10)) % 24;
  const hump = (hour: number, centre: number): number => {
    const distance = Math.abs(((hour - centre + 36) % 24) - 12);
    return Math.exp(-0.5 * (distance / width) ** 2);
  };
  return (hour) => Math.min(1, hump(hour, peak) + second * hump(hour, secondPeak));
}
