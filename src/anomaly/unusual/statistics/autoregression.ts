import { type Moment, valueAgo } from "../moment.ts";
import { clamp } from "../numbers.ts";
import type { StatisticGroup } from "./statistic.ts";

const order = 8;
const bias = order;
const errorSum = order + 1;
const errors = order + 2;
const errorSpan = 16;
/** Step of the normalised least mean squares, and how much less the bias learns. */
const learningRate = 0.1;
const biasRate = 0.2;
/** An error beyond this many scales teaches no more than one of this size. */
const errorTaughtMax = 3;
const errorKeptMax = 6;
const meanFrom = 40;

/**
 * The error of a linear forecast from the last eight values, in scales, and its mean over 16: what the momentum of the
 * series does not explain. Normalised least mean squares (Widrow and Hoff), so a model of its own for each series.
 */
export const autoregression: StatisticGroup = {
  fields: errors + errorSpan,
  outputs: [
    { name: "forecastError", unit: "number", high: "jump", low: "jump" },
    { name: "forecastError16", unit: "number", high: "drifting", low: "drifting" },
  ],
  update(moment, base, out, first) {
    const { memory, count, value, location, scale } = moment;
    out[first] = Number.NaN;
    out[first + 1] = Number.NaN;
    if (count <= order + 1) return;
    let forecast = memory[base + bias] as number;
    let energy = 1;
    for (let lag = 0; lag < order; lag += 1) {
      const before = (valueAgo(moment, lag + 1) - location) / scale;
      forecast += (memory[base + lag] as number) * before;
      energy += before * before;
    }
    const error = (value - location) / scale - forecast;
    if (!Number.isFinite(error)) {
      // A jump of many magnitudes: the forecast starts anew.
      memory.fill(0, base, base + errors + errorSpan);
      return;
    }
    out[first] = error;
    const mean = meanError(moment, base, error);
    if (count > meanFrom) out[first + 1] = mean;
    learn(moment, base, error, energy);
  },
};

function learn(moment: Moment, base: number, error: number, energy: number): void {
  const { memory, location, scale } = moment;
  const step = (learningRate * clamp(error, -errorTaughtMax, errorTaughtMax)) / energy;
  for (let lag = 0; lag < order; lag += 1) {
    const before = (valueAgo(moment, lag + 1) - location) / scale;
    memory[base + lag] = (memory[base + lag] as number) + step * before;
  }
  memory[base + bias] = (memory[base + bias] as number) + step * biasRate;
}

function meanError({ memory, count }: Moment, base: number, error: number): number {
  const slot = base + errors + (count % errorSpan);
  const clipped = clamp(error, -errorKeptMax, errorKeptMax);
  memory[base + errorSum] = (memory[base + errorSum] as number) + clipped - (memory[slot] as number);
  memory[slot] = clipped;
  return (memory[base + errorSum] as number) / errorSpan;
}
