import { dailyRangeFields, observeDailyRange, seenHigh } from "../../signal/daily-range.ts";
import { cautionFields, cautionOf, raiseCaution } from "./caution.ts";
import { type DetectorDefinition, type Finding, scoreOfRatio, type Watch } from "./detector.ts";

// Fields of the memory slice.
const count = 0;
const firstAt = 1;
const seen = 2;
const median = 3;
/** Data time up to which the last `tick` looked. */
const silentUntil = 4;
/** Silence that counts as an alarm, in milliseconds; Infinity until enough is known. */
const limit = 5;
const caution = 6;
const intervals = caution + cautionFields;
const fieldsTotal = intervals + dailyRangeFields;

/**
 * A sensor that fell silent: nothing came for several times the usual interval and for longer than any
 * silence of the last week. All times are data time of arrival, since a sensor may deliver in batches.
 *
 * A sensor that reports only changes has irregular intervals; it is judged only after a day of observation.
 */
export const gap: DetectorDefinition = {
  kind: "gap",
  fields: fieldsTotal,

  appliesTo: () => true,

  observe(watch, base, _value, _at, seenAt) {
    const { memory } = watch;
    const n = (memory[base + count] as number) + 1;
    memory[base + count] = n;
    const silentMs = seenAt - (memory[base + seen] as number);
    memory[base + seen] = seenAt;
    memory[base + silentUntil] = seenAt;
    if (n === 1) {
      memory[base + firstAt] = seenAt;
      memory[base + limit] = Number.POSITIVE_INFINITY;
      return 0;
    }
    if (!(silentMs >= 0)) return 0;
    const limitMs = memory[base + limit] as number;
    let learntMs = silentMs;
    if (silentMs >= limitMs) {
      raiseCaution(memory, base + caution, seenAt);
      learntMs = Math.min(silentMs, 1.5 * seenHigh(memory, base + intervals) + 1);
    }
    observeDailyRange(memory, base + intervals, learntMs, seenAt - (memory[base + firstAt] as number));
    learnMedian(memory, base, silentMs, n);
    memory[base + limit] = limitOf(watch, base, n, seenAt);
    return 0;
  },

  tick({ memory }, base, seenAt) {
    if (memory[base + count] === 0) return 0;
    memory[base + silentUntil] = Math.max(seenAt, memory[base + seen] as number);
    return scoreOfRatio((seenAt - (memory[base + seen] as number)) / (memory[base + limit] as number));
  },

  dueAt({ memory }, base) {
    if (memory[base + count] === 0) return Number.POSITIVE_INFINITY;
    return (memory[base + seen] as number) + (memory[base + limit] as number);
  },

  restart({ memory }, base, seenAt) {
    if (memory[base + count] === 0) return;
    memory[base + seen] = seenAt;
    memory[base + silentUntil] = seenAt;
  },

  describe({ memory }, base): Finding {
    // A sensor that reports only changes has no usual interval worth telling.
    const usualMs = memory[base + median] as number;
    const isRegular = usualMs > 0 && seenHigh(memory, base + intervals) <= irregularTimes * usualMs;
    return {
      direction: "none",
      observed: undefined,
      expected: undefined,
      durationMs: Math.max(0, (memory[base + silentUntil] as number) - (memory[base + seen] as number)),
      usualDurationMs: isRegular ? usualMs : undefined,
      limit: undefined,
      severity: undefined,
    };
  },
};

const countMin = 12;
const timesMedian = 8;
const timesLongest = 2.5;
/** A longest interval beyond this many medians means that the sensor reports when something happens. */
const irregularTimes = 6;
const irregularAgeMsMin = 86_400_000;
const irregularTimesLongest = 3;

function limitOf({ memory, settings }: Watch, base: number, n: number, seenAt: number): number {
  const ageMs = seenAt - (memory[base + firstAt] as number);
  if (n < countMin || ageMs < settings.warmUpMs) return Number.POSITIVE_INFINITY;
  const usual = memory[base + median] as number;
  const longest = seenHigh(memory, base + intervals);
  const isIrregular = longest > irregularTimes * Math.max(usual, 1000);
  if (isIrregular && ageMs < irregularAgeMsMin) return Number.POSITIVE_INFINITY;
  const limitMs =
    Math.max(
      settings.silentMsMin,
      timesMedian * usual,
      longest * (isIrregular ? irregularTimesLongest : timesLongest),
    ) *
    settings.limitFactor *
    cautionOf(memory, base + caution, seenAt);
  // A silence cannot be told from the usual before at least as long has been watched.
  return limitMs > ageMs ? Number.POSITIVE_INFINITY : limitMs;
}

/** Median of the intervals by stochastic approximation, with steps relative to its size. */
function learnMedian(memory: Float64Array, base: number, intervalMs: number, n: number): void {
  const usual = memory[base + median] as number;
  if (n === 2 || usual === 0) memory[base + median] = intervalMs;
  else if (intervalMs > usual)
    memory[base + median] = Math.min(intervalMs, usual * (1 + Math.max(0.02, 1 / n)));
  else memory[base + median] = Math.max(intervalMs, usual / (1 + Math.max(0.02, 1 / n)));
}
