import { packedFields } from "../unusual/features.ts";
import {
  expectedOf,
  forgetTime,
  judgePattern,
  lastValueOf,
  patternFields,
} from "../unusual/series-pattern.ts";
import type { DetectorDefinition, Finding } from "./detector.ts";
import { alarmLimit, alarmScores, patternMemory } from "./pattern-alarm.ts";

// Fields of the memory slice.
const count = 0;
const state = 1;
const since = 2;
const firstAt = 3;
const lastScore = 4;
const own = 5;

const dayMs = 86_400_000;

/**
 * An on/off or enumeration series that changes in an unusual rhythm: a compressor that starts every minute, a pump whose
 * runs get longer. Each completed stay in a state is a reading, by the logarithm of its length, judged like any pattern
 * (pattern.ts); alternating long and short stays are a shape like others. A state that does not end is `dwell`'s.
 */
export const rhythm: DetectorDefinition = {
  kind: "pattern",
  fields: own + patternFields,
  packed: packedFields.map(([from, to]) => [own + from, own + to]),

  appliesTo: (kind) => kind !== "numeric",

  observe(watch, base, value, at) {
    const { memory, settings } = watch;
    const { patterns } = settings;
    if (patterns === undefined || settings.falseAlarmsPerWeek === 0) return 0;
    if (memory[base + count] === 0) {
      memory[base + firstAt] = at;
      begin(memory, base, value, at);
      return 0;
    }
    // The clock of its sender was ahead, or has been set back.
    if (at < (memory[base + firstAt] as number)) memory[base + firstAt] = at;
    if (value === memory[base + state]) return memory[base + lastScore] as number;
    const stayedMs = at - (memory[base + since] as number);
    begin(memory, base, value, at);
    if (!(stayedMs >= 0)) return 0;
    const place = patternMemory(watch, base + own);
    const found = judgePattern(place, patterns, {
      value: Math.log10(Math.max(1, stayedMs)),
      at,
    });
    const ageMs = at - (memory[base + firstAt] as number);
    if (found.logRarityAlone === 0 || ageMs < Math.max(dayMs, settings.warmUpMs)) return 0;
    const { raised, kept } = alarmScores(found, alarmLimit(place, settings) * firstWeek(ageMs));
    memory[base + lastScore] = kept;
    return Math.max(raised, kept);
  },

  restart(watch, base) {
    if (watch.memory[base + count] === 0) return;
    // The stay that goes on was watched in part only: its length is below zero and passed over.
    watch.memory[base + since] = Number.POSITIVE_INFINITY;
    watch.memory[base + lastScore] = 0;
    forgetTime(patternMemory(watch, base + own));
  },

  describe(watch, base): Finding {
    const place = patternMemory(watch, base + own);
    const typical = expectedOf(place)?.typical;
    return {
      direction: "none",
      observed: watch.memory[base + state] as number,
      expected: undefined,
      durationMs: Math.round(10 ** Math.min(15, lastValueOf(place))),
      usualDurationMs:
        typical === undefined ? undefined : Math.round(10 ** Math.min(15, Math.max(0, typical))),
      limit: undefined,
      reason: "rhythm",
      severity: undefined,
    };
  },
};

/** What people and shifts switch has the rhythm of a week: until one was watched, more is needed to be unusual. */
function firstWeek(ageMs: number): number {
  return 2 - Math.min(1, Math.max(0, ageMs) / (7 * dayMs));
}

function begin(memory: Float64Array, base: number, value: number, at: number): void {
  memory[base + count] = (memory[base + count] as number) + 1;
  memory[base + state] = value;
  memory[base + since] = at;
  // What was found of the stay before says nothing of this one.
  memory[base + lastScore] = 0;
}
