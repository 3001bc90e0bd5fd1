import type { Clock } from "../core/clock.ts";
import { LruMap } from "../core/lru-map.ts";
import type { Answer, Utterance } from "../domain/utterance.ts";

/**
 * Answers by utterance, so that one that is delivered twice (QoS 1, a retried HTTP request) acts once.
 *
 * Limits: `countMax` answers, the one used longest ago is forgotten; each for `keepMs`. Those still being worked
 * on count: the second copy waits for the first one's answer.
 */
export interface RecentAnswers {
  /** The answer given before, or the one `make` gives now; `isRepeat` tells which. */
  once(utterance: Utterance, make: () => Promise<Answer>): { answer: Promise<Answer>; isRepeat: boolean };
  setKeepMs(keepMs: number): void;
}

export function createRecentAnswers(options: {
  clock: Clock;
  countMax: number;
  keepMs: number;
}): RecentAnswers {
  const { clock } = options;
  let { keepMs } = options;
  const kept = new LruMap<string, { answer: Promise<Answer>; madeAtMs: number }>(options.countMax);
  return {
    once(utterance, make) {
      // The text belongs to the key: a client that counts its ids from 1 at each start says other things by them.
      const { source, session = "", id, dryRun, text } = utterance;
      const key = JSON.stringify(
        [source, session, id, dryRun, text.length, text].map((part) => String(part).slice(0, 400)),
      );
      const known = kept.get(key);
      if (known && clock.monotonicMs() - known.madeAtMs <= keepMs)
        return { answer: known.answer, isRepeat: true };
      const answer = make();
      kept.set(key, { answer, madeAtMs: clock.monotonicMs() });
      return { answer, isRepeat: false };
    },
    setKeepMs(next) {
      keepMs = next;
    },
  };
}
