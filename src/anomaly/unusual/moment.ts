/**
 * What the statistics know of a series at its newest value: the value itself, the values before it, and how large its
 * movement usually is. One object is filled anew for each value of each series, so nothing is allocated on the way.
 */
export interface Moment {
  /** Memory of the series as doubles, and the same bytes as singles for what need not be exact. */
  memory: Float64Array;
  singles: Float32Array;
  /** Where the recent values lie in `memory`. */
  recent: number;
  /** Values seen, this one too. */
  count: number;
  value: number;
  /** The value before; equal to `value` when there is none. */
  previous: number;
  /** When the value was measured, and how long after the one before or NaN; milliseconds. */
  at: number;
  intervalMs: number;
  /** The usual level and the mean distance from it, both robust, of the values before this one. Scale is positive. */
  location: number;
  scale: number;
  /** False until location and scale rest on enough values. */
  isSettled: boolean;
}

/** Values kept: the widest window is 256, and the mean over 256 needs the one that leaves it. */
export const recentValues = 320;

/** The value `ago` values back; 0 is the newest. Defined for `ago` below the count and {@link recentValues}. */
export function valueAgo(moment: Moment, ago: number): number {
  return moment.memory[moment.recent + ((moment.count - 1 - ago) % recentValues)] as number;
}

/** A value like any other of the series, the same for the same count: chance without a state. */
export function chanceOf(count: number, salt: number): number {
  let mixed = Math.imul(count ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}
