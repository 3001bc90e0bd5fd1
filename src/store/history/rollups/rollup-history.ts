import type { Database } from "better-sqlite3";
import type { Rollup } from "../../../domain/rollup.ts";
import { QuantileSketch, sketchKey } from "../../../signal/quantile-sketch.ts";
import type { StoreConfig } from "../../config.ts";
import type { EngineTime } from "../../engine/time.ts";
import { StoreTooLargeError } from "../../errors.ts";
import type { Notice } from "../../events.ts";
import { addApproximately, OpenRollups, type ResumedSeries, startOf } from "./open-rollups.ts";
import { type RollupEntry, type StoredRollup, toRollup } from "./rollup-codec.ts";
import { type BySeries, createRollupTable, groupSeries } from "./rollup-table.ts";
import { decodeSavedOpen, encodeSavedOpen, type SavedOpen } from "./saved-open.ts";
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
/** After so long a silence the unfinished quarter of a series has been written by itself. */
const recentMs = 2 * widths.quarter.idleWriteMs;

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
  /** What the last run left, by series, of the groups that were looked through; given out once each. */
  const resumed = new Map<number, ResumedSeries>();
  const knownGroups = new Set<number>();

  const savedOf = db.prepare<[number], Buffer>("SELECT body FROM saved_open WHERE series_group = ?").pluck();
  const putSaved = db.prepare("INSERT OR REPLACE INTO saved_open VALUES (?, ?)");

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
    lookThroughGroup(Math.floor(series / groupSeries));
    const found = resumed.get(series);
    resumed.delete(series);
    if (found) return found;
    // Silent for so long that its windows are merged: anything up to their end may be on the disk.
    const newestMinute = table.newestEnd("minute");
    return newestMinute === undefined ? undefined : { newestMinute, stored: {}, sketches: undefined };
  }

  /** Finds out once what the last run left of a group of series, and after a power cut repairs it. */
  function lookThroughGroup(group: number): void {
    if (knownGroups.has(group)) return;
    knownGroups.add(group);
    const present = table.presentOf("minute", group);
    if (present === undefined) return;
    const recent = table.readGroup("minute", group, present - recentMs);
    const quarters = table.readGroup("quarter", group, startOf(present - recentMs, "day"));
    const days = table.readGroup("day", group, startOf(present - recentMs, "day"));
    const saved = new Map(readSaved(group).map((one) => [one.series, one]));
    for (const [series, minutes] of recent) {
      const minute = newestOf(minutes);
      if (!minute) continue;
      if (!options.wasCleanStop) repair(series, minute.start, minutes, quarters, days);
      resumed.set(series, {
        newestMinute: Math.max(minute.start, saved.get(series)?.newestMinute ?? minute.start),
        stored: definedOnly({
          minute,
          quarter: newestOf(quarters.get(series)),
          day: newestOf(days.get(series)),
        }),
        sketches: saved.get(series)?.sketches,
      });
    }
  }

  function readSaved(group: number): SavedOpen[] {
    const body = savedOf.get(group);
    try {
      return body ? decodeSavedOpen(body) : [];
    } catch (error) {
      // The quantiles of what was open are approximated then.
      notices.push({ event: "chunkUnreadable", fields: { error: String(error) }, count: 1 });
      return [];
    }
  }

  /** Writes the quarter and the day that were open at a power cut, as far as the narrower ones tell. */
  function repair(
    series: number,
    newest: number,
    minutes: Map<number, StoredRollup>,
    quarters: BySeries,
    days: BySeries,
  ): void {
    const quarterStart = startOf(newest, "quarter");
    const ofQuarters = quarters.get(series) ?? new Map<number, StoredRollup>();
    quarters.set(series, ofQuarters);
    const quarter = mergeStored(quarterStart, within(minutes, quarterStart, widths.quarter.widthMs));
    if (quarter && quarter.count > (ofQuarters.get(quarterStart)?.count ?? 0)) {
      ofQuarters.set(quarterStart, quarter);
      emit("quarter", series, quarter);
    }
    const dayStart = startOf(newest, "day");
    const day = mergeStored(dayStart, within(ofQuarters, dayStart, widths.day.widthMs));
    if (day && day.count > (days.get(series)?.get(dayStart)?.count ?? 0)) {
      days.set(series, new Map([[dayStart, day]]));
      emit("day", series, day);
    }
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
  function writeSaved(): void {
    const byGroup = new Map<number, SavedOpen[]>();
    for (const { series, newestMinute, quarter, day } of open.sketches()) {
      const group = Math.floor(series / groupSeries);
      const members = byGroup.get(group) ?? [];
      byGroup.set(group, members);
      members.push({ series, newestMinute, sketches: { quarter, day } });
    }
    for (const [group, members] of byGroup) putSaved.run(group, encodeSavedOpen(members));
  }

  function query(series: number, width: Width, from: number, to: number): Rollup[] {
    if (table.countMax(width, from, to) > queryRollupsMax) {
      throw new StoreTooLargeError(
        `more than ${queryRollupsMax} ${width} aggregates lie in the range: ask for a shorter one or a wider aggregate`,
      );
    }
    if (!options.wasCleanStop && series < options.firstNewSeries) {
      lookThroughGroup(Math.floor(series / groupSeries));
    }
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
    writeSaved,
    hasPending: () => Object.values(pending).some((entries) => entries.length > 0),
    reload: table.reload,
    mergeSome: table.mergeSome,
    trim: (time: EngineTime, isPressed: boolean) => table.trim(time, isPressed),
    totalBytes: table.totalBytes,
  };
}

function newestOf(rollups: Map<number, StoredRollup> | undefined): StoredRollup | undefined {
  let newest: StoredRollup | undefined;
  for (const rollup of rollups?.values() ?? []) if (!newest || rollup.start > newest.start) newest = rollup;
  return newest;
}

function definedOnly(stored: WidthTable<StoredRollup | undefined>): Partial<WidthTable<StoredRollup>> {
  return Object.fromEntries(Object.entries(stored).filter(([, rollup]) => rollup !== undefined));
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
