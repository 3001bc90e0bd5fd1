// Fields of the memory slice.
const mode = 0;
const previous = 1;
const rises = 2;
export const counterFields = 3;

/** Modes: nothing seen; never fell so far, judged by its increments; judged by its values. */
const rising = 1;
const falling = 2;

/** So many rises without a fall make a counter of it: from then on a fall towards zero is a reset. */
const risesMin = 16;
/** What is left of the value after a reset, at most. */
const resetShare = 0.5;

export type Reading = "skip" | "increment" | "value" | "firstValue";

/**
 * Whether a series is a counter (energy, parts made, rain): it never goes down, but for resets to about zero. A counter
 * is judged by how much it rises, since every reading of it is the highest so far.
 *
 * @returns how this reading is to be judged: `firstValue` when what was learnt of increments is worth nothing any more
 */
export function readCounter(memory: Float64Array, base: number, value: number): Reading {
  const before = memory[base + previous] as number;
  memory[base + previous] = value;
  switch (memory[base + mode]) {
    case falling:
      return "value";
    case rising: {
      if (value > before) memory[base + rises] = (memory[base + rises] as number) + 1;
      if (value >= before) return "increment";
      const isReset =
        value >= 0 && value < resetShare * before && (memory[base + rises] as number) >= risesMin;
      if (isReset) return "skip";
      memory[base + mode] = falling;
      return "firstValue";
    }
    default:
      memory[base + mode] = rising;
      return "skip";
  }
}

export function isCounter(memory: Float64Array, base: number): boolean {
  return memory[base + mode] === rising && (memory[base + rises] as number) >= risesMin;
}

/** Whether readings are judged by their increments: as long as the series never fell. */
export function isJudgedByIncrements(memory: Float64Array, base: number): boolean {
  return memory[base + mode] === rising;
}
