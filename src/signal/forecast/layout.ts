/**
 * What the forecaster sees of a series and says of it. `models/train/forecaster/window.py` is the same in Python; a
 * model names the layout it was trained with in its manifest, so that another one is refused.
 */
export const forecastLayout = "pyramid-1";

/** Values of the past that are looked at: a week of five-minute samples and the surroundings of its first one. */
export const historyMax = 2240;

/** The newest values, one by one. */
export const rawCount = 64;
/** The newest changes from one value to the next. */
export const changeCount = 32;
/** Averages behind the newest values: [how many, of how many values each], from the newest to the oldest. */
export const blockRows: readonly (readonly [count: number, size: number])[] = [
  [32, 4],
  [32, 16],
  [24, 64],
];
/** Surroundings of this moment: [which season, how many of it ago]. */
export const lagRows: readonly (readonly [season: 0 | 1, times: number])[] = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 1],
];
/** Of such surroundings: the moment itself and 7 values before it, and 8 values after it. */
export const lagBefore = 8;
export const lagAfter = 8;
export const figureCount = 20;

const lagCount = lagBefore + lagAfter;
const blockCount = blockRows.reduce((sum, [count]) => sum + count, 0);

/** Numbers in one window. */
export const windowSize =
  2 * rawCount + changeCount + 3 * blockCount + lagRows.length * (2 * lagCount + 1) + figureCount;

/** Values ahead. */
export const forecastHorizon = 8;
/** Probabilities that a coming value is not above the quantile. */
export const forecastLevels: readonly number[] = [
  0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999,
];

const squashedMax = 12;

/** Makes units and outliers small: linear around 0, logarithmic far from it. */
export function squash(value: number): number {
  return Math.min(squashedMax, Math.max(-squashedMax, Math.asinh(value)));
}
