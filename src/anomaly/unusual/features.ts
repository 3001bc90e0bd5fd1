import { updateExpectedRange } from "./expected-range.ts";
import type { Held } from "./holding.ts";
import { type Moment, recentValues } from "./moment.ts";
import { clamp } from "./numbers.ts";
import {
  highestOf,
  isCompared,
  learnStanding,
  locationOf,
  lowestOf,
  scaleOf,
  standingFeatures,
  standingFields,
  writeStanding,
} from "./standing.ts";
import { dailyErrorOf } from "./statistics/season.ts";
import type { StatisticGroup, StatisticOutput } from "./statistics/statistic.ts";
import { statistics } from "./statistics/table.ts";

interface PlacedGroup {
  group: StatisticGroup;
  /** Where its memory lies in the slice, and its outputs among all. */
  base: number;
  first: number;
}

const recent = 0;
/** Values, when the last was measured (0 for unknown), the last value. */
const count = recent + recentValues;
const lastAt = count + 1;
const lastValue = count + 2;
/** Correlation of neighbouring values, and share of values equal to the one before. */
const correlation = count + 3;
const repeatedShare = count + 4;
/** Mean time between two values. */
const meanInterval = count + 5;
const groupsBase = count + 6;

const placed: PlacedGroup[] = [];
let fieldsSoFar = groupsBase;
let outputsSoFar = 0;
for (const group of Object.values(statistics) as StatisticGroup[]) {
  placed.push({ group, base: fieldsSoFar, first: outputsSoFar });
  fieldsSoFar += group.fields;
  outputsSoFar += group.outputs.length;
}
const standings = fieldsSoFar;
const seasonBase = (placed.find(({ group }) => group === statistics.season) as PlacedGroup).base;

/** Every output of the table, in order. */
export const outputs: readonly StatisticOutput[] = placed.flatMap(({ group }) => group.outputs);
const valueIndex = outputIndex("value");
const seasonIndex = outputIndex("season");
const forecastErrorIndex = outputIndex("forecastError");

/** What the series is like in general; comes after the standings of the outputs. */
export const contextNames = [
  "count",
  "correlation",
  "repeatedShare",
  "dailyError",
  "forecastErrorScale",
  "reachAbove",
  "reachBelow",
] as const;

export const featureCount = outputs.length * standingFeatures + contextNames.length;
/** Doubles of memory per series. */
export const featureFields = standings + outputs.length * standingFields;

/** Where two singles lie in each double. */
export const packedFields: readonly (readonly [from: number, to: number])[] = placed.flatMap(
  ({ group, base }) => (group.packed ?? []).map(([from, to]) => [base + from, base + to] as const),
);

const written = new Float64Array(outputs.length);
const moment: Moment = {
  memory: new Float64Array(0),
  singles: new Float32Array(0),
  recent: 0,
  count: 0,
  value: 0,
  previous: 0,
  at: 0,
  intervalMs: 0,
  location: 0,
  scale: 1,
  isSettled: false,
};

/** Spread taken for an output in the unit of the series, as a share of its scale, and for a pure number. */
const valueFloor = 1e-3;
const numberFloor = 1e-3;
const relativeScaleMin = 1e-9;
const scaleMin = 1e-12;
const shareRate = 0.003;
const intervalRate = 0.002;
/** A gap counts as so many intervals at most. */
const intervalTimesMax = 1000;
const clippedScales = 3;

/**
 * Takes one value of a series in and writes how it stands among those before it.
 *
 * @param memory the memory of the series, at least `base + featureFields` doubles
 * @param singles the same bytes as singles
 * @param at when it was measured, in milliseconds since 1970
 * @param features `featureCount` numbers, written
 * @param range where the memory of the expected range lies (expected-range.ts)
 * @returns values seen so far
 */
export function takeIn(
  memory: Float64Array,
  singles: Float32Array,
  base: number,
  { value, at }: { value: number; at: number },
  features: Float32Array,
  range: number,
): number {
  const seen = (memory[base + count] as number) + 1;
  const valueStanding = base + standings + valueIndex * standingFields;
  const location = seen > 1 ? locationOf(memory, valueStanding) : value;
  const scale = Math.max(scaleOf(memory, valueStanding), relativeScaleMin * Math.abs(location), scaleMin);
  moment.memory = memory;
  moment.singles = singles;
  moment.recent = base + recent;
  moment.count = seen;
  moment.value = value;
  moment.previous = seen > 1 ? (memory[base + lastValue] as number) : value;
  moment.at = at;
  moment.intervalMs = memory[base + lastAt] === 0 ? Number.NaN : at - (memory[base + lastAt] as number);
  moment.location = location;
  moment.scale = scale;
  moment.isSettled = isCompared(memory, valueStanding);
  memory[base + count] = seen;
  memory[base + recent + ((seen - 1) % recentValues)] = value;
  for (const { group, base: offset, first } of placed) group.update(moment, base + offset, written, first);
  updateExpectedRange(moment, range, {
    seasonal: value - (written[seasonIndex] as number),
    lowestSeen: seen > 1 ? lowestOf(memory, valueStanding) : value,
  });
  learnInterval(base);
  for (let index = 0; index < outputs.length; index += 1) {
    const number = written[index] as number;
    const standing = base + standings + index * standingFields;
    const first = index * standingFeatures;
    if (!Number.isFinite(number)) {
      features.fill(0, first, first + standingFeatures);
      continue;
    }
    const floor = (outputs[index] as StatisticOutput).unit === "value" ? valueFloor * scale : numberFloor;
    writeStanding(memory, standing, { value: number, floor }, features, first);
    learnStanding(memory, standing, number);
  }
  writeContext(base, features);
  memory[base + lastAt] = at;
  memory[base + lastValue] = value;
  return seen;
}

/** The time until the next value says nothing: the clock jumped, or nobody watched. */
export function forgetTime(memory: Float64Array, base: number): void {
  memory[base + lastAt] = 0;
}

export function repeatedShareOf(memory: Float64Array, base: number): number {
  return memory[base + repeatedShare] as number;
}

/**
 * The mean time between two values, in milliseconds; 1 while unknown. A mean, and not what is usual: readings that come
 * in bursts or with equal times come as often as they come.
 */
export function meanIntervalMs(memory: Float64Array, base: number): number {
  return Math.max(1, memory[base + meanInterval] as number);
}

function learnInterval(base: number): void {
  const { memory, count: seen, intervalMs } = moment;
  if (!(intervalMs >= 0)) return;
  const mean = memory[base + meanInterval] as number;
  const longest = seen > 20 && mean > 0 ? intervalTimesMax * mean : Number.MAX_VALUE;
  memory[base + meanInterval] =
    mean + Math.max(1 / Math.max(1, seen - 1), intervalRate) * (Math.min(intervalMs, longest) - mean);
}

/** The last output of a name, and where it usually lies; meant for the series whose value was taken in last. */
export function lastOf(memory: Float64Array, base: number, index: number): Held {
  const standing = base + standings + index * standingFields;
  return {
    value: written[index] as number,
    location: locationOf(memory, standing),
    scale: scaleOf(memory, standing),
  };
}

export function outputIndex(name: string): number {
  return outputs.findIndex((output) => output.name === name);
}

function writeContext(base: number, features: Float32Array): void {
  const { memory, count: seen, value, previous, location, scale } = moment;
  const step = Math.max(1 / seen, shareRate);
  const product =
    clamp((value - location) / scale, -clippedScales, clippedScales) *
    clamp((previous - location) / scale, -clippedScales, clippedScales);
  learnShare(memory, base + correlation, product, step);
  learnShare(memory, base + repeatedShare, value === previous ? 1 : 0, step);
  const valueStanding = base + standings + valueIndex * standingFields;
  const reach = (distance: number): number => Math.min(3, Math.log1p(Math.max(0, distance) / scale)) / 2;
  const first = outputs.length * standingFeatures;
  features[first] = Math.log(seen) / 8;
  features[first + 1] = clamp((memory[base + correlation] as number) / 1.5, -1, 1);
  features[first + 2] = memory[base + repeatedShare] as number;
  features[first + 3] = Math.min(2, Math.log1p(dailyErrorOf(memory, base + seasonBase) / scale));
  features[first + 4] = Math.min(2, scaleOf(memory, base + standings + forecastErrorIndex * standingFields));
  features[first + 5] = reach(highestOf(memory, valueStanding) - locationOf(memory, valueStanding));
  features[first + 6] = reach(locationOf(memory, valueStanding) - lowestOf(memory, valueStanding));
}

function learnShare(memory: Float64Array, field: number, value: number, step: number): void {
  memory[field] = (memory[field] as number) + step * (value - (memory[field] as number));
}
