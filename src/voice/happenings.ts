import type { Clock } from "../core/clock.ts";
import type { NumberedHappening, VoiceHappening } from "../domain/voice-view.ts";

/**
 * The last things that happened, for those who watch.
 *
 * Limits and invariants:
 * 1. `keptMax` are kept; whoever reads too slowly misses the oldest and sees it by the numbers.
 * 2. `watchersMax` wait at a time; one more is answered at once.
 */
export interface Happenings {
  add(happening: VoiceHappening): void;
  /**
   * Those numbered above `after`, oldest first; when there is none, waits up to `waitMs` for one. `last` is the number to go
   * on from.
   */
  read(query: { after: number; waitMs: number }): Promise<{ happenings: NumberedHappening[]; last: number }>;
  /** Answers those who wait. */
  close(): void;
}

const keptMax = 500;
const watchersMax = 8;

export function createHappenings(clock: Clock): Happenings {
  const kept: NumberedHappening[] = [];
  const watchers = new Set<() => void>();
  let last = 0;
  let isClosed = false;

  const wakeAll = () => {
    for (const wake of [...watchers]) wake();
  };

  const wait = (waitMs: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        cancel();
        watchers.delete(wake);
        resolve();
      };
      const cancel = clock.after(waitMs, wake);
      watchers.add(wake);
    });

  return {
    add(happening) {
      last += 1;
      kept.push({ ...happening, number: last, at: clock.now() });
      if (kept.length > keptMax) kept.shift();
      wakeAll();
    },
    async read({ after, waitMs }) {
      // A number from before a restart would never be reached again.
      const from = after > last ? 0 : after;
      if (from === last && waitMs > 0 && !isClosed && watchers.size < watchersMax) await wait(waitMs);
      return { happenings: kept.filter(({ number }) => number > from), last };
    },
    close() {
      isClosed = true;
      wakeAll();
    },
  };
}
