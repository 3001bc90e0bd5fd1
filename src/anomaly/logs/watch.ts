import type { LogLine } from "../../domain/log-line.ts";
import { type AlarmSlot, createAlarmSlot, createHourCount, type HourCount } from "../alarm-control.ts";
import { createTimeline, type Timeline } from "../data-clock.ts";
import { BurstMeter } from "./burst.ts";
import { createLogHabits, type LogHabits } from "./log-habits.ts";
import type { LogSettings, LogSubject } from "./log-settings.ts";
import { createNoveltyPace, type NoveltyPace } from "./novelty.ts";
import { UsualDelays } from "./usual-delays.ts";

/** One log under watch. */
export interface LogWatch {
  readonly source: string;
  readonly timeline: Timeline;
  firstSeenAt: number;
  lastSeenAt: number;
  lastAt: number;
  lines: number;
  /** Templates of this log that were seen only once. */
  singles: number;
  readonly errors: Burst;
  readonly flood: Burst;
  readonly hour: HourCount;
  readonly novelHour: HourCount;
  readonly novelty: NoveltyPace;
  readonly habits: LogHabits;
  /** The latest line: its place, and how its clock stood. */
  line: LogLine | undefined;
  /** Tells a delivered backlog from a burst. */
  readonly delays: UsualDelays;
}

/** A rate of one log that can burst, and the alarm about it. */
export interface Burst {
  readonly meter: BurstMeter;
  readonly alarm: AlarmSlot;
  /** The line that the running alarm was raised with: what its recovery must name. */
  subject: LogSubject | undefined;
}

export function createLogWatch(source: string, settings: LogSettings, sessionsMax: number): LogWatch {
  return {
    source,
    timeline: createTimeline(),
    firstSeenAt: Number.NEGATIVE_INFINITY,
    lastSeenAt: Number.NEGATIVE_INFINITY,
    lastAt: Number.NEGATIVE_INFINITY,
    lines: 0,
    singles: 0,
    errors: { meter: new BurstMeter(settings.errors), alarm: createAlarmSlot(), subject: undefined },
    flood: { meter: new BurstMeter(settings.flood), alarm: createAlarmSlot(), subject: undefined },
    hour: createHourCount(),
    novelHour: createHourCount(),
    novelty: createNoveltyPace(),
    habits: createLogHabits(sessionsMax),
    line: undefined,
    delays: new UsualDelays(),
  };
}

/** Whether enough of this log is known to call a line never seen. */
export function isLogKnown(watch: LogWatch, seenAt: number, settings: LogSettings): boolean {
  const ageMs = seenAt - watch.firstSeenAt;
  if (watch.lines >= settings.warmUpLines && ageMs >= settings.warmUpMs) return true;
  // A log of few lines is known after a good while, too.
  return watch.lines >= settings.warmUpLines / 5 && ageMs >= 24 * settings.warmUpMs;
}
