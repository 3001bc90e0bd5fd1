import type { ClockQuality } from "../domain/clock-quality.ts";

export interface TimeLimits {
  futureMaxMs: number;
  pastMaxMs: number;
}

/** No clock that was ever set shows a time before 2000; this century ends in 2100. */
const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2100, 0, 1);

/**
 * Whether a time that came with a payload can be true. It is held against this board's clock, unless that
 * cannot be trusted itself (after a power cut it starts in the past): then any time of this century passes, and
 * the record is marked `unsynced` because nothing vouches for it.
 */
export function isPlausibleTime(
  at: number,
  receivedAt: number,
  quality: ClockQuality,
  limits: TimeLimits,
): boolean {
  if (!(at >= earliestMs && at < latestMs)) return false;
  if (quality === "unsynced") return true;
  return at <= receivedAt + limits.futureMaxMs && at >= receivedAt - limits.pastMaxMs;
}
