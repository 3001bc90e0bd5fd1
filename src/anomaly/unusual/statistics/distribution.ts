import { chanceOf, type Moment } from "../moment.ts";
import type { StatisticGroup } from "./statistic.ts";

/** Bins of equal probability, by the values seen so far. */
const bins = 16;
const recentSpan = 64;
const sampleMax = 128;
/** Values before bins are made, and how often they are made anew. */
const bornAt = 100;
const renewEvery = 512;
const judgedFrom = bornAt + recentSpan;
/** Counts of the past are halved each time this many values have come. */
const halveEvery = 4096;
/** Every value is sampled at first, later this share. */
const sampleShare = 0.12;
/** Keep an empty bin from meaning certainty. */
const recentPrior = 0.3;
const pastPrior = 0.5;
const divergenceFloor = 0.05;

// Fields of the memory slice: a random sample of values, bounds of the bins, counts of past and recent values, and the
// bins of the recent values (plus one, so that 0 is none).
const sampled = 0;
const sample = 1;
const bounds = sample + sampleMax;
const past = bounds + bins - 1;
const recent = past + bins;
const recentBins = recent + bins;
const fieldsTotal = recentBins + recentSpan;
const sorted = new Float64Array(sampleMax);

/**
 * How differently the last 64 values are spread over the range than all before: relative entropy of their bins (Wang et
 * al., "Statistical techniques for online anomaly detection in data centers", IM 2011).
 */
export const distribution: StatisticGroup = {
  fields: fieldsTotal,
  outputs: [{ name: "divergence", unit: "number", high: "spread", low: "spread" }],
  update(moment, base, out, first) {
    const { memory, count, value } = moment;
    out[first] = Number.NaN;
    if (count >= bornAt) {
      if (count === bornAt || count % renewEvery === 0) placeBounds(memory, base);
      const bin = binOf(memory, base, value);
      const slot = base + recentBins + (count % recentSpan);
      const leaving = (memory[slot] as number) - 1;
      memory[slot] = bin + 1;
      memory[base + recent + bin] = (memory[base + recent + bin] as number) + 1;
      if (leaving >= 0) {
        memory[base + recent + leaving] = (memory[base + recent + leaving] as number) - 1;
        memory[base + past + leaving] = (memory[base + past + leaving] as number) + 1;
      }
      if (count >= judgedFrom) out[first] = Math.log(Math.max(0, divergence(memory, base)) + divergenceFloor);
      if (count % halveEvery === 0)
        for (let index = 0; index < bins; index += 1)
          memory[base + past + index] = (memory[base + past + index] as number) / 2;
    }
    keep(moment, base);
  },
};

function keep({ memory, count, value }: Moment, base: number): void {
  if (count > bornAt && chanceOf(count, 11) >= sampleShare) return;
  const kept = memory[base + sampled] as number;
  const place = kept < sampleMax ? kept : Math.floor(chanceOf(count, 12) * sampleMax);
  memory[base + sample + place] = value;
  memory[base + sampled] = kept + 1;
}

function placeBounds(memory: Float64Array, base: number): void {
  const size = Math.min(sampleMax, memory[base + sampled] as number);
  const part = sorted.subarray(0, size);
  part.set(memory.subarray(base + sample, base + sample + size));
  part.sort();
  for (let index = 1; index < bins; index += 1)
    memory[base + bounds + index - 1] = part[Math.floor((index / bins) * size)] as number;
}

function binOf(memory: Float64Array, base: number, value: number): number {
  let bin = 0;
  while (bin < bins - 1 && value > (memory[base + bounds + bin] as number)) bin += 1;
  return bin;
}

function divergence(memory: Float64Array, base: number): number {
  let pastSum = 0;
  for (let index = 0; index < bins; index += 1) pastSum += memory[base + past + index] as number;
  let sum = 0;
  for (let index = 0; index < bins; index += 1) {
    const now = ((memory[base + recent + index] as number) + recentPrior) / (recentSpan + bins * recentPrior);
    const before = ((memory[base + past + index] as number) + pastPrior) / (pastSum + bins * pastPrior);
    sum += now * Math.log(now / before);
  }
  return sum;
}
