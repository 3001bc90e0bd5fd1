import type { Escalation } from "../../domain/incident.ts";
import { severityRank } from "../../domain/severity.ts";
import { sizeOf, type Tracked } from "./tracked.ts";

/** An incident that takes in this many times the sensors and logs it had when it was told asks for attention again. */
const spreadTimes = 4;
const spreadSizeMin = 8;
/** Each time nobody has seen it, edgewise waits twice as long, and in the end says no more. */
const remindersMax = 3;

/** Why an incident that was announced asks for more attention now; undefined when it does not. */
export function escalationOf(tracked: Tracked, rankBefore: number): Escalation["because"] | undefined {
  const { incident, announcedSize } = tracked;
  if (severityRank(incident.severity) > rankBefore) return "severer";
  const size = sizeOf(incident);
  return size >= spreadSizeMin && size >= spreadTimes * announcedSize ? "spread" : undefined;
}

/**
 * The number of the reminder that is due: it has gone on for long, is not trifling, and nobody said that they had seen it.
 * Undefined while none is. Those of a time that nobody watched are not made up for one by one.
 */
export function reminderDue(tracked: Tracked, seenAt: number, unacknowledgedMs: number): number | undefined {
  const { incident, active, reminders, attentionSeenAt } = tracked;
  if (active.size === 0 || incident.severity === "info" || incident.acknowledged !== undefined)
    return undefined;
  const due = remindersWithin(seenAt - attentionSeenAt, unacknowledgedMs);
  return due > reminders ? due : undefined;
}

/** How many reminders fall into this time. */
export function remindersWithin(attentionMs: number, unacknowledgedMs: number): number {
  if (unacknowledgedMs <= 0 || attentionMs < unacknowledgedMs) return 0;
  return Math.min(remindersMax, 1 + Math.floor(Math.log2(attentionMs / unacknowledgedMs)));
}
