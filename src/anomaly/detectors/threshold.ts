import type { ThresholdRule } from "../threshold-rules.ts";
import { thresholdRulesMax } from "../threshold-rules.ts";
import { clampValue, type DetectorDefinition, type Finding, scoreOfRatio, type Watch } from "./detector.ts";

// Fields of the memory slice: the last value, then per rule its phase and when it went beyond the limit,
// by measured time and by data time.
const lastValue = 0;
const perRule = 1;
const phase = 0;
const beyondAt = 1;
const beyondSeen = 2;
const limitSide = 3;
const ruleFields = 4;

const inside = 0;
const pending = 1;
const breached = 2;

/**
 * Limits set by the operator. Beyond means strictly beyond; the alarm begins when the value has stayed
 * beyond for `forMs` and ends when it is back inside by `hysteresis`. The last breached rule of the list,
 * which is the most severe, describes the alarm.
 */
export const threshold: DetectorDefinition = {
  kind: "threshold",
  fields: perRule + thresholdRulesMax * ruleFields,

  appliesTo: () => true,

  observe(watch, base, given, at, seenAt) {
    const { memory, rules } = watch;
    const value = clampValue(given);
    memory[base + lastValue] = value;
    for (let index = 0; index < Math.min(rules.length, thresholdRulesMax); index += 1) {
      stepRule(memory, base + perRule + index * ruleFields, rules[index] as ThresholdRule, value, at, seenAt);
    }
    return scoreNow(watch, base);
  },

  tick(watch, base, seenAt) {
    const { memory, rules } = watch;
    for (let index = 0; index < Math.min(rules.length, thresholdRulesMax); index += 1) {
      const slot = base + perRule + index * ruleFields;
      const rule = rules[index] as ThresholdRule;
      if (memory[slot + phase] === pending && seenAt - (memory[slot + beyondSeen] as number) >= rule.forMs) {
        memory[slot + phase] = breached;
      }
    }
    return scoreNow(watch, base);
  },

  dueAt({ memory, rules }, base) {
    let due = Number.POSITIVE_INFINITY;
    for (let index = 0; index < Math.min(rules.length, thresholdRulesMax); index += 1) {
      const slot = base + perRule + index * ruleFields;
      if (memory[slot + phase] !== pending) continue;
      due = Math.min(due, (memory[slot + beyondSeen] as number) + (rules[index] as ThresholdRule).forMs);
    }
    return due;
  },

  restart({ memory }, base, seenAt) {
    for (let index = 0; index < thresholdRulesMax; index += 1) {
      const slot = base + perRule + index * ruleFields;
      if (memory[slot + phase] !== pending) continue;
      memory[slot + phase] = inside;
      memory[slot + beyondSeen] = seenAt;
    }
  },

  describe({ memory, rules }, base): Finding {
    const value = memory[base + lastValue] as number;
    const index = breachedIndex(memory, base, rules.length);
    const rule = rules[index];
    const isAbove = memory[base + perRule + Math.max(0, index) * ruleFields + limitSide] === 1;
    return {
      direction: isAbove ? "high" : "low",
      observed: value,
      expected: undefined,
      durationMs: undefined,
      limit: isAbove ? rule?.above : rule?.below,
      severity: rule?.severity,
    };
  },
};

function stepRule(
  memory: Float64Array,
  slot: number,
  rule: ThresholdRule,
  value: number,
  at: number,
  seenAt: number,
): void {
  const isAbove = rule.above !== undefined && value > rule.above;
  const isBelow = rule.below !== undefined && value < rule.below;
  if (isAbove || isBelow) {
    const side = isAbove ? 1 : -1;
    // From beyond one limit straight to beyond the other is a new crossing.
    if (memory[slot + phase] === inside || memory[slot + limitSide] !== side) {
      memory[slot + phase] = pending;
      memory[slot + beyondAt] = at;
      memory[slot + beyondSeen] = seenAt;
      memory[slot + limitSide] = side;
    }
    const stayedMs = Math.max(
      at - (memory[slot + beyondAt] as number),
      seenAt - (memory[slot + beyondSeen] as number),
    );
    if (stayedMs >= rule.forMs) memory[slot + phase] = breached;
    return;
  }
  if (memory[slot + phase] === pending) memory[slot + phase] = inside;
  if (memory[slot + phase] !== breached) return;
  const isBack =
    memory[slot + limitSide] === 1
      ? value <= (rule.above ?? Number.POSITIVE_INFINITY) - rule.hysteresis
      : value >= (rule.below ?? Number.NEGATIVE_INFINITY) + rule.hysteresis;
  if (isBack) memory[slot + phase] = inside;
}

/** Index of the last breached rule, or -1. */
function breachedIndex(memory: Float64Array, base: number, rules: number): number {
  for (let index = Math.min(rules, thresholdRulesMax) - 1; index >= 0; index -= 1) {
    if (memory[base + perRule + index * ruleFields + phase] === breached) return index;
  }
  return -1;
}

function scoreNow({ memory, rules }: Watch, base: number): number {
  const index = breachedIndex(memory, base, rules.length);
  const rule = rules[index];
  if (index < 0 || rule === undefined) return 0;
  const isAbove = memory[base + perRule + index * ruleFields + limitSide] === 1;
  const limit = (isAbove ? rule.above : rule.below) ?? 0;
  const distance = Math.abs((memory[base + lastValue] as number) - limit);
  return scoreOfRatio(1 + distance / Math.max(Math.abs(limit), rule.hysteresis, 1e-9));
}
