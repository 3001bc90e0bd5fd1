import type { ExpectedRange } from "../../domain/anomaly.ts";
import type { Moment } from "./moment.ts";

// Per guide: mean error, then how far above and below it values usually stay at most. Then the range as last told.
const meanError = 0;
const above = 1;
const below = 2;
const guideFields = 3;
const guides = 3;
const told = guides * guideFields;
const isTold = told + 3;
export const expectedRangeFields = isTold + 1;

const errorRate = 0.005;
/** Values outside the range when all is well: one in a hundred on each side. */
const outsideShare = 0.01;
/** Step of the quantiles, in scales; larger at first. */
const quantileStep = 0.25;
const errorScalesMax = 8;

/**
 * The range in which the newest value was expected, from what was known before it: around the last value, the usual
 * level or what is usual at this time, whichever has been nearest of late. Its ends are quantiles of the errors of that
 * guide by stochastic approximation, so the range need not be symmetric.
 *
 * @param seasonal what is usual at this time of the day or week, or NaN
 * @param lowestSeen the lowest value before this one: what was never below zero is not expected there
 */
export function updateExpectedRange(
  moment: Moment,
  base: number,
  { seasonal, lowestSeen }: { seasonal: number; lowestSeen: number },
): void {
  const { memory, count, value, previous, location, scale } = moment;
  if (count === 1) return;
  let best = -1;
  let bestError = Number.POSITIVE_INFINITY;
  let typical = Number.NaN;
  for (let guide = 0; guide < guides; guide += 1) {
    const guess = guide === 0 ? previous : guide === 1 ? location : seasonal;
    if (Number.isNaN(guess)) continue;
    const own = base + guide * guideFields;
    const error = memory[own + meanError] as number;
    const isTried = error > 0 || guide !== 2;
    if (isTried && error < bestError) {
      best = guide;
      bestError = error;
      typical = guess;
    }
  }
  const own = base + Math.max(0, best) * guideFields;
  const low = typical - (memory[own + below] as number);
  memory[base + told] = lowestSeen >= 0 ? Math.max(0, low) : low;
  memory[base + told + 1] = typical + (memory[own + above] as number);
  memory[base + told + 2] = typical;
  memory[base + isTold] = Number.isFinite(typical) ? 1 : 0;
  for (let guide = 0; guide < guides; guide += 1) {
    const guess = guide === 0 ? previous : guide === 1 ? location : seasonal;
    if (!Number.isNaN(guess)) learn(memory, base + guide * guideFields, value - guess, scale, count);
  }
}

/** The range told for the newest value; undefined while none is known. */
export function expectedRangeOf(memory: Float64Array, base: number): ExpectedRange | undefined {
  if (memory[base + isTold] === 0) return undefined;
  return {
    low: memory[base + told] as number,
    high: memory[base + told + 1] as number,
    typical: memory[base + told + 2] as number,
  };
}

function learn(memory: Float64Array, own: number, error: number, scale: number, count: number): void {
  const size = Math.min(Math.abs(error), errorScalesMax * scale);
  const rate = Math.max(errorRate, 1 / count);
  memory[own + meanError] =
    (memory[own + meanError] as number) + rate * (size - (memory[own + meanError] as number));
  const step = quantileStep * scale * Math.max(1, 20 / count);
  memory[own + above] = moved(memory[own + above] as number, error, step);
  memory[own + below] = moved(memory[own + below] as number, -error, step);
}

function moved(quantile: number, error: number, step: number): number {
  return Math.max(0, quantile + step * (error > quantile ? 1 - outsideShare : -outsideShare));
}
