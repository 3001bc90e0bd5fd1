/**
 * The lowest and highest value of each of the last seven days, so that a daily cycle is known after one day
 * and a weekly one after seven. Days count from the first sample, not from midnight.
 *
 * Memory layout from `base`: [day number + 1 (0: empty), low today, high today, days completed,
 * low before, high before, then 7 x (low, high)].
 */
export const dailyRangeDays = 7;
export const dailyRangeFields = 6 + 2 * dailyRangeDays;

const dayMs = 86_400_000;

/** Learns one value; `ageMs` is the time since the first sample of the series. */
export function observeDailyRange(memory: Float64Array, base: number, value: number, ageMs: number): void {
  const day = Math.floor(ageMs / dayMs) + 1;
  const current = memory[base] as number;
  if (day === current) {
    if (value < (memory[base + 1] as number)) memory[base + 1] = value;
    if (value > (memory[base + 2] as number)) memory[base + 2] = value;
    return;
  }
  if (current > 0) completeDay(memory, base);
  memory[base] = day;
  memory[base + 1] = value;
  memory[base + 2] = value;
}

/** Takes one value for usual: as seen today, and as if on the days before, too. */
export function acceptValue(memory: Float64Array, base: number, value: number, ageMs: number): void {
  observeDailyRange(memory, base, value, ageMs);
  if (completedDays(memory, base) === 0) return;
  memory[base + 4] = Math.min(memory[base + 4] as number, value);
  memory[base + 5] = Math.max(memory[base + 5] as number, value);
}

export function completedDays(memory: Float64Array, base: number): number {
  return memory[base + 3] as number;
}

/** The lowest value of today and the days before. */
export function seenLow(memory: Float64Array, base: number): number {
  const low = memory[base + 1] as number;
  return completedDays(memory, base) === 0 ? low : Math.min(low, memory[base + 4] as number);
}

/** The highest value of today and the days before. */
export function seenHigh(memory: Float64Array, base: number): number {
  const high = memory[base + 2] as number;
  return completedDays(memory, base) === 0 ? high : Math.max(high, memory[base + 5] as number);
}

/** The lowest value of the completed days only; meaningless while there is none. */
export function lowBefore(memory: Float64Array, base: number): number {
  return memory[base + 4] as number;
}

/** The highest value of the completed days only; meaningless while there is none. */
export function highBefore(memory: Float64Array, base: number): number {
  return memory[base + 5] as number;
}

/** How far the extremes of the completed days lie apart: large for a series with a trend or changing weather. */
export function dayToDaySpread(memory: Float64Array, base: number): number {
  const days = Math.min(completedDays(memory, base), dailyRangeDays);
  if (days < 2) return 0;
  let lowest = Number.POSITIVE_INFINITY;
  let lowHighest = Number.NEGATIVE_INFINITY;
  let highLowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let day = 0; day < days; day += 1) {
    const low = memory[base + 6 + 2 * day] as number;
    const high = memory[base + 7 + 2 * day] as number;
    lowest = Math.min(lowest, low);
    lowHighest = Math.max(lowHighest, low);
    highLowest = Math.min(highLowest, high);
    highest = Math.max(highest, high);
  }
  return Math.max(lowHighest - lowest, highest - highLowest) / (days - 1);
}

function completeDay(memory: Float64Array, base: number): void {
  const completed = memory[base + 3] as number;
  const slot = base + 6 + 2 * (completed % dailyRangeDays);
  memory[slot] = memory[base + 1] as number;
  memory[slot + 1] = memory[base + 2] as number;
  memory[base + 3] = completed + 1;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let day = 0; day < Math.min(completed + 1, dailyRangeDays); day += 1) {
    low = Math.min(low, memory[base + 6 + 2 * day] as number);
    high = Math.max(high, memory[base + 7 + 2 * day] as number);
  }
  memory[base + 4] = low;
  memory[base + 5] = high;
}
