import { LruMap } from "../../core/lru-map.ts";
import type { LogSeverity } from "../../domain/log-line.ts";
import { type AlarmSlot, createAlarmSlot } from "../alarm-control.ts";
import { type AlarmBudget, createAlarmBudget } from "./alarm-budget.ts";
import { LineOrder, type Session } from "./line-order.ts";
import { createLineTrack, type LineTrack, restoreLine } from "./line-track.ts";
import type { LogSettings, LogSubject } from "./log-settings.ts";
import type { LogTemplate } from "./templates/log-template.ts";
import { LogTemplates } from "./templates/log-templates.ts";
import { ProblemTrend } from "./trend.ts";

/** Kinds of line of one log whose rhythm and order are watched. */
export const tracksPerLog = 96;

/** What is usual of one log: the rhythm of its lines, their order, and the share of problems among them. */
export interface LogHabits {
  readonly tracks: Map<number, LineTrack>;
  readonly order: LineOrder;
  readonly trend: ProblemTrend;
  readonly rising: AlarmSlot;
  /** The latest problem, and the one that the running alarm was raised with. */
  risingSubject: LogSubject | undefined;
  risingTemplate: number;
  readonly budget: AlarmBudget;
  /** After one broken order the rest of it is no news until then, in data time. */
  orderToldUntil: number;
  /** Whether they are not looked at now, because their budget is 0. */
  isOff: boolean;
  /** Whether the order of lines is not looked at now, because too many come. */
  isOrderOff: boolean;
  /** By identifier. */
  readonly sessions: LruMap<string, Session>;
  readonly freeSlots: number[];
  /** Lines known from before a restart that did not come again yet, by the text of their template. */
  readonly kept: Map<string, KeptLine>;
}

/** A slot and what was learnt of its line before a restart. */
export interface KeptLine {
  readonly slot: number;
  readonly severity: LogSeverity;
  readonly numbers: Float64Array;
}

/** At most `sessionsMax` of its identifiers are known at a time. */
export function createLogHabits(sessionsMax: number): LogHabits {
  const order = new LineOrder();
  const sessions = new LruMap<string, Session>(sessionsMax, (_, session) => order.forgetSession(session));
  return {
    tracks: new Map(),
    order,
    trend: new ProblemTrend(),
    rising: createAlarmSlot(),
    risingSubject: undefined,
    risingTemplate: 0,
    budget: createAlarmBudget(),
    orderToldUntil: Number.NEGATIVE_INFINITY,
    isOff: false,
    isOrderOff: false,
    sessions,
    freeSlots: Array.from({ length: tracksPerLog }, (_, index) => tracksPerLog - 1 - index),
    kept: new Map(),
  };
}

/** Begins to watch a kind of line; one that came once or twice long ago gives way. Undefined when there is no room. */
export function addTrack(
  habits: LogHabits,
  template: LogTemplate,
  {
    severity,
    settings,
    hasRoom,
    seenAt,
  }: { severity: LogSeverity; settings: LogSettings; hasRoom: boolean; seenAt: number },
): { track: LineTrack; replaced: boolean } | undefined {
  const known = habits.kept.get(template.text);
  if (known !== undefined && hasRoom) {
    habits.kept.delete(template.text);
    return {
      track: takeUpTrack(habits, template, { ...known, severity, settings, seenAt }),
      replaced: false,
    };
  }
  if (habits.freeSlots.length === 0) forgetKept(habits);
  const isFull = habits.freeSlots.length === 0 || !hasRoom;
  const replaced = isFull ? rarest(habits) : undefined;
  if (replaced !== undefined) removeTrack(habits, replaced);
  const slot = isFull && replaced === undefined ? undefined : habits.freeSlots.pop();
  if (slot === undefined) return undefined;
  const track = createLineTrack(slot, template, severity, settings);
  habits.tracks.set(template.id, track);
  return { track, replaced: replaced !== undefined };
}

/** Watches lines known from before a restart whose templates are known, so that they are missed when they do not come. */
export function takeUpKept(
  habits: LogHabits,
  templates: Iterable<LogTemplate>,
  { settings, room, seenAt }: { settings: LogSettings; room: number; seenAt: number },
): void {
  const roomFrom = habits.tracks.size;
  for (const template of templates) {
    const known = habits.kept.get(template.text);
    if (known === undefined || habits.tracks.has(template.id)) continue;
    if (habits.tracks.size - roomFrom >= room) return;
    habits.kept.delete(template.text);
    takeUpTrack(habits, template, { ...known, settings, seenAt });
  }
}

function takeUpTrack(
  habits: LogHabits,
  template: LogTemplate,
  { slot, severity, numbers, settings, seenAt }: KeptLine & { settings: LogSettings; seenAt: number },
): LineTrack {
  const track = createLineTrack(slot, template, severity, settings);
  restoreLine(track, numbers, seenAt);
  habits.tracks.set(template.id, track);
  return track;
}

/** Of the lines known from before a restart one that did not come since. */
function forgetKept(habits: LogHabits): void {
  for (const [text, { slot }] of habits.kept) {
    habits.kept.delete(text);
    habits.order.forget(slot);
    habits.freeSlots.push(slot);
    return;
  }
}

export function removeTrack(habits: LogHabits, track: LineTrack): void {
  if (habits.tracks.get(track.template.id) === track) habits.tracks.delete(track.template.id);
  habits.order.forget(track.slot);
  habits.freeSlots.push(track.slot);
}

/**
 * Follows templates that were merged. Answers the tracks to be dropped: those of forgotten templates, and where two became
 * one the one of which less is known.
 */
export function followTemplates(habits: LogHabits): LineTrack[] {
  const gone: LineTrack[] = [];
  for (const [id, track] of habits.tracks) {
    if (!track.template.isGone) continue;
    const current = LogTemplates.current(track.template);
    const other = habits.tracks.get(current.id);
    const { whole } = habits.order;
    if (current.isGone || (other && whole.countOf(other.slot) >= whole.countOf(track.slot))) {
      gone.push(track);
      continue;
    }
    if (other) gone.push(other);
    habits.tracks.delete(id);
    track.template = current;
    habits.tracks.set(current.id, track);
  }
  return gone;
}

export function trackOf(habits: LogHabits, slot: number): LineTrack | undefined {
  for (const track of habits.tracks.values()) if (track.slot === slot) return track;
  return undefined;
}

/** Of the lines that came hardly ever the one that came longest ago. */
function rarest(habits: LogHabits): LineTrack | undefined {
  let found: LineTrack | undefined;
  for (const track of habits.tracks.values()) {
    if (habits.order.whole.countOf(track.slot) > rareCount || track.missing.isActive) continue;
    if (found === undefined || track.silence.lastAt < found.silence.lastAt) found = track;
  }
  return found;
}

const rareCount = 3;
