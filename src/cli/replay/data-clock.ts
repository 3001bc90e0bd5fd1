import type { Clock } from "../../core/clock.ts";

/** A clock that shows the time of the data: whoever reads it lives when the data was made. */
export interface DataDrivenClock extends Clock {
  /**
   * Goes to `at`, never back, calling `onStep` about once a second as the daemon's timers would; where nothing
   * comes for long, silence is noticed while it lasts.
   */
  goTo(at: number, onStep: () => void): void;
}

const stepMs = 1_000;
/** Steps grow with the silence, so that years pass in some hundred steps; a length is then right to an eighth. */
const growth = 1 / 8;

export function createDataDrivenClock(startAt: number): DataDrivenClock {
  const startMs = Math.floor(startAt);
  let now = startMs;
  let steppedAt = startMs;
  return {
    now: () => now,
    monotonicMs: () => now - startMs,
    // The caller steps; nothing waits by itself.
    after: () => () => {},
    goTo(at, onStep) {
      const fromMs = now;
      while (now < Math.floor(at)) {
        const nextMs = Math.max(steppedAt + stepMs, now + (now - fromMs) * growth);
        now = Math.floor(Math.min(at, nextMs));
        if (now - steppedAt < stepMs) continue;
        steppedAt = now;
        onStep();
      }
    },
  };
}
