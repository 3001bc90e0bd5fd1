import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import { type Clock, sleep } from "../core/clock.ts";
import { createId } from "../core/id.ts";
import type { RecordDraft } from "../sync/records/records.ts";

/**
 * Queues records of answers, and tries again what the store refuses.
 *
 * 1. In the order they came: those that wait hold the later ones.
 * 2. At most `waitingMax` wait in memory; a later one is given up and told.
 */
export interface AnswerQueue {
  /** Resolves when the record is queued or given up. Never rejects. */
  add(record: RecordDraft): Promise<void>;
}

const waitingMax = 1_000;

export function createAnswerQueue(options: {
  enqueue: (drafts: readonly RecordDraft[]) => Promise<number>;
  onFailed: (error: unknown) => void;
  clock: Clock;
  random: Random;
}): AnswerQueue {
  const { clock, random } = options;
  let turn: Promise<void> = Promise.resolve();
  let waiting = 0;

  const queue = async (record: RecordDraft) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await options.enqueue([record]);
        return;
      } catch (error) {
        options.onFailed(error);
      }
      await sleep(clock, fullJitterDelayMs(attempt, { baseMs: 250, maxMs: 30_000, random }));
    }
  };

  return {
    async add(record) {
      if (waiting >= waitingMax) {
        options.onFailed(new Error(`${waitingMax} records of answers wait already`));
        return;
      }
      waiting += 1;
      // Under one id, should an attempt that failed have queued it all the same.
      const stamped = { id: createId(clock.now()), monotonicMs: clock.monotonicMs(), ...record };
      turn = turn
        .then(() => queue(stamped))
        .finally(() => {
          waiting -= 1;
        });
      await turn;
    },
  };
}
