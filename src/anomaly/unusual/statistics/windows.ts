import { type Moment, valueAgo } from "../moment.ts";
import type { StatisticGroup } from "./statistic.ts";

// Fields of the memory slice: sums over the last 4, 16, 64 and 256 values and over their squares, relative to `origin`.
const origin = 0;
const sums = 1;
const squares = 5;
const spans = [4, 16, 64, 256] as const;
const spanMax = 256;
const shortSpan = 16;
/** Two means of 16 values this far apart tell how far the series has moved. */
const slopeSpan = 48;
/** Spread below this share of the usual movement counts as none. */
const spreadFloor = 0.03;
/** Sums are taken afresh each time this many values have come, so that rounding does not add up. */
const refreshEvery = 256;
/** So far from the middle a value is taken in afresh, and out again. */
const farScales = 1e5;

/**
 * Means, spreads and extremes of the newest values over four spans. A mean finds what stays away a little; the lowest of
 * the last 16 finds what stays high in spite of noise; spreads find what became restless or calm.
 */
export const windows: StatisticGroup = {
  fields: 9,
  outputs: [
    { name: "mean4", unit: "value", high: "level", low: "level" },
    { name: "mean16", unit: "value", high: "shifted", low: "shifted" },
    { name: "mean64", unit: "value", high: "shifted", low: "shifted" },
    { name: "mean256", unit: "value", high: "drifting", low: "drifting" },
    { name: "spread16", unit: "number", high: "restless", low: "calm" },
    { name: "spread64", unit: "number", high: "restless", low: "calm" },
    { name: "spread256", unit: "number", high: "restless", low: "calm" },
    { name: "lowest16", unit: "value", high: "shifted", low: "level" },
    { name: "highest16", unit: "value", high: "level", low: "shifted" },
    { name: "slope64", unit: "value", high: "drifting", low: "drifting" },
  ],
  update(moment, base, out, first) {
    const { memory, count, scale } = moment;
    takeIn(moment, base);
    const from = memory[base + origin] as number;
    out.fill(Number.NaN, first, first + 10);
    for (let index = 0; index < spans.length; index += 1) {
      const span = spans[index] as number;
      if (count < span) break;
      const mean = (memory[base + sums + index] as number) / span;
      out[first + index] = from + mean;
      if (index === 0) continue;
      const variance = (memory[base + squares + index] as number) / span - mean * mean;
      out[first + 3 + index] = Math.log(Math.sqrt(Math.max(0, variance)) + spreadFloor * scale);
    }
    if (count < shortSpan) return;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let ago = 0; ago < shortSpan; ago += 1) {
      const value = valueAgo(moment, ago);
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    out[first + 7] = lowest;
    out[first + 8] = highest;
    if (count < shortSpan + slopeSpan) return;
    let rise = 0;
    for (let ago = 0; ago < shortSpan; ago += 1)
      rise += valueAgo(moment, ago) - valueAgo(moment, ago + slopeSpan);
    out[first + 9] = rise / shortSpan;
  },
};

function takeIn(moment: Moment, base: number): void {
  const { memory, count, value } = moment;
  if (count === 1 || count % refreshEvery === 0) {
    refresh(moment, base);
    return;
  }
  const from = memory[base + origin] as number;
  const added = value - from;
  const far = farScales * moment.scale;
  let isFar = Math.abs(added) > far;
  for (let index = 0; index < spans.length; index += 1) {
    const span = spans[index] as number;
    const removed = count > span ? valueAgo(moment, span) - from : 0;
    isFar ||= Math.abs(removed) > far;
    memory[base + sums + index] = (memory[base + sums + index] as number) + added - removed;
    memory[base + squares + index] =
      (memory[base + squares + index] as number) + added * added - removed * removed;
  }
  // The square of a value far out leaves no digits to what comes with it.
  if (isFar) refresh(moment, base);
}

function refresh(moment: Moment, base: number): void {
  const { memory, count, location } = moment;
  memory[base + origin] = location;
  memory.fill(0, base + sums, base + squares + spans.length);
  for (let ago = 0; ago < Math.min(count, spanMax); ago += 1) {
    const distance = valueAgo(moment, ago) - location;
    for (let index = 0; index < spans.length; index += 1) {
      if (ago >= (spans[index] as number)) continue;
      memory[base + sums + index] = (memory[base + sums + index] as number) + distance;
      memory[base + squares + index] = (memory[base + squares + index] as number) + distance * distance;
    }
  }
}
