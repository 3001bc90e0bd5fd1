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

/** Whether it has gone on for long, is not trifling, and nobody said that they had seen it. */
export function isUnacknowledged(tracked: Tracked, seenAt: number, unacknowledgedMs: number): boolean {
  const { incident, active, reminders, openedSeenAt } = tracked;
  if (unacknowledgedMs <= 0 || reminders >= remindersMax || active.size === 0) return false;
  if (incident.severity === "info" || incident.acknowledged !== undefined) return false;
  return seenAt - openedSeenAt >= unacknowledgedMs * 2 ** reminders;
}
