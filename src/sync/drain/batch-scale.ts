/** How much of the configured batch is asked for at present, in (0, 1]. */
export interface BatchScale {
  readonly scale: number;
  readonly successesInRow: number;
}

export const fullBatch: BatchScale = { scale: 1, successesInRow: 0 };

const scaleMin = 1 / 1024;
/** Successes before a larger batch is tried again: a far side with a fixed limit refuses one batch in 20. */
const successesBeforeGrowth = 20;

export function shrunk(current: BatchScale): BatchScale {
  return { scale: Math.max(scaleMin, current.scale / 2), successesInRow: 0 };
}

export function afterSuccess(current: BatchScale): BatchScale {
  if (current.scale === 1) return current;
  if (current.successesInRow + 1 < successesBeforeGrowth) {
    return { ...current, successesInRow: current.successesInRow + 1 };
  }
  return { scale: Math.min(1, current.scale * 2), successesInRow: 0 };
}
