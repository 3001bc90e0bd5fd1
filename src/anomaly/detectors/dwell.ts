import { type DetectorDefinition, type Finding, scoreOfRatio } from "./detector.ts";

// Fields of the memory slice.
const count = 0;
const state = 1;
/** Data time at which the state began. */
const since = 2;
const seen = 3;
const totalMs = 4;
const perState = 5;
/** Per state: visits completed, longest visit in milliseconds, time spent in milliseconds. */
const visits = 0;
const longest = 1;
const spent = 2;
const stateFields = 3;
/** States beyond this many are not judged. */
const statesMax = 8;

/**
 * An on/off or enumeration series that stays in one state far longer than ever before: a door left open.
 *
 * Only a state in which the series spends the smaller part of its time is judged: a lamp that stays off is
 * nobody's alarm. Works without new samples, since many sensors report only changes.
 */
export const dwell: DetectorDefinition = {
  kind: "stuck",
  fields: perState + statesMax * stateFields,

  appliesTo: (kind) => kind !== "numeric",

  observe(watch, base, value, _at, seenAt) {
    const { memory } = watch;
    const n = (memory[base + count] as number) + 1;
    memory[base + count] = n;
    const previousSeen = memory[base + seen] as number;
    memory[base + seen] = Math.max(previousSeen, seenAt);
    if (n === 1) {
      memory[base + state] = value;
      memory[base + since] = seenAt;
      return 0;
    }
    const current = memory[base + state] as number;
    if (value === current) return ratioNow(watch, base, memory[base + seen] as number);
    const stayedMs = Math.max(0, seenAt - (memory[base + since] as number));
    const slot = slotOf(base, current);
    if (slot >= 0) {
      memory[slot + visits] = (memory[slot + visits] as number) + 1;
      memory[slot + longest] = Math.max(memory[slot + longest] as number, stayedMs);
      memory[slot + spent] = (memory[slot + spent] as number) + stayedMs;
    }
    memory[base + totalMs] = (memory[base + totalMs] as number) + stayedMs;
    memory[base + state] = value;
    memory[base + since] = Math.max(seenAt, memory[base + since] as number);
    return 0;
  },

  tick(watch, base, seenAt) {
    if (watch.memory[base + count] === 0) return 0;
    watch.memory[base + seen] = Math.max(watch.memory[base + seen] as number, seenAt);
    return ratioNow(watch, base, seenAt);
  },

  dueAt(watch, base) {
    const limitMs = limitOf(watch, base);
    return limitMs === Number.POSITIVE_INFINITY ? limitMs : (watch.memory[base + since] as number) + limitMs;
  },

  restart({ memory }, base, seenAt) {
    memory[base + since] = seenAt;
    memory[base + seen] = seenAt;
  },

  describe({ memory }, base): Finding {
    const slot = slotOf(base, memory[base + state] as number);
    const usualMs = slot < 0 ? 0 : (memory[slot + longest] as number);
    return {
      direction: "none",
      observed: memory[base + state] as number,
      expected: undefined,
      durationMs: Math.max(0, (memory[base + seen] as number) - (memory[base + since] as number)),
      usualDurationMs: usualMs > 0 ? usualMs : undefined,
      limit: undefined,
      severity: undefined,
    };
  },
};

const visitsMin = 6;
/** A state with more of the time than this is the resting state. */
const shareMax = 0.35;
const timesLongest = 3;
/** What people and machines do has the rhythm of a day: before one was watched, the night is no news. */
const dayMs = 86_400_000;

function slotOf(base: number, value: number): number {
  const isJudged = Number.isInteger(value) && value >= 0 && value < statesMax;
  return isJudged ? base + perState + value * stateFields : -1;
}

/** The stay after which the current state is unusual, in milliseconds; Infinity when it is not judged. */
function limitOf({ memory, settings }: Parameters<typeof ratioNow>[0], base: number): number {
  const slot = slotOf(base, memory[base + state] as number);
  if (slot < 0 || (memory[slot + visits] as number) < visitsMin) return Number.POSITIVE_INFINITY;
  const total = memory[base + totalMs] as number;
  if (total < Math.max(settings.warmUpMs, dayMs) || (memory[slot + spent] as number) > shareMax * total) {
    return Number.POSITIVE_INFINITY;
  }
  return (
    Math.max(settings.stuckMsMin, timesLongest * (memory[slot + longest] as number)) * settings.limitFactor
  );
}

function ratioNow(watch: Parameters<DetectorDefinition["observe"]>[0], base: number, seenAt: number): number {
  const limitMs = limitOf(watch, base);
  return scoreOfRatio((seenAt - (watch.memory[base + since] as number)) / limitMs);
}
