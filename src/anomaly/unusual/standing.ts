/**
 * How a number stands among those before it: beyond the highest or lowest so far, and how far from the usual. Kept for
 * each output of each statistic.
 *
 * Memory of a standing: count, location, scale (mean distance), then the highest and lowest of the running epoch and of
 * the one before. Records are forgotten after one to two epochs, so what was extreme long ago may be one again.
 */
export const standingFields = 7;
const count = 0;
const location = 1;
const scale = 2;
const highest = 3;
const lowest = 4;
const highestBefore = 5;
const lowestBefore = 6;

/** Features that a standing gives: above the record, below the record, distance above and below the usual. */
export const standingFeatures = 4;

/** Values before a number is compared at all. */
export const comparedFrom = 20;
const epochValues = 8192;
const rate = 1 / 1000;
/** The first values teach in full; later ones at most this many scales. */
const freeValues = 16;
const taughtScalesMax = 4;
const recordFactor = 4;
const featureMax = 4;
const distanceMax = 5;

/** Writes the features of `value`, all zero while too little is known. `floor`: no spread is taken to be smaller. */
export function writeStanding(
  memory: Float64Array,
  base: number,
  { value, floor }: { value: number; floor: number },
  features: Float32Array,
  first: number,
): void {
  features.fill(0, first, first + standingFeatures);
  if ((memory[base + count] as number) < comparedFrom) return;
  const high = Math.max(memory[base + highest] as number, memory[base + highestBefore] as number);
  const low = Math.min(memory[base + lowest] as number, memory[base + lowestBefore] as number);
  const spread = Math.max(memory[base + scale] as number, floor);
  const range = high - low + spread;
  if (value > high) features[first] = recordFeature((value - high) / range);
  if (value < low) features[first + 1] = recordFeature((low - value) / range);
  const distance = (value - (memory[base + location] as number)) / spread;
  features[first + (distance > 0 ? 2 : 3)] = Math.min(distanceMax, Math.log1p(Math.abs(distance)));
}

export function learnStanding(memory: Float64Array, base: number, value: number): void {
  const seen = (memory[base + count] as number) + 1;
  memory[base + count] = seen;
  if (seen === 1) {
    memory[base + location] = value;
    memory[base + highest] = memory[base + highestBefore] = value;
    memory[base + lowest] = memory[base + lowestBefore] = value;
    return;
  }
  const step = Math.max(rate, 1 / seen);
  const usual = memory[base + location] as number;
  const spread = memory[base + scale] as number;
  const limit = seen <= freeValues ? Number.MAX_VALUE : taughtScalesMax * spread + Number.MIN_VALUE;
  const distance = value - usual;
  memory[base + location] = usual + step * Math.min(limit, Math.max(-limit, distance));
  memory[base + scale] = spread + step * (Math.min(Math.abs(distance), 1.5 * limit) - spread);
  if (seen % epochValues === 0) {
    memory[base + highestBefore] = memory[base + highest] as number;
    memory[base + lowestBefore] = memory[base + lowest] as number;
    memory[base + highest] = memory[base + lowest] = value;
    return;
  }
  if (value > (memory[base + highest] as number)) memory[base + highest] = value;
  if (value < (memory[base + lowest] as number)) memory[base + lowest] = value;
}

export function locationOf(memory: Float64Array, base: number): number {
  return memory[base + location] as number;
}

export function scaleOf(memory: Float64Array, base: number): number {
  return memory[base + scale] as number;
}

export function highestOf(memory: Float64Array, base: number): number {
  return Math.max(memory[base + highest] as number, memory[base + highestBefore] as number);
}

export function lowestOf(memory: Float64Array, base: number): number {
  return Math.min(memory[base + lowest] as number, memory[base + lowestBefore] as number);
}

export function isCompared(memory: Float64Array, base: number): boolean {
  return (memory[base + count] as number) >= comparedFrom;
}

function recordFeature(excess: number): number {
  return Math.min(featureMax, Math.log1p(recordFactor * excess));
}
