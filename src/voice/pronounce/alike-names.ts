import { soundDistance } from "./sound-distance.ts";
import type { Sounds } from "./sounds.ts";

/** A name as it is said. */
export interface SpokenName {
  readonly name: string;
  /** What it names; names of the same thing need not be told apart. */
  readonly of: string;
  /** `area` and `thing` stand in different places of a sentence and are not mixed up. */
  readonly kind: "thing" | "area";
  /** The likeliest first. */
  readonly ways: readonly Sounds[];
}

export interface AlikePair {
  readonly one: SpokenName;
  readonly other: SpokenName;
  /** 0: they sound the same. */
  readonly distance: number;
}

/**
 * Below it names are hard to tell apart: one sound that is like another ("lamp", "ramp"), or one that is easily swallowed
 * ("light", "lights"; "fifty", "fifteen").
 */
export const alikeBelow = 0.6;

/** Of each name only so many ways are compared. */
const waysCompared = 2;

/** Pairs of names of different things that sound alike, the most alike first. Quick for thousands of names. */
export function findAlike(names: readonly SpokenName[]): AlikePair[] {
  const pairs: AlikePair[] = [];
  for (const [index, one] of names.entries()) {
    for (let at = index + 1; at < names.length; at += 1) {
      const other = names[at];
      if (!other || one.kind !== other.kind || one.of === other.of || one.name === other.name) continue;
      const distance = nameDistance(one.ways, other.ways, alikeBelow);
      if (distance < alikeBelow) pairs.push({ one, other, distance });
    }
  }
  return pairs.sort((a, b) => a.distance - b.distance);
}

function nameDistance(ways: readonly Sounds[], others: readonly Sounds[], most: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const way of ways.slice(0, waysCompared)) {
    for (const other of others.slice(0, waysCompared)) {
      least = Math.min(least, soundDistance(way, other, Math.min(most, least)));
    }
  }
  return least;
}
