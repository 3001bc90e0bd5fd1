import type { Random } from "../../core/backoff.ts";

/** Mulberry32: 32 bits of state, good enough for weather and noise, and the same on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A stream of its own for each part of a scenario, so that one part's use of chance does not shift another's. */
export function forkRandom(seed: number, name: string): Random {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return createRandom(hash);
}

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Normal with mean 0 and standard deviation 1, from the sum of uniforms; never beyond 3.5. */
export function normal(random: Random): number {
  let sum = 0;
  for (let term = 0; term < 12; term += 1) sum += random();
  return Math.max(-3.5, Math.min(3.5, sum - 6));
}

export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ item }) => item);
}

/** Whether something that happens on average every `everyMs` happens within `dtMs`. */
export function happens(random: Random, dtMs: number, everyMs: number): boolean {
  return random() < 1 - Math.exp(-dtMs / everyMs);
}
