import type { LabelledWindow } from "../labelled-series.ts";
import type { ScoredSeries } from "./scored-series.ts";

/** One false alarm in so many rows without a fault is what the user puts up with. */
const budgetRows = 2000;
/** A flag in one such stretch is one alarm: who looked at it is not called again for the next hundred rows. */
const alarmRows = 100;

/** What a person would have had to do with one threshold for all series of a corpus. */
export interface AlarmResult {
  /** Rows with a score above it are flagged. */
  readonly threshold: number;
  readonly windows: number;
  /** Windows with a flag in them. */
  readonly found: number;
  /** Stretches of `alarmRows` without a fault and with a flag. */
  readonly falseAlarms: number;
  /** Rows in which a flag is a false alarm. */
  readonly quietRows: number;
  /** Share of the windows found; undefined where there are none. */
  readonly recall: number | undefined;
  /** Share of the alarms that are of a window, the alarms of one window counting once; undefined without any alarm. */
  readonly precision: number | undefined;
  /** Mean share of the window left at its first flag, 0 for one that is missed; undefined where there are none. */
  readonly earliness: number | undefined;
}

/**
 * Precision, recall and earliness at the lowest threshold that keeps to the budget of false alarms over the whole
 * corpus. The `alarmRows` after a window are its tail, in which a flag is neither right nor wrong.
 */
export function alarmsAtBudget(corpus: readonly ScoredSeries[], rowsPerFalseAlarm = budgetRows): AlarmResult {
  const highest: number[] = [];
  let quietRows = 0;
  for (const series of corpus) {
    for (const { from, to } of quietStretches(series)) {
      quietRows += to - from;
      for (let begin = from; begin < to; begin += alarmRows) {
        highest.push(maximum(series.scores, begin, Math.min(to, begin + alarmRows)));
      }
    }
  }
  const allowed = Math.floor(quietRows / rowsPerFalseAlarm);
  const descending = Float64Array.from(highest).sort().reverse();
  return alarmsAbove(corpus, descending[allowed] ?? Number.NEGATIVE_INFINITY);
}

/** The same at a given threshold, as one that was chosen on other series. */
export function alarmsAbove(corpus: readonly ScoredSeries[], threshold: number): AlarmResult {
  let quietRows = 0;
  let falseAlarms = 0;
  let windows = 0;
  let found = 0;
  let left = 0;
  for (const series of corpus) {
    for (const { from, to } of quietStretches(series)) {
      quietRows += to - from;
      for (let begin = from; begin < to; begin += alarmRows) {
        if (maximum(series.scores, begin, Math.min(to, begin + alarmRows)) > threshold) falseAlarms += 1;
      }
    }
    for (const { from, to } of series.windows) {
      windows += 1;
      const first = firstAbove(series.scores, threshold, { from, to });
      if (first === undefined) continue;
      found += 1;
      left += (to - first) / (to - from);
    }
  }
  return {
    threshold,
    windows,
    found,
    falseAlarms,
    quietRows,
    recall: windows === 0 ? undefined : found / windows,
    precision: found + falseAlarms === 0 ? undefined : found / (found + falseAlarms),
    earliness: windows === 0 ? undefined : left / windows,
  };
}

/** Where a flag is a false alarm: after the probation, outside of windows and of their tails. */
function quietStretches({ windows, probationRows, scores }: ScoredSeries): LabelledWindow[] {
  const stretches: LabelledWindow[] = [];
  let from = probationRows;
  for (const window of windows) {
    if (window.from > from) stretches.push({ from, to: window.from });
    from = window.to + alarmRows;
  }
  if (scores.length > from) stretches.push({ from, to: scores.length });
  return stretches;
}

function maximum(values: Float64Array, from: number, to: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = from; row < to; row += 1) highest = Math.max(highest, values[row] as number);
  return highest;
}

function firstAbove(values: Float64Array, threshold: number, window: LabelledWindow): number | undefined {
  for (let row = window.from; row < window.to; row += 1) if ((values[row] as number) > threshold) return row;
  return undefined;
}
