import type { Clock } from "../../../src/core/clock.ts";

/** Virtual milliseconds in a real one: the store's second-long ticks come fifty times a second. */
const rate = 50;
const roundMs = 3_600_000;

/** A clock that runs `rate` times as fast and an hour later in each round, so that a life of rounds is a day or two. */
export function createFastClock({ round }: { round: number }): Clock {
  const base = Date.UTC(2026, 0, 10) + round * roundMs;
  const startedMs = performance.now();
  const elapsed = () => (performance.now() - startedMs) * rate;
  return {
    now: () => base + Math.floor(elapsed()),
    monotonicMs: () => round * roundMs + elapsed(),
    after(delayMs, run) {
      const timer = setTimeout(run, Math.max(1, delayMs / rate));
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
