import type { Random } from "../../../../src/core/backoff.ts";
import { between, normal, pick } from "../../../../src/simulate/engine/random.ts";
import * as faults from "./faults.ts";
import { autoregressive, createDraft, type Draft, poisson, weekdayOf } from "./grid.ts";

/**
 * A source made of parts drawn at random: seasons, correlated and heavy-tailed noise, states it changes between, peaks,
 * and what sensors do to a value (counting, holding, rounding, limits). Wide on purpose: no two are of one kind.
 */
export function createMixture(random: Random): Draft {
  const stepMs = pick(random, [1, 5, 5, 5, 15, 30, 60] as const) * 60_000;
  const draft = createDraft(random, Math.round(between(random, 1200, 8000)), stepMs);
  const parts = [
    ...Array.from({ length: pick(random, [0, 0, 1, 1, 2] as const) }, () => season(random, draft)),
    noise(random, draft),
    ...(random() < 0.35 ? [states(random, draft)] : []),
    ...(random() < 0.4 ? [peaks(random, draft)] : []),
    ...(random() < 0.3 ? [wander(random, draft)] : []),
  ];
  draft.values.forEach((_value, row) => {
    draft.values[row] = parts.reduce((sum, part) => sum + (part[row] as number), 0);
  });
  standardise(draft.values);
  reshape(random, draft);
  draft.scale = spreadOf(draft.values);
  return draft;
}

export const mixtureFaults = Object.values(faults) as [faults.Fault, ...faults.Fault[]];

/** A wave or a train of pulses of any shape; with a day as its period more often than not. */
function season(random: Random, { values, perDay, at }: Draft): Float64Array {
  const period = random() < 0.6 ? perDay : between(random, 6, 500);
  const size = between(random, 0.3, 3);
  const isPulsed = random() < 0.3;
  const duty = between(random, 0.03, 0.6);
  const harmonics = Array.from({ length: 1 + Math.floor(random() * 4) }, (_unused, index) => ({
    size: normal(random) / (1 + index),
    phase: between(random, 0, 2 * Math.PI),
  }));
  const restDays = random() < 0.4 ? between(random, 0, 0.9) : 1;
  return Float64Array.from(values, (_value, row) => {
    const phase = (row % period) / period;
    const form = isPulsed
      ? phase < duty
        ? 1
        : 0
      : harmonics.reduce(
          (sum, one, index) => sum + one.size * Math.sin(2 * Math.PI * (index + 1) * phase + one.phase),
          0,
        );
    return size * form * (weekdayOf(at[row] as number) >= 5 ? restDays : 1);
  });
}

function noise(random: Random, { values }: Draft): Float64Array {
  const size = random() < 0.2 ? between(random, 0.005, 0.05) : between(random, 0.05, 0.8);
  const part = autoregressive(
    random,
    values.length,
    random() < 0.5 ? between(random, 0, 0.5) : 1 - 10 ** -between(random, 0.5, 3),
  );
  const heavyShare = random() < 0.4 ? between(random, 0.002, 0.05) : 0;
  const white = random() < 0.5 ? between(random, 0, 0.6) : 0;
  return part.map((value) => {
    const heavy = random() < heavyShare ? between(random, 2, 6) : 1;
    return size * heavy * (value + white * normal(random));
  });
}

/** A few levels that the source changes between and stays at for long or short. */
function states(random: Random, { values }: Draft): Float64Array {
  const levels = Array.from({ length: 2 + Math.floor(random() * 3) }, () => between(random, -1.5, 1.5));
  const stay = between(random, 5, 400);
  let level = levels[0] as number;
  return values.map(() => {
    if (random() < 1 / stay) level = levels[Math.floor(random() * levels.length)] as number;
    return level;
  });
}

/** Peaks at random or about regular times, alike or of any height. */
function peaks(random: Random, { values }: Draft): Float64Array {
  const every = between(random, 10, 600);
  const isRegular = random() < 0.5;
  const size = between(random, 1, 8) * (random() < 0.8 ? 1 : -1);
  const spread = between(random, 0, 0.8);
  const decay = random() < 0.5 ? 0 : between(random, 0.3, 0.95);
  let next = every;
  let value = 0;
  return values.map((_value, row) => {
    value *= decay;
    if (isRegular ? row >= next : random() < 1 / every) {
      next = row + every * between(random, 0.9, 1.1);
      value += size * Math.exp(spread * normal(random));
    }
    return value;
  });
}

/** A level that goes its own way over days. */
function wander(random: Random, { values }: Draft): Float64Array {
  const size = between(random, 0.3, 2);
  const slope = (random() < 0.4 ? between(random, -2, 2) : 0) / values.length;
  return autoregressive(random, values.length, 1 - 10 ** -between(random, 2.3, 3.5)).map(
    (value, row) => size * value + slope * row,
  );
}

/** From numbers around zero to what a sensor of some kind reports. */
function reshape(random: Random, { values }: Draft): void {
  const kind = pick(random, ["plain", "plain", "plain", "exponential", "counts", "floored"] as const);
  const unit = 10 ** between(random, -2, 4);
  const sigma = between(random, 0.2, 1);
  const offset = between(random, 0, 6);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] as number;
    values[row] =
      kind === "plain"
        ? unit * (value + offset)
        : kind === "exponential"
          ? unit * Math.exp(sigma * value)
          : kind === "counts"
            ? poisson(random, Math.min(1e6, 3 * offset * Math.exp(sigma * value)))
            : unit * Math.max(0, value + offset * 0.3);
  }
  if (random() < 0.4) round(values, spreadOf(values) * pick(random, [0.02, 0.1, 0.3, 1] as const));
  if (random() < 0.15) limit(values, between(random, 0.9, 0.999));
  if (random() < 0.15) hold(random, values, between(random, 0.2, 0.9));
}

function round(values: Float64Array, unit: number): void {
  if (!(unit > 0)) return;
  for (let row = 0; row < values.length; row += 1)
    values[row] = Math.round((values[row] as number) / unit) * unit;
}

function limit(values: Float64Array, quantile: number): void {
  const high = Float64Array.from(values).sort()[Math.floor(quantile * (values.length - 1))] as number;
  for (let row = 0; row < values.length; row += 1) values[row] = Math.min(high, values[row] as number);
}

/** Reports only now and then: the last value is repeated. */
function hold(random: Random, values: Float64Array, share: number): void {
  for (let row = 1; row < values.length; row += 1)
    if (random() < share) values[row] = values[row - 1] as number;
}

function standardise(values: Float64Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation =
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) || 1;
  for (let row = 0; row < values.length; row += 1) values[row] = ((values[row] as number) - mean) / deviation;
}

/** Distance between the 10 % and 90 % quantiles over 2.56: the deviation of a normal with the same. */
function spreadOf(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const high = sorted[Math.floor(0.9 * (sorted.length - 1))] as number;
  const low = sorted[Math.floor(0.1 * (sorted.length - 1))] as number;
  const whole = (sorted.at(-1) as number) - (sorted[0] as number);
  return Math.max((high - low) / 2.56, whole * 0.02, 1e-6);
}
