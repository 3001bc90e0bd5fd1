import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../../config.ts";
import type { EngineTime } from "../../engine/time.ts";
import type { Notice } from "../../events.ts";
import { type Block, createBlockDirectory, type Place, windowOf } from "./block-directory.ts";
import {
  decodeRollups,
  encodeRollups,
  type RollupEntry,
  type SeriesRange,
  type StoredRollup,
} from "./rollup-codec.ts";
import { type Width, type WidthTable, widths } from "./widths.ts";

/**
 * Aggregates on the disk, in two stages, so that a flush writes little and a query reads little:
 * - a flush appends one block for each (width, group of 256 series, window): durable within `rollupFlushMs`;
 * - when a window is over, its blocks are merged into one chunk for each series and deleted.
 * Of two versions of one aggregate the later written counts, so an unfinished or a corrected one is simply
 * written again. A merge does 64 series and a trim one part of a window at a time, so that neither takes
 * much memory or holds up an append for long.
 */
export const groupSeries = 256;

const seriesPerMerge = 64;
const blocksPerMergeMax = 600;
/** Decoded blocks, kept while late samples ask for them again. */
const decodedBlocksMax = 32;
const trimRowsMax = 500;
const deleteRowsMax = 1000;

export type BySeries = Map<number, Map<number, StoredRollup>>;

export function createRollupTable(db: Database, options: { config: () => StoreConfig; notices: Notice[] }) {
  const { config, notices } = options;
  /** Bytes by window start, for each width. */
  let windows: Record<Width, Map<number, number>> = { minute: new Map(), quarter: new Map(), day: new Map() };
  const directory = createBlockDirectory(db);
  const decoded = new Map<number, BySeries>();
  /** The merge that is under way: it has its blocks until it has been through all series of the group. */
  let merging: { place: Place; blocks: readonly Block[]; nextSeries: number } | undefined;
  /**
   * Merged blocks that are not deleted yet. Groups lie side by side on the disk, so they are deleted together
   * and in order; one group at a time would write each page once for every group.
   */
  let merged: { id: number; place: Place }[] = [];

  const insertBlock = db.prepare(
    `INSERT INTO rollup_block (width, series_group, window, first_start, last_start, body)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const blockBody = db.prepare<[number], Buffer>("SELECT body FROM rollup_block WHERE id = ?").pluck();
  const deleteBlock = db
    .prepare<[number], number>("DELETE FROM rollup_block WHERE id = ? RETURNING length(body)")
    .pluck();
  const chunkOf = db
    .prepare<[number, number, number], Buffer>(
      "SELECT body FROM rollup_chunk WHERE width = ? AND window = ? AND series = ?",
    )
    .pluck();
  const putChunk = db.prepare("INSERT OR REPLACE INTO rollup_chunk VALUES (?, ?, ?, ?)");
  const deleteChunks = db
    .prepare<[number, number, number], number>(
      `DELETE FROM rollup_chunk WHERE (width, window, series) IN
       (SELECT width, window, series FROM rollup_chunk WHERE width = ? AND window = ? LIMIT ?)
       RETURNING length(body)`,
    )
    .pluck();
  const putWindow = db.prepare("INSERT OR REPLACE INTO rollup_window VALUES (?, ?, ?)");
  const deleteWindow = db.prepare("DELETE FROM rollup_window WHERE width = ? AND window = ?");

  function reload(monotonicMs: number): void {
    windows = { minute: new Map(), quarter: new Map(), day: new Map() };
    const rows = db.prepare("SELECT width, window, bytes FROM rollup_window").all();
    for (const row of rows as { width: number; window: number; bytes: number }[]) {
      for (const width of Object.keys(windows) as Width[]) {
        if (widths[width].code === row.width) windows[width].set(row.window, row.bytes);
      }
    }
    directory.reload(monotonicMs);
    decoded.clear();
    merging = undefined;
    merged = [];
  }

  /** Writes new versions; of two for the same place in `entries` the later one counts. */
  function write(width: Width, entries: readonly RollupEntry[], monotonicMs: number): void {
    const byPlace = new Map<string, { place: Place; entries: Map<number, RollupEntry> }>();
    const { windowMs, widthMs } = widths[width];
    const stepsPerWindow = windowMs / widthMs;
    let newest = Number.NEGATIVE_INFINITY;
    for (const { rollup } of entries) newest = Math.max(newest, rollup.start);
    for (const entry of entries) {
      const { series, rollup } = entry;
      const place = { width, group: Math.floor(series / groupSeries), window: windowOf(width, rollup.start) };
      // Late ones lie in a block of their own, so that the others' blocks span little time each.
      const isLate = rollup.start < newest - 2 * widthMs;
      const key = `${place.group} ${place.window} ${isLate}`;
      const found = byPlace.get(key) ?? { place, entries: new Map<number, RollupEntry>() };
      byPlace.set(key, found);
      const step = (rollup.start - place.window) / widthMs;
      found.entries.set((series % groupSeries) * stepsPerWindow + step, entry);
    }
    for (const { place, entries: inPlace } of byPlace.values()) {
      writeBlock(place, [...inPlace.entries()], monotonicMs);
    }
  }

  function writeBlock(place: Place, keyed: [number, RollupEntry][], monotonicMs: number): void {
    const sorted = keyed.sort(([a], [b]) => a - b).map(([, entry]) => entry);
    const body = encodeRollups(sorted, frameOf(place));
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const { rollup } of sorted) {
      first = Math.min(first, rollup.start);
      last = Math.max(last, rollup.start);
    }
    const { code } = widths[place.width];
    const { lastInsertRowid } = insertBlock.run(code, place.group, place.window, first, last, body);
    directory.add(place, { id: Number(lastInsertRowid), first, last }, monotonicMs);
    addBytes(place.width, place.window, body.length);
  }

  function addBytes(width: Width, window: number, bytes: number): void {
    const total = (windows[width].get(window) ?? 0) + bytes;
    windows[width].set(window, total);
    putWindow.run(widths[width].code, window, total);
  }

  /** What is stored of a series with a start in [from, to), by start. */
  function read(series: number, width: Width, from: number, to: number): Map<number, StoredRollup> {
    const group = Math.floor(series / groupSeries);
    const range = { from: series, to: series + 1 };
    const all: BySeries = new Map();
    for (const window of windowsIn(width, from, to)) {
      const place = { width, group, window };
      readChunk(place, series, all);
      for (const block of directory.blocks(place)) {
        if (block.last >= from && block.first < to) collect(block.id, place, all, range);
      }
    }
    const found = all.get(series) ?? new Map<number, StoredRollup>();
    for (const start of found.keys()) if (start < from || start >= to) found.delete(start);
    return found;
  }

  /** The stored version of one aggregate. Quick for many of about one time, one after the other. */
  function find(series: number, width: Width, start: number): StoredRollup | undefined {
    const place = { width, group: Math.floor(series / groupSeries), window: windowOf(width, start) };
    if (!windows[width].has(place.window)) return undefined;
    for (const block of [...directory.blocks(place)].reverse()) {
      if (block.first > start || block.last < start) continue;
      const found = decodedBlock(block.id, place).get(series)?.get(start);
      if (found) return found;
    }
    const inChunk: BySeries = new Map();
    readChunk(place, series, inChunk);
    return inChunk.get(series)?.get(start);
  }

  /** What is stored of a group of series with a start at or after `from`, unmerged blocks only. */
  function readGroup(width: Width, group: number, from: number): BySeries {
    const all: BySeries = new Map();
    for (const window of windowsIn(width, from, Number.POSITIVE_INFINITY)) {
      const place = { width, group, window };
      for (const block of directory.blocks(place)) if (block.last >= from) collect(block.id, place, all);
    }
    return all;
  }

  function windowsIn(width: Width, from: number, to: number): number[] {
    const { windowMs } = widths[width];
    return [...windows[width].keys()]
      .filter((window) => window + windowMs > from && window < to)
      .sort((a, b) => a - b);
  }

  /** An upper bound of how many aggregates of one series lie in [from, to). */
  function countMax(width: Width, from: number, to: number): number {
    const { windowMs, widthMs } = widths[width];
    return Math.min(windowsIn(width, from, to).length * (windowMs / widthMs), (to - from) / widthMs + 1);
  }

  /** The end of the newest window, after which nothing is stored; undefined when nothing is. */
  function newestEnd(width: Width): number | undefined {
    const newest = Math.max(...windows[width].keys());
    return Number.isFinite(newest) ? newest + widths[width].windowMs : undefined;
  }

  function readChunk(place: Place, series: number, all: BySeries): void {
    const body = chunkOf.get(widths[place.width].code, place.window, series);
    // A chunk holds one series, and says 0 for it.
    if (body) decode(body, place, (_, rollup) => put(all, series, rollup));
  }

  function decodedBlock(id: number, place: Place): BySeries {
    const kept = decoded.get(id);
    decoded.delete(id);
    const bySeries = kept ?? new Map<number, Map<number, StoredRollup>>();
    if (!kept) collect(id, place, bySeries);
    decoded.set(id, bySeries);
    const oldest = decoded.size > decodedBlocksMax ? decoded.keys().next().value : undefined;
    if (oldest !== undefined) decoded.delete(oldest);
    return bySeries;
  }

  function collect(id: number, place: Place, all: BySeries, range?: SeriesRange): void {
    const body = blockBody.get(id);
    if (body) decode(body, place, (series, rollup) => put(all, series, rollup), range);
  }

  function decode(
    body: Buffer,
    place: Place,
    visit: (series: number, rollup: StoredRollup) => void,
    range?: SeriesRange,
  ): void {
    try {
      decodeRollups(body, frameOf(place), visit, range);
    } catch (error) {
      // A flipped bit on the card costs this piece of the history, not the rest of it.
      const fields = { width: place.width, window: place.window, error: String(error) };
      notices.push({ event: "chunkUnreadable", fields, count: 1 });
    }
  }

  /** Does a little of the merging that is due. Needs a transaction. */
  function mergeSome(monotonicMs: number): void {
    const place = merging ? undefined : directory.due(monotonicMs, blocksPerMergeMax);
    if (place) {
      const blocks = directory.blocks(place).slice(0, blocksPerMergeMax);
      merging = { place, blocks, nextSeries: place.group * groupSeries };
    }
    if (merging) mergeNext(merging);
    else deleteMerged();
  }

  function mergeNext(current: { place: Place; blocks: readonly Block[]; nextSeries: number }): void {
    const { place, blocks, nextSeries } = current;
    const range = { from: nextSeries, to: nextSeries + seriesPerMerge };
    const all: BySeries = new Map();
    for (const { id } of blocks) collect(id, place, all, range);
    for (const [series, rollups] of [...all].sort(([a], [b]) => a - b)) mergeSeries(place, series, rollups);
    current.nextSeries += seriesPerMerge;
    if (current.nextSeries < (place.group + 1) * groupSeries) return;
    // From here on the chunks are read. After a crash the blocks are merged once more, to the same effect.
    directory.remove(place, blocks.length);
    for (const { id } of blocks) merged.push({ id, place });
    merging = undefined;
  }

  /** Lowest ids first, so that of two versions of one aggregate the older block never outlives the newer. */
  function deleteMerged(): void {
    if (merged.length === 0) return;
    merged.sort((a, b) => b.id - a.id);
    for (const { id, place } of merged.splice(-deleteRowsMax).reverse()) deleteOne(id, place);
  }

  function deleteOne(id: number, { width, window }: Place): void {
    const bytes = deleteBlock.get(id) ?? 0;
    decoded.delete(id);
    if (windows[width].has(window)) addBytes(width, window, -bytes);
  }

  function mergeSeries(place: Place, series: number, rollups: Map<number, StoredRollup>): void {
    const { code } = widths[place.width];
    const before = chunkOf.get(code, place.window, series);
    const whole = new Map<number, StoredRollup>();
    if (before) decode(before, place, (_, rollup) => whole.set(rollup.start, rollup));
    for (const [start, rollup] of rollups) whole.set(start, rollup);
    const entries = [...whole.values()]
      .sort((a, b) => a.start - b.start)
      .map((rollup) => ({ series: 0, rollup }));
    const body = encodeRollups(entries, frameOf(place));
    putChunk.run(code, place.window, series, body);
    addBytes(place.width, place.window, body.length - (before?.length ?? 0));
  }

  function totalBytes(): number {
    let total = 0;
    for (const byWindow of Object.values(windows)) for (const bytes of byWindow.values()) total += bytes;
    return total;
  }

  /** Deletes a little of what is too old or too much; `isPressed`: the database nears its size. Needs a transaction. */
  function trim(time: EngineTime, isPressed: boolean): void {
    const { minuteDaysMax, quarterDaysMax, dayDaysMax, seriesBytesMax } = config();
    const days: WidthTable<number> = { minute: minuteDaysMax, quarter: quarterDaysMax, day: dayDaysMax };
    const isOver = isPressed || totalBytes() > seriesBytesMax;
    for (const width of ["minute", "quarter", "day"] as const) {
      const oldest = Math.min(...windows[width].keys());
      if (!Number.isFinite(oldest)) continue;
      const isOld =
        time.isTrusted && oldest + widths[width].windowMs < time.now - days[width] * widths.day.widthMs;
      // The newest window of a width is never given up for room: it is what people ask about.
      if (!isOld && !(isOver && windows[width].size > 1)) continue;
      deletePart(width, oldest, isOld ? "age" : "bytes");
      return;
    }
  }

  function deletePart(width: Width, window: number, reason: string): void {
    merging = undefined;
    const chunks = deleteChunks.all(widths[width].code, window, trimRowsMax);
    let bytes = 0;
    for (const length of chunks) bytes += length;
    addBytes(width, window, -bytes);
    if (chunks.length === trimRowsMax) return;
    const place = directory.inWindow(width, window);
    if (place) {
      const blocks = directory.blocks(place).slice(0, trimRowsMax);
      for (const { id } of blocks) deleteOne(id, place);
      directory.remove(place, blocks.length);
      return;
    }
    windows[width].delete(window);
    deleteWindow.run(widths[width].code, window);
    notices.push({ event: "historyTrimmed", fields: { what: width, reason, window }, count: 1 });
  }

  return {
    reload,
    write,
    read,
    find,
    readGroup,
    presentOf: directory.presentOf,
    countMax,
    newestEnd,
    mergeSome,
    trim,
    totalBytes,
  };
}

function put(all: BySeries, series: number, rollup: StoredRollup): void {
  const rollups = all.get(series);
  if (rollups) rollups.set(rollup.start, rollup);
  else all.set(series, new Map([[rollup.start, rollup]]));
}

function frameOf({ width, window }: Place) {
  return { widthMs: widths[width].widthMs, windowStart: window };
}
