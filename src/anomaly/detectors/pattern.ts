import { packedFields } from "../unusual/features.ts";
import type { PatternNetwork } from "../unusual/network.ts";
import {
  expectedOf,
  forgetTime,
  isCounterSeries,
  judgePattern,
  lastValueOf,
  logRarityOfLast,
  patternFields,
  reasonOfLast,
  repeatedShareOf,
  usualIntervalMsOf,
} from "../unusual/series-pattern.ts";
import {
  alarmScore,
  type DetectorDefinition,
  type Finding,
  type ShadowNetwork,
  scoreOfRatio,
  type Watch,
} from "./detector.ts";
import { alarmLimit, alarmScores, patternMemory } from "./pattern-alarm.ts";

// Fields of the memory slice. Readings are gathered (sum, number) until a step has passed since the last was judged.
const firstAt = 0;
const judgedAt = 1;
const sum = 2;
const gathered = 3;
const lastScore = 4;
const own = 5;

/** A value that hardly ever changes has no pattern: a setpoint, a mode, a meter at rest (see robust-z.ts, held). */
const repeatedShareMax = 0.95;
/** A series that reports more often is judged by its means over this long. */
const stepMs = 60_000;

/** Nothing for this many usual intervals is a gap. */
const gapIntervals = 4;

const dayMs = 86_400_000;
/** Keeps the sum of many readings finite; series-pattern.ts has the limit of what is judged. */
const valueMax = 1e100;

/**
 * Anything unusual about the newest readings, seen in two dozen ways at once (unusual/statistics/table.ts) and joined by a
 * small network trained on synthetic telemetry. It finds what the other detectors do not look for: a changed shape or
 * rhythm, restlessness, calm, drift, unusual hours, odd clusters.
 *
 * Readings that come faster than one a minute are joined to means first: spikes between are the level detector's.
 *
 * Alarms when so much evidence is rarer on ordinary telemetry than the budget of false alarms allows. Every reading is
 * learnt, the unusual ones too, so what lasts becomes usual: the alarm marks the change.
 *
 * The first reading after a gap (the daemon or the sensor was away) is learnt and raises none: where the value went
 * meanwhile was not watched.
 */
export const pattern: DetectorDefinition = {
  kind: "pattern",
  fields: own + patternFields,
  packed: packedFields.map(([from, to]) => [own + from, own + to]),

  appliesTo: (kind) => kind === "numeric",

  observe(watch, base, given, at) {
    const { memory, settings } = watch;
    const { patterns } = settings;
    if (patterns === undefined || settings.falseAlarmsPerWeek === 0) return 0;
    // A clock that was ahead and was set back would keep the series young until then.
    if (memory[base + firstAt] === 0 || at < (memory[base + firstAt] as number)) memory[base + firstAt] = at;
    memory[base + sum] = (memory[base + sum] as number) + Math.min(valueMax, Math.max(-valueMax, given));
    memory[base + gathered] = (memory[base + gathered] as number) + 1;
    const sinceMs = at - (memory[base + judgedAt] as number);
    if (sinceMs >= 0 && sinceMs < stepMs) return memory[base + lastScore] as number;
    const value = (memory[base + sum] as number) / (memory[base + gathered] as number);
    memory[base + sum] = memory[base + gathered] = memory[base + lastScore] = 0;
    memory[base + judgedAt] = at;
    const place = patternMemory(watch, base + own);
    const isAfterGap = sinceMs > gapIntervals * Math.max(stepMs, usualIntervalMsOf(place));
    const found = judgePattern(place, patterns, { value, at });
    const ageMs = at - (memory[base + firstAt] as number);
    if (found.logRarityAlone === 0 || ageMs < settings.warmUpMs) return 0;
    if (repeatedShareOf(place) > repeatedShareMax) return 0;
    const limit = alarmLimit(place, settings) * firstDay(ageMs);
    const { raised, kept } = alarmScores(found, limit);
    memory[base + lastScore] = kept;
    if (settings.shadow) compare(settings.shadow, patterns, limit);
    return isAfterGap ? kept : Math.max(raised, kept);
  },

  restart(watch, base) {
    const { memory } = watch;
    memory[base + judgedAt] = memory[base + sum] = memory[base + gathered] = memory[base + lastScore] = 0;
    forgetTime(patternMemory(watch, base + own));
  },

  describe(watch, base): Finding {
    const { patterns } = watch.settings;
    const lead = patterns && reasonOfLast(patterns);
    const place = patternMemory(watch, base + own);
    const observed = lastValueOf(place);
    const expected = expectedOf(place);
    const isOutside = expected && (observed > expected.high || observed < expected.low);
    return {
      direction:
        lead === undefined ? "none" : isOutside ? (observed > expected.high ? "high" : "low") : "none",
      observed,
      expected,
      durationMs: undefined,
      limit: undefined,
      reason: lead?.reason,
      severity: undefined,
    };
  },
};

/** Both by the reading alone, whatever was reported before. */
function compare(shadow: ShadowNetwork, active: PatternNetwork, limit: number): void {
  const isActive = scoreOfRatio(logRarityOfLast(active) / limit) >= alarmScore;
  const isShadow = scoreOfRatio(logRarityOfLast(shadow.network) / limit) >= alarmScore;
  if (isActive && isShadow) shadow.both += 1;
  else if (isActive) shadow.onlyActive += 1;
  else if (isShadow) shadow.onlyShadow += 1;
}

/** Whether a series moves as a measured value does: it is no counter, and not the same nearly all the time. */
export function isMoving(watch: Watch, base: number): boolean {
  const place = patternMemory(watch, base + own);
  return repeatedShareOf(place) <= repeatedShareMax && !isCounterSeries(place);
}

/** People and weather have the rhythm of a day: until one was watched, more is needed to be unusual. */
export function firstDay(ageMs: number): number {
  return ageMs >= dayMs ? 1 : 2 - Math.max(0, ageMs) / dayMs;
}
