import { LruMap } from "../../core/lru-map.ts";
import type { SoundSource } from "../ports.ts";
import type { ArbitrationConfig } from "./config.ts";

/** A source that begins to listen: its wake phrase was heard, or a button pressed. */
export interface Claim {
  readonly source: SoundSource;
  /** When what was heard was said, on the monotonic clock: sound that comes late is not a later utterance. */
  readonly atMs: number;
  /** How far the voice is above the source's noise; undefined: not known, which loses against any that is. */
  readonly overFloorDb: number | undefined;
}

/** `won`: listen, and those of `yields` are to stop. `lost`: stop; `to` listens. */
export type Verdict = { verdict: "won"; yields: readonly string[] } | { verdict: "lost"; to: string };

/**
 * Lets one utterance that several sources hear act once. The first is granted at once, so that nobody waits; a later one takes over
 * if it heard the same better, which is known long before the command is said to its end. A pure state machine: time is what the
 * claims say.
 *
 * Limits and invariants:
 * 1. In a group at most one source holds the utterance at a time, and exactly one acts on it.
 * 2. Louder by more than `marginDb` over its own noise wins; of such that are about as loud, the one that heard it earlier (nearer)
 *    by more than `earlierMs`; else whoever holds it keeps it, so that nothing goes to and fro.
 * 3. A contest is over `windowMs` after its first claim. At most one is kept for each group, and the last defeat of each of
 *    `sourcesMax` sources.
 */
export interface Arbiter {
  claim(claim: Claim): Verdict;
  /**
   * Whether what a source heard and claimed at that time may be acted on: it has not lost it, not even since. If so, it is acted
   * on, and nobody may take it over any more.
   */
  act(source: SoundSource, claimedAtMs: number): boolean;
}

/** Sound takes 3 ms a metre; less than this is the jitter of networks and of the spotter, not distance. */
const earlierMs = 80;
const sourcesMax = 256;

interface Contest {
  holder: Claim;
  /** Of the first claim. */
  fromMs: number;
  /** Those that heard it too and stopped. */
  losers: Set<string>;
  /** The command was heard to its end. */
  isOver: boolean;
}

export function createArbiter(config: () => ArbitrationConfig): Arbiter {
  const contests = new LruMap<string, Contest>(sourcesMax);
  /** By source, when that was said which it heard last and lost. */
  const defeats = new LruMap<string, number>(sourcesMax);

  /** Undefined: it is alone. */
  function groupOf({ name, area }: SoundSource): string {
    const { groups, scope } = config();
    for (const [group, names] of Object.entries(groups)) if (names.includes(name)) return `group:${group}`;
    if (scope === "everywhere") return "all";
    // A source without an area is in none, not in one with all the others that have none.
    return area === undefined ? `source:${name}` : `area:${area}`;
  }

  function isSame(oneMs: number, otherMs: number): boolean {
    return Math.abs(oneMs - otherMs) < config().windowMs;
  }

  function lose(contest: Contest, { source, atMs }: Claim): void {
    contest.losers.add(source.name);
    defeats.set(source.name, atMs);
  }

  function isBetter(claim: Claim, holder: Claim): boolean {
    const louder =
      (claim.overFloorDb ?? Number.NEGATIVE_INFINITY) - (holder.overFloorDb ?? Number.NEGATIVE_INFINITY);
    // Neither is known: the difference is no number.
    const difference = Number.isNaN(louder) ? 0 : louder;
    if (Math.abs(difference) > config().marginDb) return difference > 0;
    return holder.atMs - claim.atMs > earlierMs;
  }

  return {
    claim(claim) {
      const { name } = claim.source;
      const group = groupOf(claim.source);
      const contest = contests.get(group);
      if (!contest || !isSame(contest.fromMs, claim.atMs)) {
        contests.set(group, { holder: claim, fromMs: claim.atMs, losers: new Set(), isOver: false });
        defeats.delete(name);
        return { verdict: "won", yields: [] };
      }
      const { holder, losers, isOver } = contest;
      if (holder.source.name === name) return { verdict: "won", yields: [] };
      // Who has stopped has lost the beginning of the command.
      if (isOver || losers.has(name) || !isBetter(claim, holder)) {
        lose(contest, claim);
        return { verdict: "lost", to: holder.source.name };
      }
      lose(contest, holder);
      contest.holder = claim;
      defeats.delete(name);
      return { verdict: "won", yields: [holder.source.name] };
    },
    act(source, claimedAtMs) {
      const lostAtMs = defeats.get(source.name);
      if (lostAtMs !== undefined && isSame(lostAtMs, claimedAtMs)) return false;
      const contest = contests.get(groupOf(source));
      if (contest?.holder.source.name === source.name) contest.isOver = true;
      return true;
    },
  };
}
