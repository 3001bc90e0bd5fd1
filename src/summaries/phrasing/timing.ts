import type { IncidentFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { beganAt } from "../onset.ts";
import { english } from "./english/english.ts";
import type { Forms } from "./forms.ts";
import { linesOf, type Mention } from "./mention.ts";

/**
 * Moments of an incident in words; all undefined when the clock was not set, because a time from a wrong clock
 * is worse than none.
 */
export interface Timing {
  /** `since 14:05`; undefined when what is told has not gone on all the while. */
  since: string | undefined;
  /** `at 14:05` */
  began: string | undefined;
  /** `at 14:31` and `since 14:31`, for an incident that is over: when the last sensor was back to usual, else when it closed. */
  ended: string | undefined;
  sinceEnded: string | undefined;
}

/** `told`: what the text speaks of, so that it tells when exactly this began. */
export function timingOf(
  facts: IncidentFacts,
  view: TimeView,
  told: readonly Mention[],
  forms: Forms = english,
): Timing {
  if (facts.clock === "unsynced") {
    return { since: undefined, began: undefined, ended: undefined, sinceEnded: undefined };
  }
  const lines = told.flatMap(linesOf);
  const at = lines.length === 0 ? facts.openedAt : Math.min(...lines.map(beganAt));
  const endedAt = endingOf(facts) === "over" ? (recoveredAt(facts) ?? facts.closedAt) : undefined;
  const hasPaused = lines.some((line) => line.recoveredAt !== undefined || line.resumedAt !== undefined);
  return {
    since: hasPaused ? undefined : forms.since(at, view),
    began: forms.time(at, view),
    ended: endedAt === undefined ? undefined : forms.time(endedAt, view),
    sinceEnded: endedAt === undefined ? undefined : forms.since(endedAt, view),
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
