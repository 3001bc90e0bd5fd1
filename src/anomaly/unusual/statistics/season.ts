import type { Moment } from "../moment.ts";
import { clamp, modulo } from "../numbers.ts";
import type { StatisticGroup } from "./statistic.ts";

// Fields of the memory slice. Profiles hold distances from `origin` as singles: a mean and a count per slot.
const origin = 0;
const dailyError = 1;
const weeklyError = 2;
const residualSum = 3;
const residuals = 4;
const residualSpan = 16;
const profiles = residuals + residualSpan;
const halfHours = 48;
const weekHours = 168;
const fieldsTotal = profiles + halfHours + weekHours;

const hourMs = 3_600_000;
/** 1970-01-01 was a Thursday: so many hours after the start of a week. */
const thursdayHours = 72;
/** Values in a slot before it is believed. */
const believedFrom = 2;
const dailyRate = 0.04;
const weeklyRate = 0.08;
const errorRate = 0.003;
/** Until the week is known it is taken to be a little worse a guide than the day. */
const unknownWeek = 1.05;
/** A residual counts at most this many scales when the profiles are compared, and in the mean. */
const errorScalesMax = 4;
const residualScalesMax = 6;

/**
 * The distance from what is usual at this time of the day or the week, whichever has been the better guide, and its mean
 * over 16 values. Times are UTC: a change to daylight-saving time shifts the rhythm of people by an hour, which a
 * profile of half hours follows within days.
 */
export const season: StatisticGroup = {
  fields: fieldsTotal,
  outputs: [
    { name: "season", unit: "value", high: "timeOfDay", low: "timeOfDay" },
    { name: "season16", unit: "value", high: "timeOfDay", low: "timeOfDay" },
  ],
  packed: [[profiles, fieldsTotal]],
  update(moment, base, out, first) {
    const { memory, singles, scale } = moment;
    if (moment.count === 1) memory[base + origin] = moment.value;
    const value = moment.value - (memory[base + origin] as number);
    const hours = moment.at / hourMs;
    const day = 2 * (base + profiles + modulo(Math.floor(2 * hours), halfHours));
    const week = 2 * (base + profiles + halfHours + modulo(Math.floor(hours + thursdayHours), weekHours));
    const isDayKnown = (singles[day + 1] as number) >= believedFrom;
    const isWeekKnown = (singles[week + 1] as number) >= believedFrom;
    const fromDay = value - (singles[day] as number);
    const fromWeek = value - (singles[week] as number);
    const isWeekBetter = (memory[base + weeklyError] as number) < (memory[base + dailyError] as number);
    const residual =
      isWeekKnown && (isWeekBetter || !isDayKnown) ? fromWeek : isDayKnown ? fromDay : Number.NaN;
    out[first] = residual;
    out[first + 1] = Number.isNaN(residual) ? Number.NaN : meanResidual(moment, base, residual);
    if (isDayKnown) learnError(memory, base + dailyError, fromDay, scale);
    if (isWeekKnown) learnError(memory, base + weeklyError, fromWeek, scale);
    else {
      const assumed = unknownWeek * (memory[base + dailyError] as number);
      memory[base + weeklyError] = Math.max(memory[base + weeklyError] as number, assumed);
    }
    learnSlot(singles, day, value, dailyRate);
    learnSlot(singles, week, value, weeklyRate);
  },
};

/** Mean distance from the daily profile, at most four scales: how strong the rhythm of the day is. */
export function dailyErrorOf(memory: Float64Array, base: number): number {
  return memory[base + dailyError] as number;
}

function meanResidual({ memory, count, scale }: Moment, base: number, residual: number): number {
  const slot = base + residuals + (count % residualSpan);
  const limit = residualScalesMax * scale;
  const clipped = clamp(residual, -limit, limit);
  memory[base + residualSum] = (memory[base + residualSum] as number) + clipped - (memory[slot] as number);
  memory[slot] = clipped;
  if (count % residualSpan === 0) {
    // Taken afresh, so that rounding does not add up.
    let sum = 0;
    for (let index = 0; index < residualSpan; index += 1) sum += memory[base + residuals + index] as number;
    memory[base + residualSum] = sum;
  }
  return (memory[base + residualSum] as number) / residualSpan;
}

function learnError(memory: Float64Array, field: number, error: number, scale: number): void {
  const clipped = Math.min(Math.abs(error), errorScalesMax * scale);
  memory[field] = (memory[field] as number) + errorRate * (clipped - (memory[field] as number));
}

function learnSlot(singles: Float32Array, slot: number, value: number, rate: number): void {
  const seen = (singles[slot + 1] as number) + 1;
  singles[slot + 1] = Math.min(seen, 1e6);
  const mean = singles[slot] as number;
  singles[slot] = mean + Math.max(rate, 1 / seen) * (value - mean);
}
