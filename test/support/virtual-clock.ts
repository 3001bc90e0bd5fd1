import type { Clock } from "../../src/core/clock.ts";

export interface VirtualClock extends Clock {
  /** Moves time on by `ms`, running what falls due in order, with promises settled in between. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock without moving monotonic time, as NTP or a user would. */
  setWall(nowMs: number): void;
}

/** A clock that stands still until told: hours of timers run in milliseconds. */
export function createVirtualClock(startMs = Date.UTC(2026, 0, 5, 12, 0, 0)): VirtualClock {
  let monotonicMs = 0;
  let wallOffsetMs = startMs;
  let sequence = 0;
  const timers = new Map<number, { dueMs: number; run: () => void }>();

  const nextDue = (untilMs: number) => {
    let found: { id: number; dueMs: number; run: () => void } | undefined;
    for (const [id, timer] of timers) {
      if (timer.dueMs <= untilMs && (!found || timer.dueMs < found.dueMs)) found = { id, ...timer };
    }
    return found;
  };

  return {
    now: () => wallOffsetMs + monotonicMs,
    monotonicMs: () => monotonicMs,
    after(delayMs, run) {
      sequence += 1;
      const id = sequence;
      timers.set(id, { dueMs: monotonicMs + Math.max(0, delayMs), run });
      return () => {
        timers.delete(id);
      };
    },
    async advance(ms) {
      const untilMs = monotonicMs + ms;
      await settle();
      for (let due = nextDue(untilMs); due; due = nextDue(untilMs)) {
        timers.delete(due.id);
        monotonicMs = Math.max(monotonicMs, due.dueMs);
        due.run();
        await settle();
      }
      monotonicMs = untilMs;
      await settle();
    },
    setWall(nowMs) {
      wallOffsetMs = nowMs - monotonicMs;
    },
  };
}

/** Lets every promise that is ready run on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve));
}
