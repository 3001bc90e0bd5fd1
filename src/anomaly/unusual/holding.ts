// Fields of the memory slice: the rarity of the report, readings since, then what was usual at the report: location and
// scale of a short mean and of a short spread.
const rarity = 0;
const age = 1;
const usual = 2;
export const holdingFields = 6;

/** What holds: a level, or restlessness, this far from what was usual before the report; in scales. */
const heldScales = 3;
/** Readings after which what lasts is usual. */
const heldReadingsMax = 2000;

/** What a report is about, at one reading: a number, and where it usually lay. */
export interface Held {
  value: number;
  location: number;
  scale: number;
}

/** Begins to hold a report of `logRarity`. What was usual is kept as it was, whatever is learnt from now on. */
export function beginHolding(
  memory: Float64Array,
  base: number,
  logRarity: number,
  held: readonly [level: Held, spread: Held],
): void {
  memory[base + rarity] = logRarity;
  memory[base + age] = 0;
  held.forEach(({ location, scale }, index) => {
    memory[base + usual + 2 * index] = location;
    memory[base + usual + 2 * index + 1] = scale;
  });
}

/**
 * The rarity that a report still has at a later reading: it lasts as long as the series stays far from what was usual
 * before it, though that is being learnt, and fades over 2,000 readings. 0 when nothing is held.
 */
export function heldLogRarity(memory: Float64Array, base: number, values: readonly [number, number]): number {
  if (memory[base + rarity] === 0) return 0;
  const readings = (memory[base + age] as number) + 1;
  memory[base + age] = readings;
  const isFar = values.some((value, index) => {
    const location = memory[base + usual + 2 * index] as number;
    const scale = memory[base + usual + 2 * index + 1] as number;
    return Math.abs(value - location) >= heldScales * scale && scale > 0;
  });
  if (!isFar || readings >= heldReadingsMax) {
    memory[base + rarity] = 0;
    return 0;
  }
  return (memory[base + rarity] as number) * (1 - readings / heldReadingsMax);
}
