import { dailyRangeFields, observeDailyRange, seenHigh } from "../../signal/daily-range.ts";
import { observeTail, tailFields, tailLimit } from "../../signal/tail-estimate.ts";
import { cautionFields, cautionOf, raiseCaution } from "./caution.ts";
import { alarmScore, clampValue, type DetectorDefinition, type Finding, scoreOfRatio } from "./detector.ts";

// Fields of the memory slice.
const count = 0;
const firstAt = 1;
const lastAt = 2;
const lastValue = 3;
const usualMs = 4;
const scale = 5;
const changes = 6;
const foundChange = 7;
const foundMs = 8;
const foundLimit = 9;
const caution = 10;
const tail = caution + cautionFields;
const fastestRange = tail + tailFields;
const fieldsTotal = fastestRange + dailyRangeFields;

/**
 * An unusually fast change: the change per second is beyond a limit learnt from its own tail and well above
 * the fastest change of the last week. Sees a jump inside the usual range, which the level does not.
 *
 * The time of a change counts at least the usual interval, so that two quick reports of an event-driven
 * sensor do not look like an infinite rate. Changes of a counter (only ever up) have one sign and one scale.
 */
export const rate: DetectorDefinition = {
  kind: "rate",
  fields: fieldsTotal,

  appliesTo: (kind) => kind === "numeric",

  observe(watch, base, given, at) {
    const { memory, settings } = watch;
    const value = clampValue(given);
    const n = (memory[base + count] as number) + 1;
    memory[base + count] = n;
    const elapsedMs = at - (memory[base + lastAt] as number);
    const change = value - (memory[base + lastValue] as number);
    // Its clock was ahead at first, or has been set back.
    if (n === 1 || at < (memory[base + firstAt] as number)) memory[base + firstAt] = at;
    memory[base + lastAt] = at;
    memory[base + lastValue] = value;
    if (n === 1 || elapsedMs < 0) return 0;

    const interval = memory[base + usualMs] as number;
    memory[base + usualMs] =
      n === 2
        ? elapsedMs
        : interval + (Math.min(elapsedMs, 4 * interval + 1) - interval) * Math.max(1 / n, intervalStep);
    const seconds = Math.max(elapsedMs, interval, 1) / 1000;
    const speed = Math.abs(change) / seconds;
    if (speed > 0) memory[base + changes] = (memory[base + changes] as number) + 1;
    const usual = memory[base + scale] as number;
    const z = usual > 0 ? Math.min(speed / usual, zMax) : 0;
    const ageMs = at - (memory[base + firstAt] as number);
    const isReady =
      n > settings.warmUpSamples &&
      ageMs >= settings.warmUpMs &&
      (memory[base + changes] as number) >= changesMin;
    if (isReady) {
      const fastest = seenHigh(memory, base + fastestRange);
      const widened = cautionOf(memory, base + caution, at) * settings.limitFactor;
      const zLimit = Math.max(zLimitMin, tailLimit(memory, base + tail, settings.falseAlarmRate)) * widened;
      // What rests most of the time tells of its speed only while it changes.
      const share = Math.max(1, 12 / Math.sqrt(memory[base + changes] as number));
      const speedLimit = fastest * (1 + share * widened);
      const score = scoreOfRatio(Math.min(z / zLimit, speedLimit > 0 ? speed / speedLimit : 0));
      if (score >= alarmScore) {
        memory[base + foundChange] = change;
        memory[base + foundMs] = elapsedMs;
        memory[base + foundLimit] = fastest * seconds;
        raiseCaution(memory, base + caution, at);
        observeDailyRange(memory, base + fastestRange, Math.min(speed, fastest * 1.5), ageMs);
        return score;
      }
      learn(memory, base, { speed, z, n, ageMs });
      return score;
    }
    learn(memory, base, { speed, z, n, ageMs });
    return 0;
  },

  restart({ memory }, base) {
    // The next change has no known duration: an elapsed time below zero is passed over.
    memory[base + lastAt] = Number.POSITIVE_INFINITY;
  },

  describe({ memory }, base): Finding {
    const change = memory[base + foundChange] as number;
    const limit = memory[base + foundLimit] as number;
    return {
      direction: change > 0 ? "high" : "low",
      observed: change,
      expected: { low: -limit, high: limit, typical: 0 },
      durationMs: memory[base + foundMs] as number,
      limit: undefined,
      severity: undefined,
    };
  },
};

const intervalStep = 1 / 64;
const scaleStep = 1 / 128;
const clipScales = 4;
const changesMin = 16;
const zLimitMin = 8;
const zMax = 1e9;

function learn(
  memory: Float64Array,
  base: number,
  seen: { speed: number; z: number; n: number; ageMs: number },
): void {
  observeDailyRange(memory, base + fastestRange, seen.speed, seen.ageMs);
  const usual = memory[base + scale] as number;
  const clipped = usual > 0 ? Math.min(seen.speed, clipScales * usual) : seen.speed;
  memory[base + scale] = usual + (clipped - usual) * Math.max(scaleStep, 1 / seen.n);
  if (seen.n > 16) observeTail(memory, base + tail, seen.z);
}
