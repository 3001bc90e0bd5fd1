import { type LogKind, type LogSeverity, logKinds } from "../../../domain/log-line.ts";

/** How much the event behind a line matters, as the model tells them apart. `notice` counts as `info` elsewhere. */
export const logEffects = ["debug", "info", "notice", "warning", "error", "critical"] as const;
export type LogEffect = (typeof logEffects)[number];

/** What the classifier makes of a line without looking at a level of its own. */
export interface LogClassification {
  readonly kind: LogKind;
  readonly effect: LogEffect;
  /** Of this kind and effect together, in [0, 1]. */
  readonly probability: number;
  /** Probabilities by index of {@link logEffects}; they add up to 1. */
  readonly effects: Float32Array;
}

/** The most probable pair of effect and kind that can be, of the probabilities of each by index. */
export function classify(effects: Float32Array, kinds: Float32Array): LogClassification {
  let best = { effect: 1, kind: 0, weight: -1 };
  let total = 0;
  for (const [effect, effectProbability] of effects.entries()) {
    for (const [kind, kindProbability] of kinds.entries()) {
      if (!canBe(effect, kind)) continue;
      const weight = effectProbability * kindProbability;
      total += weight;
      if (weight > best.weight) best = { effect, kind, weight };
    }
  }
  return {
    kind: logKinds[best.kind] as LogKind,
    effect: logEffects[best.effect] as LogEffect,
    probability: total > 0 ? best.weight / total : 0,
    effects,
  };
}

const normal = logKinds.indexOf("normal");
const warning = logEffects.indexOf("warning");

/** No trouble is never a warning, and what only developers read is never trouble; see the label definitions. */
function canBe(effect: number, kind: number): boolean {
  return kind === normal ? effect < warning : effect > 0;
}

/**
 * The severity that counts of a line: what the model says of a line without a level; with one, the more probable of
 * both, as a level is evidence of the effect behind it.
 *
 * How often programs give a level for an effect: the same one `levelAgrees`, one beside it `levelNear`, any other
 * `levelFar`. So the effect wins over a level beside it only where the model gives it over 20 times the probability,
 * and over one farther off at over 80 times.
 */
export function severityFrom(
  level: LogSeverity | undefined,
  { effect, effects }: LogClassification,
): LogSeverity {
  if (level === undefined) return severityOfEffect(effect);
  const said = logEffects.indexOf(level);
  let best = said;
  let bestWeight = -1;
  for (const [index, probability] of effects.entries()) {
    const weight = probability * levelChance(stepsBetween(said, index));
    if (weight <= bestWeight) continue;
    best = index;
    bestWeight = weight;
  }
  return severityOfEffect(logEffects[best] as LogEffect);
}

const levelAgrees = 0.87;
const levelNear = 0.04;
const levelFar = 0.01;

function levelChance(steps: number): number {
  return steps === 0 ? levelAgrees : steps === 1 ? levelNear : levelFar;
}

/** Levels know no `notice`, so that it is none beside `info`. */
function stepsBetween(a: number, b: number): number {
  return Math.abs(withoutNotice(a) - withoutNotice(b));
}

function withoutNotice(index: number): number {
  return index >= logEffects.indexOf("notice") ? index - 1 : index;
}

export function severityOfEffect(effect: LogEffect): LogSeverity {
  return effect === "notice" ? "info" : effect;
}
