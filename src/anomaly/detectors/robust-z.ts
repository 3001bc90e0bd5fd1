import {
  acceptValue,
  completedDays,
  dailyRangeFields,
  dayToDaySpread,
  highBefore,
  lowBefore,
  observeDailyRange,
  seenHigh,
  seenLow,
} from "../../signal/daily-range.ts";
import { observeTail, tailFields, tailLimit } from "../../signal/tail-estimate.ts";
import { cautionFields, cautionOf, raiseCaution } from "./caution.ts";
import {
  alarmScore,
  clampValue,
  type DetectorDefinition,
  type Finding,
  recoverScore,
  scoreOfRatio,
  type Watch,
} from "./detector.ts";

// Fields of the memory slice.
const count = 0;
const firstAt = 1;
const lastAt = 2;
const lastValue = 3;
const level = 4;
const scale = 5;
/** Usual size of a change of value: the resolution of a quantised series. */
const step = 6;
const changes = 7;
/** 0: usual; 1: beyond the recovery limit; 2: alarmed. */
const episode = 8;
const episodeAt = 9;
const episodeCount = 10;
const beyondRun = 11;
const spread = 12;
const spreadDays = 13;
/** Samples in a row that were exactly at the level, and since when. */
const heldCount = 14;
const heldAt = 15;
/** The value of the running episode that is farthest from the level. */
const farthest = 16;
const caution = 17;
const tail = caution + cautionFields;
const range = tail + tailFields;
const fieldsTotal = range + dailyRangeFields;

/**
 * An unusual level, judged three times over:
 *
 * - Sudden: the value is far from a robust moving level (z beyond a limit learnt from the tail of z itself)
 *   and outside everything seen in the last week by a margin. Slow drift moves the level along.
 * - Out of range: three values in a row lie outside the range of the completed days by a wider margin,
 *   which shrinks as more days are known. Catches the slow thaw of a freezer that the first misses.
 * - Held: a value that never moved for hundreds of samples and hours (a status, an error counter) becomes
 *   a clearly different one. Small steps, such as those of a battery or a setpoint, do not count.
 *
 * Nothing is learnt during an alarm, so an anomaly cannot make itself usual; a level that stays for
 * `adaptAfterMs` is taken as the new usual, and so is one that came and went twice within half a day (a heater
 * that begins its season). A series that alarms often widens its own margins (caution.ts).
 */
export const robustZ: DetectorDefinition = {
  kind: "level",
  fields: fieldsTotal,

  appliesTo: (kind) => kind === "numeric",

  observe(watch, base, given, at) {
    const { memory, settings } = watch;
    const value = clampValue(given);
    const n = (memory[base + count] as number) + 1;
    memory[base + count] = n;
    if (n === 1) {
      memory[base + firstAt] = at;
      memory[base + level] = value;
      memory[base + lastValue] = value;
      memory[base + lastAt] = at;
      observeDailyRange(memory, base + range, value, 0);
      return 0;
    }
    // Its clock was ahead at first, or has been set back.
    if (at < (memory[base + firstAt] as number)) memory[base + firstAt] = at;
    const previousAt = memory[base + lastAt] as number;
    learnStep(memory, base, value);
    memory[base + lastValue] = value;
    memory[base + lastAt] = at;
    const ageMs = at - (memory[base + firstAt] as number);
    const residual = value - (memory[base + level] as number);
    const sigma = sigmaOf(memory, base);
    const z = sigma > 0 ? Math.min(Math.abs(residual) / sigma, zMax) : 0;
    const isReady = n > settings.warmUpSamples && ageMs >= settings.warmUpMs;
    let ratio = 0;
    if (isReady && (memory[base + changes] as number) >= changesMin) {
      ratio = Math.max(suddenRatio(watch, base, value, z, n), rangeRatio(watch, base, value));
    } else if (isReady) {
      ratio = heldRatio(watch, base, value, at);
    }
    const score = scoreOfRatio(ratio);
    if (score < recoverScore) {
      if (memory[base + episode] === 2) learnRepeated(memory, base, at);
      memory[base + episode] = 0;
      learnUsual(memory, base, { value, residual, sigma, z, n, ageMs });
      return score;
    }
    if (memory[base + episode] === 0) {
      memory[base + episode] = 1;
      memory[base + episodeAt] = previousAt;
      memory[base + episodeCount] = 0;
      memory[base + farthest] = value;
    }
    if (
      Math.abs(residual) > Math.abs((memory[base + farthest] as number) - (memory[base + level] as number))
    ) {
      memory[base + farthest] = value;
    }
    memory[base + episodeCount] = (memory[base + episodeCount] as number) + 1;
    if (score >= alarmScore && memory[base + episode] === 1) {
      memory[base + episode] = 2;
      raiseCaution(memory, base + caution, at);
    }
    const stayedMs = at - (memory[base + episodeAt] as number);
    const isNewUsual =
      stayedMs >= settings.adaptAfterMs && (memory[base + episodeCount] as number) >= settings.warmUpSamples;
    if (!isNewUsual) return score;
    memory[base + episode] = 0;
    memory[base + level] = value;
    memory[base + heldCount] = 0;
    acceptValue(memory, base + range, value, ageMs);
    return 0;
  },

  restart({ memory }, base) {
    memory[base + episode] = 0;
  },

  describe({ memory }, base): Finding {
    const value = memory[base + lastValue] as number;
    // A slow drift widens the range of today as it goes: what is usual is the range of the days before, if any.
    const hasDays = completedDays(memory, base + range) > 0;
    const low = (hasDays ? lowBefore : seenLow)(memory, base + range);
    const high = (hasDays ? highBefore : seenHigh)(memory, base + range);
    const usual = memory[base + level] as number;
    return {
      direction: value > high ? "high" : value < low ? "low" : "none",
      observed: value,
      expected: { low, high, typical: Math.min(high, Math.max(low, usual)) },
      durationMs: undefined,
      limit: undefined,
      severity: undefined,
    };
  },
};

const levelStep = 1 / 24;
const scaleStep = 1 / 128;
/** Residuals count at most this many scales when level and scale learn. */
const clipScales = 4;
/** Changes of value needed before a level can be judged; a constant has no usual spread. */
const changesMin = 8;
const zLimitMin = 5;
const zMax = 1e9;
const heldTimesWarmUp = 10;
const heldMsMin = 6 * 3_600_000;
const heldDifferenceMin = 0.25;
const heldRatioMax = 1.5;
const beyondRunMin = 3;
const dayMs = 86_400_000;
const unseenRanges = 2;
const rampMs = 15 * 60_000;

/** Above 1 when a value held for very long becomes a clearly different one. */
function heldRatio({ memory, settings }: Watch, base: number, value: number, at: number): number {
  const held = memory[base + level] as number;
  if (value === held) {
    if (memory[base + heldCount] === 0) memory[base + heldAt] = at;
    memory[base + heldCount] = (memory[base + heldCount] as number) + 1;
    return 0;
  }
  const isLong =
    (memory[base + heldCount] as number) >= heldTimesWarmUp * settings.warmUpSamples &&
    (memory[base + lastAt] as number) - (memory[base + heldAt] as number) >= heldMsMin;
  const difference = Math.abs(value - held);
  const isClear = difference >= heldDifferenceMin * Math.max(Math.abs(value), Math.abs(held));
  if (isLong && isClear) {
    const widened = cautionOf(memory, base + caution, at) * settings.limitFactor;
    // A first deviation from a constant is worth telling, not alarming about.
    return memory[base + episode] === 2 ? 1 : heldRatioMax / widened;
  }
  memory[base + heldCount] = 0;
  return 0;
}

/** Times the limit by which the value is both suddenly far and outside the seen range. */
function suddenRatio(watch: Watch, base: number, value: number, z: number, n: number): number {
  const { memory, settings } = watch;
  const low = seenLow(memory, base + range);
  const high = seenHigh(memory, base + range);
  const beyond = value > high ? value - high : low - value;
  if (beyond <= 0) return 0;
  const widened = cautionOf(memory, base + caution, memory[base + lastAt] as number) * settings.limitFactor;
  // The more has been seen, the less a new extreme is due to chance, or to a time of day not seen before.
  const share = Math.max(0.15, 6 / Math.sqrt(n), unseenDay(memory, base, n));
  const margin = Math.max((high - low) * share, 3 * sigmaOf(memory, base)) * widened;
  const zLimit = Math.max(zLimitMin, tailLimit(memory, base + tail, settings.falseAlarmRate)) * widened;
  return Math.min(z / zLimit, beyond / margin);
}

/**
 * How far, in ranges seen so far, a value may yet go because a whole day has not been watched: morning, sun and
 * heating come as ramps of some minutes. A series sampled every second follows those ramps with its level.
 */
function unseenDay(memory: Float64Array, base: number, n: number): number {
  const ageMs = (memory[base + lastAt] as number) - (memory[base + firstAt] as number);
  if (ageMs >= dayMs) return 0;
  const levelMs = ageMs / n / levelStep;
  return unseenRanges * (1 - ageMs / dayMs) * Math.min(1, levelMs / rampMs);
}

/** Times the margin by which the value is outside the range of the completed days, three times in a row. */
function rangeRatio(watch: Watch, base: number, value: number): number {
  const { memory, settings } = watch;
  const days = completedDays(memory, base + range);
  if (days === 0) return 0;
  const low = lowBefore(memory, base + range);
  const high = highBefore(memory, base + range);
  const beyond = value > high ? value - high : low - value;
  if (beyond <= 0) {
    memory[base + beyondRun] = 0;
    return 0;
  }
  if (memory[base + spreadDays] !== days) {
    memory[base + spreadDays] = days;
    memory[base + spread] = dayToDaySpread(memory, base + range);
  }
  const widened = cautionOf(memory, base + caution, memory[base + lastAt] as number) * settings.limitFactor;
  const share = days === 1 ? 1.5 : days === 2 ? 0.8 : 0.4;
  const margin =
    ((high - low) * share + 2 * (memory[base + spread] as number) + 3 * sigmaOf(memory, base)) * widened;
  const ratio = beyond / margin;
  const run = ratio >= 1 ? (memory[base + beyondRun] as number) + 1 : 0;
  memory[base + beyondRun] = run;
  return run >= beyondRunMin || memory[base + episode] === 2 ? ratio : Math.min(ratio, 0.4);
}

/** What two alarms within half a day leave of widening (caution.ts): from then on an excursion is a habit. */
const repeatedWidening = 0.9;

function learnRepeated(memory: Float64Array, base: number, at: number): void {
  if (cautionOf(memory, base + caution, at) - 1 < repeatedWidening) return;
  acceptValue(
    memory,
    base + range,
    memory[base + farthest] as number,
    at - (memory[base + firstAt] as number),
  );
}

function learnStep(memory: Float64Array, base: number, value: number): void {
  const change = Math.abs(value - (memory[base + lastValue] as number));
  if (change === 0) return;
  const seen = (memory[base + changes] as number) + 1;
  memory[base + changes] = seen;
  const usual = memory[base + step] as number;
  if (seen === 1) memory[base + step] = change;
  else memory[base + step] = usual + (Math.min(change, 4 * usual) - usual) * Math.max(1 / seen, scaleStep);
}

/** Robust standard deviation, at least half a usual step of the series. */
function sigmaOf(memory: Float64Array, base: number): number {
  return Math.max(1.2533 * (memory[base + scale] as number), 0.5 * (memory[base + step] as number));
}

function learnUsual(
  memory: Float64Array,
  base: number,
  seen: { value: number; residual: number; sigma: number; z: number; n: number; ageMs: number },
): void {
  observeDailyRange(memory, base + range, seen.value, seen.ageMs);
  const bound = clipScales * seen.sigma;
  const clipped = bound > 0 ? Math.max(-bound, Math.min(bound, seen.residual)) : seen.residual;
  memory[base + level] = (memory[base + level] as number) + clipped * Math.max(levelStep, 1 / seen.n);
  const size = Math.abs(clipped);
  const usual = memory[base + scale] as number;
  memory[base + scale] = usual + (size - usual) * Math.max(scaleStep, 1 / seen.n);
  if (seen.n > 16) observeTail(memory, base + tail, seen.z);
}
