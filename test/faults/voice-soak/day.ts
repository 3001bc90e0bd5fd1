/** A pseudo-random generator of numbers in [0, 1). */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const sceneKinds = ["silence", "noise", "talk"] as const;
export type SceneKind = (typeof sceneKinds)[number];

/** What is heard for some seconds. */
export interface Scene {
  kind: SceneKind;
  seconds: number;
  /** Somebody says the wake phrase and a command in it. */
  hasCommand: boolean;
}

const nightHours = 7;
/** Of the scenes at night and by day: how many are silent, and how many noisy; the others are full of talk. */
const shares = { night: { silence: 0.93, noise: 0.05 }, day: { silence: 0.45, noise: 0.25 } };

/** The scene at an hour of two days (or more): a night of silence, then a home with machines, a television and people. */
export function sceneAt(hour: number, random: Random): Scene {
  const { silence, noise } = hour % 24 < nightHours ? shares.night : shares.day;
  const drawn = random();
  const kind = drawn < silence ? "silence" : drawn < silence + noise ? "noise" : "talk";
  return { kind, seconds: 20 + Math.floor(random() * 15), hasCommand: random() < 0.3 };
}
