import type { AlarmHabits } from "./alarm-habits.ts";
import { closeness, type Sight, type TopicFamilies } from "./place.ts";
import { isOfLogsOnly, type Tracked } from "./tracked.ts";

/** An anomaly that looks for the incident it belongs to. */
export interface Arrival {
  /** Of its line of evidence. */
  key: string;
  sight: Sight;
  seenAt: number;
}

export interface JoiningContext {
  families: TopicFamilies;
  habits: AlarmHabits;
  windowMs: number;
}

/** An incident that is still going on takes up what comes within this many windows at the same device or area. */
const nearWindows = 12;

/**
 * The open incident to which an anomaly belongs: the one that has the same line; else the one closest to it by place, if
 * it comes soon enough; else one whose alarms it has mostly come along with before.
 */
export function homeOf(
  open: readonly Tracked[],
  arrival: Arrival,
  context: JoiningContext,
): Tracked | undefined {
  const same = open.find(({ known }) => known.has(arrival.key));
  if (same) return same;
  let best: Tracked | undefined;
  let bestCloseness = 0;
  for (const tracked of open) {
    const found = closenessTo(tracked, arrival.sight, context);
    if (found <= bestCloseness || !isNear(tracked, found, arrival, context.windowMs)) continue;
    best = tracked;
    bestCloseness = found;
  }
  return best ?? open.find((tracked) => isUsualWith(tracked, arrival, context.habits));
}

/** The closest of the places where the incident was seen. */
export function closenessTo(
  { sights }: Tracked,
  sight: Sight,
  { families, windowMs }: JoiningContext,
): number {
  let best = 0;
  for (const other of sights) {
    best = Math.max(best, closeness(other, sight, families, windowMs));
    if (best === 4) break;
  }
  return best;
}

/**
 * Whether it comes soon enough after the last change of the incident. A silence counts from its beginning, not from when
 * it was noticed; at one device or area a slow fault goes on showing while its alarms last, or while its log may speak again.
 */
export function isNear(
  tracked: Tracked,
  found: number,
  { sight, seenAt }: Arrival,
  windowMs: number,
): boolean {
  const isGoingOn = tracked.active.size > 0 || isOfLogsOnly(tracked);
  const windows = isGoingOn && found >= 3 ? nearWindows : 1;
  return (sight.silentSince ?? seenAt) - tracked.changedSeenAt <= windows * windowMs;
}

function isUsualWith({ onsets }: Tracked, { key, seenAt }: Arrival, habits: AlarmHabits): boolean {
  for (const [earlier, at] of onsets) {
    if (habits.belongs(earlier, key, seenAt - at)) return true;
  }
  return false;
}
