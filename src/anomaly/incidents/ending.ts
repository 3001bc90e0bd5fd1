import type { ClosedBecause } from "../../domain/incident.ts";
import { settleMsOf } from "./flapping.ts";
import { isOfLogsOnly, type Tracked } from "./tracked.ts";

/**
 * A line of a log that is said again and again keeps its incident open for this many times as long as it takes to be over
 * without that. Then nothing new is known of it, and what comes later is news of its own.
 */
const repeatedTimes = 4;

/** Why an incident is over now; undefined while it is not. */
export function endOf(
  tracked: Tracked,
  seenAt: number,
  limits: { settleMs: number; logSettleMs: number; flapMs: number; quietMs: number },
): ClosedBecause | undefined {
  const newsMs = seenAt - tracked.changedSeenAt;
  if (tracked.active.size > 0) return newsMs >= limits.quietMs ? "quiet" : undefined;
  const { settleMs, logSettleMs, flapMs } = limits;
  const longMs = Math.max(settleMs, logSettleMs);
  const neededMs = settleMsOf(tracked, { settleMs: isOfLogsOnly(tracked) ? longMs : settleMs, flapMs });
  if (newsMs < Math.min(neededMs, limits.quietMs)) return undefined;
  if (newsMs < neededMs) return "quiet";
  if (seenAt - tracked.repeatedSeenAt >= neededMs) return "recovered";
  return newsMs >= Math.min(limits.quietMs, repeatedTimes * Math.max(neededMs, longMs)) ? "quiet" : undefined;
}
