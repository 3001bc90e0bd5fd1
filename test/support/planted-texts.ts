import type { EncodedWords } from "../../src/commands/own-intents/head/classifier.ts";
import type { LabelledText } from "../../src/commands/own-intents/head/train-head.ts";

const size = 16;

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Texts of intents that lie around directions of their own in the embedding, `noise` apart. */
export function plantTexts(
  intents: readonly string[],
  each: number,
  { seed = 1, noise = 0.3 }: { seed?: number; noise?: number } = {},
): LabelledText[] {
  const random = seededRandom(seed);
  return intents.flatMap((intent, index) =>
    Array.from({ length: each }, (_, number) => ({
      intent,
      embedding: around(index + 2, noise, random),
      words: ["please", intent.toLowerCase(), `word${number}`],
    })),
  );
}

/** Texts that lie anywhere. */
export function plantBackground(count: number, seed = 99): EncodedWords[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, number) => ({
    embedding: around(0, 2, random),
    words: ["some", "other", `thing${number}`],
  }));
}

function around(axis: number, noise: number, random: () => number): Float32Array {
  const vector = Float32Array.from({ length: size }, (_, i) => (i === axis ? 1 : 0) + noise * gauss(random));
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
