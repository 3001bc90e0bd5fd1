import type { Tracked } from "./tracked.ts";

/**
 * What opens and closes again and again: from the third time on within a while it is one incident, told as flapping with
 * how often it was on, which stays open until it rests for clearly longer than it did in between.
 */

/** Times on that make it flapping. */
const turnsMin = 3;
/** A flapping incident is over when it rests for this many times its longest rest. */
const restTimes = 2;

/** All its alarms are over for now. */
export function noteRest(tracked: Tracked, seenAt: number): void {
  tracked.restedSeenAt = seenAt;
}

/**
 * It is on again. That counts as a turn when it had rested for as long as ends an incident (`settleMs`): an alarm that
 * trembles at its limit, or single alarms that end and begin while others last, are none.
 */
export function noteReturn(tracked: Tracked, seenAt: number, settleMs: number): void {
  const { restedSeenAt, incident } = tracked;
  if (restedSeenAt === undefined) return;
  if (seenAt - restedSeenAt < settleMs) {
    tracked.restedSeenAt = undefined;
    return;
  }
  tracked.restMsMax = Math.max(tracked.restMsMax, seenAt - restedSeenAt);
  tracked.restedSeenAt = undefined;
  tracked.turns += 1;
  if (tracked.turns >= turnsMin) incident.flapping = { times: tracked.turns, since: incident.openedAt };
}

/** How long all must be well before it is over. */
export function settleMsOf(
  { incident, restMsMax }: Tracked,
  limits: { settleMs: number; flapMs: number },
): number {
  if (incident.flapping === undefined) return limits.settleMs;
  return Math.max(limits.settleMs, Math.min(limits.flapMs, restTimes * restMsMax));
}

/**
 * Whether it may be opened again that long after it was closed. What came back before may take longer to do so again,
 * up to `flapMs`.
 */
export function isWithinReturn(
  { turns, restMsMax, closedSeenAt }: Tracked,
  seenAt: number,
  limits: { reopenMs: number; flapMs: number },
): boolean {
  const waitedMs = seenAt - closedSeenAt;
  if (waitedMs < limits.reopenMs) return true;
  return turns > 1 && waitedMs < Math.min(limits.flapMs, restTimes * restMsMax);
}
