import type { SharedWay } from "./reductions.ts";
import type { Sounds } from "./sounds.ts";

/** Where a way to say a word comes from: `voice.pronunciations`, the dictionary, words of it put together, or the model. */
export const wayOrigins = ["own", "dictionary", "rules", "model"] as const;
export type WayOrigin = (typeof wayOrigins)[number];

export interface SpokenWord {
  /** The likeliest first; shares add up to 1. Empty: it cannot be said. */
  readonly ways: readonly SharedWay[];
  /** Undefined: it cannot be said. */
  readonly origin: WayOrigin | undefined;
  /** Why it cannot be said, as a sentence without its subject. */
  readonly problem?: string;
}

/** A word has at most so many ways. */
const waysMax = 12;

/** Ways of which only the order is known: each half as likely as the one before. */
export function ranked(ways: readonly Sounds[]): SharedWay[] {
  return normalised(ways.map((sounds, rank) => ({ sounds, share: 0.5 ** rank })));
}

/** The parts of a word one after the other, each in any of its ways. */
export function inSequence(parts: readonly (readonly SharedWay[])[]): SharedWay[] {
  let ways: SharedWay[] = [{ sounds: [], share: 1 }];
  for (const part of parts) {
    const longer = ways.flatMap((way) =>
      part.map(({ sounds, share }) => ({ sounds: [...way.sounds, ...sounds], share: way.share * share })),
    );
    ways = longer.sort(likelier).slice(0, waysMax);
  }
  return ways;
}

/** Equal ways as one, the likeliest first, with shares that add up to 1. */
export function merged(ways: readonly SharedWay[]): SharedWay[] {
  const found = new Map<string, SharedWay>();
  for (const way of ways) {
    if (way.sounds.length === 0) continue;
    const key = way.sounds.join(" ");
    found.set(key, { sounds: way.sounds, share: way.share + (found.get(key)?.share ?? 0) });
  }
  return normalised([...found.values()].sort(likelier).slice(0, waysMax));
}

function normalised(ways: readonly SharedWay[]): SharedWay[] {
  const total = ways.reduce((sum, { share }) => sum + share, 0);
  return ways.map(({ sounds, share }) => ({ sounds, share: share / total }));
}

function likelier(one: SharedWay, other: SharedWay): number {
  return other.share - one.share;
}
