import { alarmScore, recoverScore } from "./detectors/detector.ts";

/**
 * Keeps alarms few: an alarm of one subject and kind begins once, worsens rarely and ends once; a subject
 * raises so many an hour and all subjects together so many a minute. What is over the limits is folded
 * (counted in its incident, not published on its own), never lost without a count.
 */
export interface AlarmSlot {
  isActive: boolean;
  quietRun: number;
  peak: number;
  told: number;
  /** Whether it was told at all (a change of rate inside a level alarm is not). */
  isTold: boolean;
  /** Whether the anomaly that began it was published, so that a recovery makes sense to a receiver. */
  isPublished: boolean;
}

export function createAlarmSlot(): AlarmSlot {
  return { isActive: false, quietRun: 0, peak: 0, told: 0, isTold: true, isPublished: false };
}

export type AlarmStep = "none" | "raised" | "worsened" | "recovered";

/** A worse score is told again when it has risen by this much. */
const worsenedBy = 0.15;

/** How the alarms of a kind go on. */
export interface AlarmHabit {
  /** Usual scores in a row that end the alarm. */
  quietRunMin: number;
  /** False where the score only grows because time passes (a silence): that is no news. */
  canWorsen: boolean;
}

/** Takes one score. */
export function stepAlarm(slot: AlarmSlot, score: number, habit: AlarmHabit): AlarmStep {
  if (!slot.isActive) {
    if (score < alarmScore) return "none";
    slot.isActive = true;
    slot.quietRun = 0;
    slot.peak = score;
    slot.told = score;
    return "raised";
  }
  if (score < recoverScore) {
    slot.quietRun += 1;
    if (slot.quietRun < habit.quietRunMin) return "none";
    slot.isActive = false;
    return "recovered";
  }
  slot.quietRun = 0;
  slot.peak = Math.max(slot.peak, score);
  if (!habit.canWorsen || slot.peak < slot.told + worsenedBy) return "none";
  slot.told = slot.peak;
  return "worsened";
}

/** Alarms of one subject in the running hour. */
export interface HourCount {
  hourAt: number;
  raised: number;
}

export function createHourCount(): HourCount {
  return { hourAt: Number.NEGATIVE_INFINITY, raised: 0 };
}

/** Counts one more of a subject and answers how many that makes in the running hour. */
export function countInHour(count: HourCount, seenAt: number): number {
  if (seenAt - count.hourAt >= 3_600_000) {
    count.hourAt = seenAt;
    count.raised = 0;
  }
  count.raised += 1;
  return count.raised;
}

export interface AlarmLimits {
  perSubjectHour: number;
  perMinute: number;
}

/** `publish`; `fold`: a storm, counted in its incident only; `repeat`: the same subject too often, joins an open incident only. */
export type Admission = "publish" | "fold" | "repeat";

export class AlarmLimiter {
  limits: AlarmLimits;
  #minuteAt = Number.NEGATIVE_INFINITY;
  #minuteRaised = 0;

  constructor(limits: AlarmLimits) {
    this.limits = limits;
  }

  admit(subject: HourCount, seenAt: number): Admission {
    if (countInHour(subject, seenAt) > this.limits.perSubjectHour) return "repeat";
    if (seenAt - this.#minuteAt >= 60_000) {
      this.#minuteAt = seenAt;
      this.#minuteRaised = 0;
    }
    this.#minuteRaised += 1;
    return this.#minuteRaised > this.limits.perMinute ? "fold" : "publish";
  }
}
