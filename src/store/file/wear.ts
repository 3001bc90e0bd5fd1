import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import type { EngineTime } from "../engine/time.ts";
import type { Notice } from "../events.ts";

/**
 * Keeps the bytes written in a day near `store.wearBytesPerDay`, for cards that wear out. Limits and invariants:
 * 1. Only waits are stretched: of bulk records up to `wearGroupCommitMsMax`, of aggregates up to `wearRollupFlushMsMax`.
 *    Commands and incidents are written at once whatever was written before, so the budget is a goal and no wall.
 * 2. The day is the UTC day while the clock is trusted, else 24 hours of running; an unset clock never brings a new one.
 * 3. What was written today is kept in the database, at least every hundredth of the budget: a restart brings no new budget.
 */

const dayMs = 86_400_000;
/** What may be written ahead of the hour: a start, or a morning, is no reason to wait. */
const headStartShare = 0.05;
/** So far ahead of the hour, as a share of the budget, the waits are at their longest. */
const aheadShareMax = 0.1;
/** Waits change in this many steps, and go back only when well below one, so that they do not swing. */
const steps = 4;
/** Of what may be written by this hour. */
const ampleShare = 0.5;
const savedEveryShare = 0.01;
const savedEveryBytesMin = 256 * 1024;
/** Without a budget it is only a figure to look at. */
const savedEveryBytesUnbudgeted = 16 * 1024 * 1024;

export interface WearFigures {
  /** Bytes handed to the disk in this day. */
  writtenTodayBytes: number;
  /** 0: there is no budget. */
  budgetBytesPerDay: number;
  /** Longest wait of bulk records at present, in milliseconds: what a power cut may cost of them. */
  groupCommitMs: number;
  /** The same of aggregates. */
  rollupFlushMs: number;
}

export function createWear(
  db: Database,
  options: { config: () => StoreConfig; notices: Notice[]; openedAt: EngineTime },
) {
  const { config, notices, openedAt } = options;
  const readMark = db.prepare<[string], number>("SELECT value FROM mark WHERE name = ?").pluck();
  const putMark = db.prepare("INSERT OR REPLACE INTO mark VALUES (?, ?)");
  /** Number of the UTC day that `written` is about; undefined until the clock was trusted once. */
  let day = readMark.get("wearDay");
  let written = readMark.get("wearBytes") ?? 0;
  let elapsedMs = readMark.get("wearElapsedMs") ?? 0;
  let seenMs = openedAt.monotonicMs;
  let seenBytes = 0;
  let unsaved = 0;
  let level = 0;

  /** `totalBytes`: all that was written since the database was opened. */
  function observe(totalBytes: number, time: EngineTime): void {
    const added = totalBytes - seenBytes;
    seenBytes = totalBytes;
    followDay(time);
    written += added;
    unsaved += added;
    const next = levelOf(config().wearBytesPerDay);
    if (next === level) return;
    level = next;
    notices.push({ event: "lossWindowChanged", fields: { ...figures() }, count: 1 });
  }

  function followDay(time: EngineTime): void {
    const passedMs = Math.max(0, time.monotonicMs - seenMs);
    seenMs = time.monotonicMs;
    if (!time.isTrusted) {
      elapsedMs += passedMs;
      if (elapsedMs >= dayMs) beginDay(day === undefined ? undefined : day + 1, 0);
      return;
    }
    const today = Math.floor(time.now / dayMs);
    // A day before the known one: the clock was ahead. What was written stays written.
    if (day !== undefined && today > day) beginDay(today, 0);
    day = today;
    elapsedMs = time.now - today * dayMs;
  }

  function beginDay(next: number | undefined, from: number): void {
    day = next;
    written = 0;
    elapsedMs = from;
    unsaved = Number.POSITIVE_INFINITY;
  }

  function levelOf(budget: number): number {
    if (budget === 0) return 0;
    if (written >= budget) return 1;
    const allowed = budget * (headStartShare + elapsedMs / dayMs);
    const ahead = Math.min(1, Math.max(0, (written - allowed) / (budget * aheadShareMax)));
    const up = Math.ceil(ahead * steps) / steps;
    const down = Math.min(1, Math.ceil(ahead * steps + 0.5) / steps);
    return up > level ? up : Math.min(level, ahead === 0 ? 0 : down);
  }

  /** Needs a transaction, best one that writes anyway. */
  function saveIfDue(isForced = false): void {
    const budget = config().wearBytesPerDay;
    const every =
      budget === 0 ? savedEveryBytesUnbudgeted : Math.max(savedEveryBytesMin, budget * savedEveryShare);
    if (unsaved === 0 || (!isForced && unsaved < every)) return;
    if (day !== undefined) putMark.run("wearDay", day);
    putMark.run("wearBytes", written);
    putMark.run("wearElapsedMs", Math.floor(elapsedMs));
    unsaved = 0;
  }

  function figures(): WearFigures {
    const { wearBytesPerDay, groupCommitMs, wearGroupCommitMsMax, rollupFlushMs, wearRollupFlushMsMax } =
      config();
    return {
      writtenTodayBytes: written,
      budgetBytesPerDay: wearBytesPerDay,
      groupCommitMs: stretched(groupCommitMs, wearGroupCommitMsMax),
      rollupFlushMs: stretched(rollupFlushMs, wearRollupFlushMsMax),
    };
  }

  function stretched(shortest: number, longest: number): number {
    return Math.round(shortest + Math.max(0, longest - shortest) * level);
  }

  /** Whether so little was written that some may be written twice, and waits stay as they are. */
  function isAmple(): boolean {
    const budget = config().wearBytesPerDay;
    return budget === 0 || written <= ampleShare * budget * (elapsedMs / dayMs);
  }

  return { observe, saveIfDue, figures, isAmple, isAhead: () => level > 0 };
}
