import type { IncidentFacts } from "../../domain/facts.ts";
import { saySince, sayTime, type TimeView } from "../../text/say-time.ts";
import { beganAt } from "../onset.ts";

/**
 * Moments of an incident in words; all undefined when the clock was not set, because a time from a wrong clock
 * is worse than none.
 */
export interface Timing {
  /** `since 14:05` */
  since: string | undefined;
  /** `at 14:05` */
  began: string | undefined;
  /** `at 14:31` and `since 14:31`, for a closed incident: when the last sensor was back to usual, else when it closed. */
  ended: string | undefined;
  sinceEnded: string | undefined;
}

export function timingOf(facts: IncidentFacts, view: TimeView): Timing {
  if (facts.clock === "unsynced") {
    return { since: undefined, began: undefined, ended: undefined, sinceEnded: undefined };
  }
  const [first] = facts.evidence;
  const at = first === undefined ? facts.openedAt : beganAt(first);
  const endedAt = facts.closedAt === undefined ? undefined : (recoveredAt(facts) ?? facts.closedAt);
  return {
    since: saySince(at, view),
    began: sayTime(at, view),
    ended: endedAt === undefined ? undefined : sayTime(endedAt, view),
    sinceEnded: endedAt === undefined ? undefined : saySince(endedAt, view),
  };
}

/** When the last sensor was back to usual; undefined while one is not, and when there are only logs, which never are. */
export function recoveredAt({ evidence }: IncidentFacts): number | undefined {
  let lastAt: number | undefined;
  for (const line of evidence) {
    if (line.recoveredAt === undefined && line.type === "series") return undefined;
    if (line.recoveredAt !== undefined) lastAt = Math.max(lastAt ?? line.recoveredAt, line.recoveredAt);
  }
  return lastAt;
}
