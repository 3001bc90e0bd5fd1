import type { Database } from "better-sqlite3";
import type { Rollup } from "../../domain/rollup.ts";
import { QuantileSketch, sketchKey } from "../../signal/quantile-sketch.ts";
import type { StoreConfig } from "../config.ts";
import { StoreTooLargeError } from "../errors.ts";
import type { Notice } from "../events.ts";
import type { EngineTime } from "../time.ts";
import { addApproximately, OpenRollups, type ResumedSeries, startOf } from "./open-rollups.ts";
import { type RollupEntry, type StoredRollup, toRollup } from "./rollup-codec.ts";
import { createRollupTable, groupSeries } from "./rollup-table.ts";
import { decodeSketches, encodeSketches } from "./sketch-codec.ts";
import { type Width, type WidthTable, widths } from "./widths.ts";

/**
 * The history of numbers: unfinished aggregates in memory, finished ones waiting for the next flush, and the
 * table. A newer version of an aggregate replaces an older one, in that order of places.
 *
 * What a power cut costs: the samples since the last flush (`rollupFlushMs`) and of the minute that is open.
 * The quarter and the day that were open are put together again from what is on the disk, their quantiles
 * approximately. A clean stop costs nothing.
 */

/** Finished aggregates that wait for a disk that takes none; above it the oldest are given up, counted. */
const pendingCountMax = 200_000;
/** Finished aggregates that late samples changed; at the maximum they are handed to the next flush. */
const reopenedCountMax = 20_000;
const queryRollupsMax = 100_000;

export function createRollupHistory(
  db: Database,
  options: {
    config: () => StoreConfig;
    notices: Notice[];
    /** Series with this id or a higher one are new in this run: nothing of them is on the disk. */
    firstNewSeries: number;
    wasCleanStop: boolean;
  },
) {
  const { config, notices } = options;
  const table = createRollupTable(db, { config, notices });
  const open = new OpenRollups({ emit, find, resume, addLate });
  const pending: WidthTable<RollupEntry[]> = { minute: [], quarter: [], day: [] };
  /** Newest pending version by series and start; made when a late sample or a query needs it. */
  let pendingIndex: Map<string, StoredRollup> | undefined;
  const reopened = new Map<string, { width: Width; series: number; rollup: StoredRollup }>();
  /** Newest minute on the disk of the series of groups that were looked through. */
  const newestMinutes = new Map<number, number>();
  const knownGroups = new Set<number>();

  const sketchesOf = db.prepare<[number], Buffer>("SELECT body FROM open_sketch WHERE series = ?").pluck();
  const putSketches = db.prepare("INSERT OR REPLACE INTO open_sketch VALUES (?, ?)");

  function emit(width: Width, series: number, rollup: StoredRollup): void {
    pending[width].push({ series, rollup });
    pendingIndex?.set(keyOf(width, series, rollup.start), rollup);
  }

  function find(width: Width, series: number, start: number): StoredRollup | undefined {
    const key = keyOf(width, series, start);
    const late = reopened.get(key);
    if (late) {
      // The asker goes on from this version, so it must not be written after the asker's own.
      reopened.delete(key);
      emit(width, series, late.rollup);
      return late.rollup;
    }
    return findFinished(width, series, start);
  }

  function findFinished(width: Width, series: number, start: number): StoredRollup | undefined {
    if (!pendingIndex) {
      pendingIndex = new Map();
      for (const name of Object.keys(pending) as Width[]) {
        for (const entry of pending[name]) {
          pendingIndex.set(keyOf(name, entry.series, entry.rollup.start), entry.rollup);
        }
      }
    }
    return pendingIndex.get(keyOf(width, series, start)) ?? table.find(series, width, start);
  }

  function addLate(width: Width, series: number, start: number, value: number): void {
    const key = keyOf(width, series, start);
    let late = reopened.get(key);
    if (!late) {
      if (reopened.size >= reopenedCountMax) handOverReopened();
      const found = findFinished(width, series, start);
      late = { width, series, rollup: found ? { ...found } : emptyRollup(start) };
      reopened.set(key, late);
    }
    const { rollup } = late;
    const isFirst = rollup.count === 0;
    rollup.mean = (rollup.mean * rollup.count + value) / (rollup.count + 1);
    rollup.count += 1;
    rollup.min = Math.min(rollup.min, value);
    rollup.max = Math.max(rollup.max, value);
    if (isFirst) rollup.last = value;
    // One late value among many hardly moves a quantile; the first one is all three of them.
    if (isFirst && width !== "minute") {
      const valueKey = sketchKey(value);
      rollup.p05Key = valueKey;
      rollup.p50Key = valueKey;
      rollup.p95Key = valueKey;
    }
  }

  function handOverReopened(): void {
    for (const { width, series, rollup } of reopened.values()) emit(width, series, rollup);
    reopened.clear();
  }

  function resume(series: number): ResumedSeries | undefined {
    if (series >= options.firstNewSeries) return undefined;
    const body = sketchesOf.get(series);
    const saved = body ? decodeSketches(body) : undefined;
    if (saved && options.wasCleanStop) return saved;
    const newestMinute = lookThroughGroup(series);
    return newestMinute === undefined ? undefined : { newestMinute, sketches: saved?.sketches };
  }

  /** Newest minute on the disk, or a bound of it; repairs the wider aggregates of its group of series once. */
  function lookThroughGroup(series: number): number | undefined {
    const group = Math.floor(series / groupSeries);
    if (!knownGroups.has(group)) {
      knownGroups.add(group);
      const minutes = table.readGroup("minute", group, 2);
      const quarters = options.wasCleanStop ? undefined : table.readGroup("quarter", group, 2);
      for (const [member, rollups] of minutes) {
        const newest = Math.max(...rollups.keys());
        newestMinutes.set(member, newest);
        if (quarters) repair(member, newest, rollups, quarters.get(member) ?? new Map());
      }
    }
    return newestMinutes.get(series) ?? table.newestEnd("minute");
  }

  /** Writes the quarter and the day that were open at a power cut, as far as the narrower ones tell. */
  function repair(
    series: number,
    newest: number,
    minutes: Map<number, StoredRollup>,
    quarters: Map<number, StoredRollup>,
  ): void {
    const quarterStart = startOf(newest, "quarter");
    const quarter = mergeStored(quarterStart, within(minutes, quarterStart, widths.quarter.widthMs));
    if (quarter && quarter.count > (quarters.get(quarterStart)?.count ?? 0)) {
      quarters.set(quarterStart, quarter);
      emit("quarter", series, quarter);
    }
    const dayStart = startOf(newest, "day");
    const day = mergeStored(dayStart, within(quarters, dayStart, widths.day.widthMs));
    if (day && day.count > (findFinished("day", series, dayStart)?.count ?? 0)) emit("day", series, day);
  }

  /** Moves everything that should be on the disk to the pending ones. `isAll`: the unfinished too. */
  function gather(monotonicMs: number, isAll: boolean): void {
    handOverReopened();
    open.emitIdle(monotonicMs, isAll);
    for (const width of Object.keys(pending) as Width[]) {
      const excess = pending[width].length - pendingCountMax;
      if (excess <= 0) continue;
      pending[width].splice(0, excess);
      pendingIndex = undefined;
      notices.push({ event: "rollupsDropped", fields: { width }, count: excess });
    }
  }

  /** Writes the pending ones; call {@link forgetPending} when that is committed. Needs a transaction. */
  function writePending(monotonicMs: number): void {
    for (const width of Object.keys(pending) as Width[]) {
      if (pending[width].length > 0) table.write(width, pending[width], monotonicMs);
    }
  }

  function forgetPending(): void {
    for (const entries of Object.values(pending)) entries.length = 0;
    pendingIndex = undefined;
  }

  /** Keeps the sketches of unfinished aggregates for the next run; needs a transaction. */
  function writeSketches(): void {
    for (const { series, newestMinute, quarter, day } of open.sketches()) {
      putSketches.run(series, encodeSketches({ newestMinute, sketches: { quarter, day } }));
    }
  }

  function query(series: number, width: Width, from: number, to: number): Rollup[] {
    if (table.countMax(width, from, to) > queryRollupsMax) {
      throw new StoreTooLargeError(
        `more than ${queryRollupsMax} ${width} aggregates lie in the range: ask for a shorter one or a wider aggregate`,
      );
    }
    if (!options.wasCleanStop && series < options.firstNewSeries) lookThroughGroup(series);
    const found = table.read(series, width, from, to);
    const put = (rollup: StoredRollup) => {
      if (rollup.start >= from && rollup.start < to) found.set(rollup.start, rollup);
    };
    for (const entry of pending[width]) if (entry.series === series) put(entry.rollup);
    for (const late of reopened.values()) {
      if (late.series === series && late.width === width) put(late.rollup);
    }
    const current = open.current(series, width);
    if (current) put(current);
    return [...found.values()].sort((a, b) => a.start - b.start).map(toRollup);
  }

  return {
    /** Connects the daemon's index of a series with its id in the database. */
    connect: (slot: number, series: number) => open.connect(slot, series),
    seriesOf: (slot: number) => open.seriesOf(slot),
    add: (slot: number, at: number, value: number, monotonicMs: number) =>
      open.add(slot, at, value, monotonicMs),
    query,
    gather,
    writePending,
    forgetPending,
    writeSketches,
    hasPending: () => Object.values(pending).some((entries) => entries.length > 0),
    reload: table.reload,
    mergeOne: table.mergeOne,
    trim: (time: EngineTime, isPressed: boolean) => table.trim(time, isPressed),
    totalBytes: table.totalBytes,
  };
}

function keyOf(width: Width, series: number, start: number): string {
  return `${width} ${series} ${start}`;
}

function emptyRollup(start: number): StoredRollup {
  return {
    start,
    count: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    mean: 0,
    last: 0,
    p05Key: undefined,
    p50Key: undefined,
    p95Key: undefined,
  };
}

function within(rollups: Map<number, StoredRollup>, from: number, lengthMs: number): StoredRollup[] {
  return [...rollups.values()]
    .filter(({ start }) => start >= from && start < from + lengthMs)
    .sort((a, b) => a.start - b.start);
}

/** One wider aggregate of narrower ones in order of time; undefined of none. Its quantiles are approximate. */
export function mergeStored(start: number, parts: readonly StoredRollup[]): StoredRollup | undefined {
  if (parts.length === 0) return undefined;
  const merged = emptyRollup(start);
  const sketch = new QuantileSketch();
  for (const part of parts) {
    const total = merged.count + part.count;
    merged.mean = (merged.mean * merged.count + part.mean * part.count) / total;
    merged.count = total;
    merged.min = Math.min(merged.min, part.min);
    merged.max = Math.max(merged.max, part.max);
    merged.last = part.last;
    addApproximately(sketch, part);
  }
  merged.p05Key = sketch.quantileKey(0.05);
  merged.p50Key = sketch.quantileKey(0.5);
  merged.p95Key = sketch.quantileKey(0.95);
  return merged;
}
