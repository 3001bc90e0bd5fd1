import { clampValue, type DetectorDefinition, type Finding, scoreOfRatio } from "./detector.ts";

// Fields of the memory slice.
const count = 0;
const firstAt = 1;
const lastAt = 2;
const lastValue = 3;
const holdAt = 4;
const holdCount = 5;
/** Share of samples that differ from the one before. */
const movement = 6;
const longestCount = 7;
const longestMs = 8;
const lowest = 9;
const highest = 10;
const holds = 11;
/** 1 once the value has gone down. */
const hasFallen = 12;
const fieldsTotal = 13;

/**
 * A value that usually moves and does not any more, though the sensor still reports.
 *
 * Setpoints, idle counters and saturated values stay quiet: the series must change in a good share of its
 * samples, a hold is compared with the longest hold so far, and holding exactly zero, or a lowest or highest
 * value it has left before (a meter at rest, humidity at 100%), is never an alarm. Nor is a counter that counts
 * nothing: a value that never went down (energy, parts made) rests whenever there is nothing to do.
 */
export const stuck: DetectorDefinition = {
  kind: "stuck",
  fields: fieldsTotal,

  appliesTo: (kind) => kind === "numeric",

  observe({ memory, settings }, base, given, at) {
    const value = clampValue(given);
    const n = (memory[base + count] as number) + 1;
    memory[base + count] = n;
    memory[base + lastAt] = at;
    // Its clock was ahead at first, or has been set back.
    if (n === 1 || at < (memory[base + firstAt] as number)) memory[base + firstAt] = at;
    const held = memory[base + holdCount] as number;
    if (held === 0) {
      beginHold(memory, base, value, at);
      return 0;
    }
    const heldMs = at - (memory[base + holdAt] as number);
    if (value !== (memory[base + lastValue] as number)) {
      if (value < (memory[base + lastValue] as number)) memory[base + hasFallen] = 1;
      learnMovement(memory, base, 1, n);
      endHold(memory, base, held, heldMs);
      beginHold(memory, base, value, at);
      return 0;
    }
    memory[base + holdCount] = held + 1;
    // A hold longer than any before is evidence of a fault, not of a series that seldom moves.
    if (held <= (memory[base + longestCount] as number)) learnMovement(memory, base, 0, n);
    const moved = memory[base + movement] as number;
    const ageMs = at - (memory[base + firstAt] as number) - heldMs;
    if (moved < movementMin || n - held < settings.warmUpSamples || ageMs < settings.warmUpMs) return 0;
    if (isAtRest(memory, base, value)) return 0;
    const byChance = Math.log(chance) / Math.log(Math.max(1 - moved, 1e-3));
    const countLimit = Math.max(holdCountMin, byChance, 3 * (memory[base + longestCount] as number));
    const msLimit = Math.max(settings.stuckMsMin, 3 * (memory[base + longestMs] as number));
    return scoreOfRatio(Math.min((held + 1) / countLimit, heldMs / msLimit) / settings.limitFactor);
  },

  restart({ memory }, base) {
    // The next sample begins a hold of its own: what the value did meanwhile is not known.
    memory[base + holdCount] = 0;
    memory[base + holdAt] = memory[base + lastAt] as number;
  },

  describe({ memory }, base): Finding {
    const value = memory[base + lastValue] as number;
    const hasRange = (memory[base + holds] as number) > 0;
    const low = memory[base + lowest] as number;
    const high = memory[base + highest] as number;
    return {
      direction: "none",
      observed: value,
      expected: hasRange ? { low, high, typical: Math.min(high, Math.max(low, value)) } : undefined,
      durationMs: Math.max(0, (memory[base + lastAt] as number) - (memory[base + holdAt] as number)),
      limit: undefined,
      severity: undefined,
    };
  },
};

const movementMin = 0.3;
const movementStep = 1 / 256;
const holdCountMin = 20;
/** A hold must be less likely than this for independent samples. */
const chance = 1e-9;

function beginHold(memory: Float64Array, base: number, value: number, at: number): void {
  memory[base + lastValue] = value;
  memory[base + holdAt] = at;
  memory[base + holdCount] = 1;
}

function endHold(memory: Float64Array, base: number, held: number, heldMs: number): void {
  const value = memory[base + lastValue] as number;
  const isFirst = memory[base + holds] === 0;
  memory[base + holds] = (memory[base + holds] as number) + 1;
  memory[base + lowest] = isFirst ? value : Math.min(memory[base + lowest] as number, value);
  memory[base + highest] = isFirst ? value : Math.max(memory[base + highest] as number, value);
  // Forgets slowly, so that one long hold does not blind the detector for good.
  memory[base + longestCount] = Math.max(held, (memory[base + longestCount] as number) * 0.9999);
  memory[base + longestMs] = Math.max(heldMs, (memory[base + longestMs] as number) * 0.9999);
}

function learnMovement(memory: Float64Array, base: number, moved: number, n: number): void {
  const share = memory[base + movement] as number;
  memory[base + movement] = share + (moved - share) * Math.max(movementStep, 1 / n);
}

function isAtRest(memory: Float64Array, base: number, value: number): boolean {
  if (value === 0 || memory[base + hasFallen] === 0) return true;
  if (memory[base + holds] === 0) return false;
  return value === memory[base + lowest] || value === memory[base + highest];
}
