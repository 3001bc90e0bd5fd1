import { type RollupWidth, rollupWidthsMs } from "../../../domain/rollup.ts";

export type Width = RollupWidth;
export type WidthTable<T> = Readonly<Record<Width, T>>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * How each width lies on the disk. `windowMs`: what one chunk spans, a whole number of the next wider
 * width. `mergeIdleMs`: a window into which nothing was written for so long is over. `idleWriteMs`: an
 * unfinished aggregate whose series fell silent is written after this.
 */
export const widths = {
  minute: {
    code: 1,
    widthMs: rollupWidthsMs.minute,
    windowMs: 4 * hourMs,
    mergeIdleMs: 20 * minuteMs,
    idleWriteMs: minuteMs,
  },
  quarter: {
    code: 2,
    widthMs: rollupWidthsMs.quarter,
    windowMs: dayMs,
    mergeIdleMs: 2 * hourMs,
    idleWriteMs: 16 * minuteMs,
  },
  day: {
    code: 3,
    widthMs: rollupWidthsMs.day,
    windowMs: 32 * dayMs,
    mergeIdleMs: 4 * dayMs,
    idleWriteMs: 64 * minuteMs,
  },
} as const satisfies WidthTable<{
  code: number;
  widthMs: number;
  windowMs: number;
  mergeIdleMs: number;
  idleWriteMs: number;
}>;
