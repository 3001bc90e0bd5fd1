import { type AlarmHabit, stepAlarm } from "../alarm-control.ts";
import { scoreOfRatio } from "../detectors/detector.ts";
import { type HabitTeller, timeOf } from "./habit-teller.ts";
import { riseWindowMs } from "./trend.ts";
import type { LogWatch } from "./watch.ts";

const counting: AlarmHabit = { quietRunMin: 1, canWorsen: true };

/** Warnings and errors of a log grow slowly. */
export function judgeRise(watch: LogWatch, teller: HabitTeller, seenAt: number): void {
  const { trend, rising, risingSubject } = watch.habits;
  const rise = trend.judge(seenAt);
  if (rise === undefined || risingSubject === undefined) return;
  const step = stepAlarm(rising, scoreOfRatio(rise.ratio), counting);
  const at = timeOf(watch, seenAt);
  if (step === "recovered") endRise(watch, teller, seenAt, rise.problems);
  if ((step !== "raised" && step !== "worsened") || !rising.isTold) return;
  if (step === "raised") watch.habits.risingTemplate = risingSubject.template.id;
  const raised = teller.raiseFinding(watch, seenAt, {
    kind: "logRising",
    detector: "logTrend",
    subject: risingSubject,
    score: scoreOfRatio(rise.ratio),
    severity: "warning",
    at,
    direction: "high",
    observed: rise.problems,
    expected:
      rise.usualMost < rise.problems ? { low: 0, high: rise.usualMost, typical: rise.usual } : undefined,
    durationMs: riseWindowMs,
    counted: "problems",
  });
  rising.isPublished = raised === "published" || (step === "worsened" && rising.isPublished);
}

/** Tells that it is over. */
export function endRise(watch: LogWatch, teller: HabitTeller, seenAt: number, observed?: number): void {
  const { rising, risingTemplate: templateId } = watch.habits;
  const at = timeOf(watch, seenAt);
  teller.recover(watch, {
    kind: "logRising",
    templateId,
    at,
    observed,
    isPublished: rising.isPublished,
    seenAt,
  });
  rising.isTold = true;
}
