import type { Clock } from "../core/clock.ts";
import { LruMap } from "../core/lru-map.ts";
import type { Answer, Utterance } from "../domain/utterance.ts";
import { normalise } from "../text/normalise.ts";

/**
 * Answers by utterance, so that one that comes twice acts once:
 *
 * - with the id of its sender: the same id, source, session and text within `keepMs` (a retried HTTP request);
 * - delivered again by the broker (QoS 1): the same text of the same source within `keepMs`;
 * - heard twice: the same words from two named sources within `heardTwiceMs`, both without an id, if the first one acted.
 *   Two satellites hear one person; the one that was first is taken to be the nearer one. Two requests of one source
 *   are two utterances, since "next" is often said twice, and so are those of two ids.
 *
 * Limits: `countMax` answers, the one used longest ago is forgotten. Those still being worked on count: the second
 * copy waits for the first one's answer.
 */
export interface RecentAnswers {
  /** The answer given before, or the one `make` gives now. */
  once(utterance: Utterance, make: () => Promise<Answer>, isRedelivered?: boolean): Promise<OnceAnswered>;
  setLimits(limits: RecentLimits): void;
}

export interface OnceAnswered {
  answer: Answer;
  repeats: "nothing" | "id" | "hearing";
}

interface RecentLimits {
  keepMs: number;
  heardTwiceMs: number;
}

interface Kept {
  answer: Promise<Answer>;
  madeAtMs: number;
  source: string;
}

export function createRecentAnswers(
  options: { clock: Clock; countMax: number } & RecentLimits,
): RecentAnswers {
  const { clock } = options;
  let limits: RecentLimits = options;
  const byId = new LruMap<string, Kept>(options.countMax);
  /** Utterances without an id, by what was said. */
  const byText = new LruMap<string, Kept>(options.countMax);
  const isWithin = (kept: Kept | undefined, ms: number): kept is Kept =>
    kept !== undefined && clock.monotonicMs() - kept.madeAtMs <= ms;

  return {
    async once(utterance, make, isRedelivered = false) {
      const { source, session = "", id, hasOwnId = false, dryRun, text } = utterance;
      // The text belongs to the key: a client that counts its ids from 1 at each start says other things by them.
      const key = keyOf(source, session, id, dryRun, text.length, text);
      const known = byId.get(key);
      if (isWithin(known, limits.keepMs)) return { answer: await known.answer, repeats: "id" };
      const heard = keyOf(dryRun, text.length > textLengthMax ? text : normalise(text));
      const before = hasOwnId ? undefined : byText.get(heard);
      if (isRedelivered && before?.source === source && isWithin(before, limits.keepMs)) {
        return { answer: await before.answer, repeats: "id" };
      }
      if (isOtherEar(before, source) && limits.heardTwiceMs > 0 && isWithin(before, limits.heardTwiceMs)) {
        const first = await before.answer;
        // What the first one could or might not do, the second one may.
        if (first.outcome === "done") return { answer: first, repeats: "hearing" };
      }
      const kept: Kept = { answer: make(), madeAtMs: clock.monotonicMs(), source };
      byId.set(key, kept);
      if (!hasOwnId) byText.set(heard, kept);
      return { answer: await kept.answer, repeats: "nothing" };
    },
    setLimits(next) {
      limits = next;
    },
  };
}

/** Sources that gave no name of their own: two programs, not two satellites in one room. */
const unnamed = new Set(["mqtt", "http", "cli"]);

function isOtherEar(before: Kept | undefined, source: string): before is Kept {
  return (
    before !== undefined && before.source !== source && !unnamed.has(source) && !unnamed.has(before.source)
  );
}

/** Longer texts are refused unread, so their words need not be compared. */
const textLengthMax = 1_000;

function keyOf(...parts: readonly (string | number | boolean)[]): string {
  return JSON.stringify(parts.map((part) => String(part).slice(0, 400)));
}
