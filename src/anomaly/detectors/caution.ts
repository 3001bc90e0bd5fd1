/**
 * Automatic calibration by feedback: each alarm of a series widens its own margins, and they come back
 * over days. It bounds the alarm rate of a series whose tail no model fits, while a first alarm stays sharp.
 *
 * Memory layout from `base`: [widening above 1, when it was raised].
 */
export const cautionFields = 2;

const perAlarm = 0.5;
const wideningMax = 7;
const decayMs = 3 * 86_400_000;

/** The factor for the margins of a series: 1 when it has not alarmed lately. */
export function cautionOf(memory: Float64Array, base: number, at: number): number {
  const widening = memory[base] as number;
  if (widening === 0) return 1;
  const ageMs = Math.max(0, at - (memory[base + 1] as number));
  return 1 + widening * Math.exp(-ageMs / decayMs);
}

/** Counts one alarm. */
export function raiseCaution(memory: Float64Array, base: number, at: number): void {
  memory[base] = Math.min(wideningMax, cautionOf(memory, base, at) - 1 + perAlarm);
  memory[base + 1] = at;
}
