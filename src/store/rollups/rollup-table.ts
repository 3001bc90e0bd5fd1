import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import type { Notice } from "../events.ts";
import type { EngineTime } from "../time.ts";
import { decodeRollups, encodeRollups, type RollupEntry, type StoredRollup } from "./rollup-codec.ts";
import { type Width, type WidthTable, widths } from "./widths.ts";

/**
 * Aggregates on the disk, in two stages, so that a flush writes little and a query reads little:
 * - a flush appends one block for each (width, group of 256 series, window): durable within `rollupFlushMs`;
 * - when a window is over, its blocks are merged into one chunk for each series and deleted.
 * Of two versions of one aggregate the later written counts, so an unfinished or a corrected one is simply
 * written again. A merge does one group and a trim one part of a window, so that neither holds up an append
 * for long.
 */
export const groupSeries = 256;

const blocksPerMergeMax = 600;
/** More blocks than one place ever has. */
const blocksMax = 1_000_000;
const trimRowsMax = 500;

interface Place {
  width: Width;
  group: number;
  window: number;
}

interface OpenPlace extends Place {
  blocks: number;
  writtenAtMs: number;
}

type BySeries = Map<number, Map<number, StoredRollup>>;

export function createRollupTable(db: Database, options: { config: () => StoreConfig; notices: Notice[] }) {
  const { config, notices } = options;
  /** Bytes by window start, for each width; the order of keys is not kept. */
  let windows: Record<Width, Map<number, number>> = { minute: new Map(), quarter: new Map(), day: new Map() };
  let openPlaces = new Map<string, OpenPlace>();
  /** Decoded blocks of the place that a late sample asked for last: the next one mostly asks for the same. */
  let decoded: { key: string; bySeries: BySeries } | undefined;

  const insertBlock = db.prepare(
    "INSERT INTO rollup_block (width, series_group, window, body) VALUES (?, ?, ?, ?)",
  );
  const blocksOf = db
    .prepare<[number, number, number, number], Buffer>(
      "SELECT body FROM rollup_block WHERE width = ? AND series_group = ? AND window = ? ORDER BY id LIMIT ?",
    )
    .pluck();
  const deleteBlocks = db
    .prepare<[number, number, number, number], number>(
      `DELETE FROM rollup_block WHERE id IN (SELECT id FROM rollup_block
       WHERE width = ? AND series_group = ? AND window = ? ORDER BY id LIMIT ?) RETURNING length(body)`,
    )
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
  const groupsIn = db
    .prepare<[number, number], number>(
      "SELECT DISTINCT series_group FROM rollup_block WHERE width = ? AND window = ? LIMIT 1",
    )
    .pluck();

  function reload(monotonicMs: number): void {
    windows = { minute: new Map(), quarter: new Map(), day: new Map() };
    const rows = db.prepare("SELECT width, window, bytes FROM rollup_window").all();
    for (const row of rows as { width: number; window: number; bytes: number }[]) {
      const width = widthOfCode(row.width);
      if (width) windows[width].set(row.window, row.bytes);
    }
    openPlaces = new Map();
    decoded = undefined;
    const places = db
      .prepare("SELECT width, series_group, window, count(*) AS blocks FROM rollup_block GROUP BY 1, 2, 3")
      .all() as { width: number; series_group: number; window: number; blocks: number }[];
    for (const row of places) {
      const width = widthOfCode(row.width);
      if (!width) continue;
      const place = { width, group: row.series_group, window: row.window };
      openPlaces.set(keyOf(place), { ...place, blocks: row.blocks, writtenAtMs: monotonicMs });
    }
  }

  /** Writes new versions; of two for the same place in `entries` the later one counts. */
  function write(width: Width, entries: readonly RollupEntry[], monotonicMs: number): void {
    const byPlace = new Map<string, { place: Place; entries: Map<number, RollupEntry> }>();
    const { windowMs, widthMs } = widths[width];
    const stepsPerWindow = windowMs / widthMs;
    for (const entry of entries) {
      const { series, rollup } = entry;
      const place = { width, group: Math.floor(series / groupSeries), window: windowOf(width, rollup.start) };
      const key = keyOf(place);
      let found = byPlace.get(key);
      if (!found) {
        found = { place, entries: new Map() };
        byPlace.set(key, found);
      }
      const step = (rollup.start - place.window) / widthMs;
      found.entries.set((series % groupSeries) * stepsPerWindow + step, entry);
    }
    for (const { place, entries: inPlace } of byPlace.values()) {
      const sorted = [...inPlace.entries()].sort(([a], [b]) => a - b).map(([, entry]) => entry);
      const body = encodeRollups(sorted, frameOf(place));
      insertBlock.run(widths[width].code, place.group, place.window, body);
      addBytes(place, body.length);
      const blocks = openPlaces.get(keyOf(place))?.blocks ?? 0;
      openPlaces.set(keyOf(place), { ...place, blocks: blocks + 1, writtenAtMs: monotonicMs });
      forgetDecoded(place);
    }
  }

  function addBytes({ width, window }: Place, bytes: number): void {
    const total = (windows[width].get(window) ?? 0) + bytes;
    windows[width].set(window, total);
    putWindow.run(widths[width].code, window, total);
  }

  function forgetDecoded(place: Place): void {
    if (decoded?.key === keyOf(place)) decoded = undefined;
  }

  /** What is stored of a series with a start in [from, to), by start. */
  function read(series: number, width: Width, from: number, to: number): Map<number, StoredRollup> {
    const found = new Map<number, StoredRollup>();
    const keep = (rollup: StoredRollup) => {
      if (rollup.start >= from && rollup.start < to) found.set(rollup.start, rollup);
    };
    for (const window of windowsIn(width, from, to)) {
      const place = { width, group: Math.floor(series / groupSeries), window };
      const chunk = chunkOf.get(widths[width].code, window, series);
      if (chunk) decode(chunk, place, (_, rollup) => keep(rollup));
      if (!openPlaces.has(keyOf(place))) continue;
      for (const body of blocksOf.iterate(widths[width].code, place.group, window, blocksMax)) {
        decode(body, place, (other, rollup) => {
          if (other === series) keep(rollup);
        });
      }
    }
    return found;
  }

  /** The stored version of one aggregate. Quick for many of one time and group, one after the other. */
  function find(series: number, width: Width, start: number): StoredRollup | undefined {
    const place = { width, group: Math.floor(series / groupSeries), window: windowOf(width, start) };
    if (!windows[width].has(place.window)) return undefined;
    const inBlocks = readBlocks(place).get(series)?.get(start);
    if (inBlocks) return inBlocks;
    let found: StoredRollup | undefined;
    const chunk = chunkOf.get(widths[width].code, place.window, series);
    if (chunk) {
      decode(chunk, place, (_, rollup) => {
        if (rollup.start === start) found = rollup;
      });
    }
    return found;
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

  function readBlocks(place: Place): BySeries {
    const key = keyOf(place);
    if (!openPlaces.has(key)) return new Map();
    if (decoded?.key === key) return decoded.bySeries;
    const bySeries: BySeries = new Map();
    const { code } = widths[place.width];
    for (const body of blocksOf.iterate(code, place.group, place.window, blocksMax)) {
      collect(body, place, bySeries);
    }
    decoded = { key, bySeries };
    return bySeries;
  }

  function collect(body: Buffer, place: Place, bySeries: BySeries): void {
    decode(body, place, (series, rollup) => {
      const rollups = bySeries.get(series);
      if (rollups) rollups.set(rollup.start, rollup);
      else bySeries.set(series, new Map([[rollup.start, rollup]]));
    });
  }

  function decode(body: Buffer, place: Place, visit: (series: number, rollup: StoredRollup) => void): void {
    try {
      decodeRollups(body, frameOf(place), visit);
    } catch (error) {
      // A flipped bit on the card costs this piece of the history, not the rest of it.
      const fields = { width: place.width, window: place.window, error: String(error) };
      notices.push({ event: "chunkUnreadable", fields, count: 1 });
    }
  }

  /** Everything stored of a group of series in its `windowCount` newest windows. */
  function readGroup(width: Width, group: number, windowCount: number): BySeries {
    const all: BySeries = new Map();
    const newest = [...windows[width].keys()].sort((a, b) => b - a).slice(0, windowCount);
    for (const window of newest.reverse()) {
      const place = { width, group, window };
      const first = group * groupSeries;
      for (const [series, body] of chunksOf.iterate(widths[width].code, window, first, first + groupSeries)) {
        collectChunk(body, place, series, all);
      }
      for (const [series, rollups] of readBlocks(place)) {
        const known = all.get(series);
        if (known) for (const [start, rollup] of rollups) known.set(start, rollup);
        else all.set(series, new Map(rollups));
      }
    }
    return all;
  }

  const chunksOf = db
    .prepare<[number, number, number, number], [number, Buffer]>(
      "SELECT series, body FROM rollup_chunk WHERE width = ? AND window = ? AND series >= ? AND series < ?",
    )
    .raw() as unknown as {
    iterate(...place: number[]): IterableIterator<[number, Buffer]>;
  };

  function collectChunk(body: Buffer, place: Place, series: number, all: BySeries): void {
    // A chunk holds one series, and says 0 for it.
    decode(body, place, (_, rollup) => {
      const rollups = all.get(series);
      if (rollups) rollups.set(rollup.start, rollup);
      else all.set(series, new Map([[rollup.start, rollup]]));
    });
  }

  /** Merges the blocks of one place into chunks, if one is due. Needs a transaction. True when it did something. */
  function mergeOne(monotonicMs: number): boolean {
    for (const place of openPlaces.values()) {
      const isIdle = monotonicMs - place.writtenAtMs >= widths[place.width].mergeIdleMs;
      if (!isIdle && place.blocks < blocksPerMergeMax) continue;
      merge(place);
      return true;
    }
    return false;
  }

  function merge(place: OpenPlace): void {
    const { code } = widths[place.width];
    const bySeries: BySeries = new Map();
    for (const body of blocksOf.all(code, place.group, place.window, blocksPerMergeMax)) {
      collect(body, place, bySeries);
    }
    let bytes = 0;
    for (const [series, rollups] of [...bySeries.entries()].sort(([a], [b]) => a - b)) {
      const merged = new Map<number, StoredRollup>();
      const before = chunkOf.get(code, place.window, series);
      if (before) {
        bytes -= before.length;
        decode(before, place, (_, rollup) => merged.set(rollup.start, rollup));
      }
      for (const [start, rollup] of rollups) merged.set(start, rollup);
      const sorted = [...merged.values()].sort((a, b) => a.start - b.start);
      const body = encodeRollups(
        sorted.map((rollup) => ({ series: 0, rollup })),
        frameOf(place),
      );
      putChunk.run(code, place.window, series, body);
      bytes += body.length;
    }
    const deleted = deleteBlocks.all(code, place.group, place.window, blocksPerMergeMax);
    for (const length of deleted) bytes -= length;
    addBytes(place, bytes);
    forgetDecoded(place);
    const left = place.blocks - deleted.length;
    if (left > 0) openPlaces.set(keyOf(place), { ...place, blocks: left });
    else openPlaces.delete(keyOf(place));
  }

  function totalBytes(): number {
    let total = 0;
    for (const byWindow of Object.values(windows)) for (const bytes of byWindow.values()) total += bytes;
    return total;
  }

  /** Deletes a little of what is too old or too much; `isPressed`: the database nears its size. Needs a transaction. */
  function trim(time: EngineTime, isPressed: boolean): void {
    const days = config();
    const agesMs: WidthTable<number> = {
      minute: days.minuteDaysMax * 86_400_000,
      quarter: days.quarterDaysMax * 86_400_000,
      day: days.dayDaysMax * 86_400_000,
    };
    const isOver = isPressed || totalBytes() > config().seriesBytesMax;
    for (const width of ["minute", "quarter", "day"] as const) {
      const oldest = Math.min(...windows[width].keys());
      if (!Number.isFinite(oldest)) continue;
      const isOld = time.isTrusted && oldest + widths[width].windowMs < time.now - agesMs[width];
      // The newest window of a width is never given up for room: it is what people ask about.
      if (!isOld && !(isOver && windows[width].size > 1)) continue;
      deletePart(width, oldest, isOld ? "age" : "bytes");
      return;
    }
  }

  function deletePart(width: Width, window: number, reason: string): void {
    const { code } = widths[width];
    let bytes = 0;
    const chunks = deleteChunks.all(code, window, trimRowsMax);
    for (const length of chunks) bytes += length;
    const group = chunks.length < trimRowsMax ? groupsIn.get(code, window) : undefined;
    if (group !== undefined) {
      for (const length of deleteBlocks.all(code, group, window, blocksMax)) bytes += length;
      openPlaces.delete(keyOf({ width, group, window }));
      forgetDecoded({ width, group, window });
    }
    if (chunks.length < trimRowsMax && groupsIn.get(code, window) === undefined) {
      windows[width].delete(window);
      deleteWindow.run(code, window);
      notices.push({ event: "historyTrimmed", fields: { what: width, reason, window }, count: 1 });
    } else {
      addBytes({ width, group: 0, window }, -bytes);
    }
  }

  return { reload, write, read, find, readGroup, countMax, newestEnd, mergeOne, trim, totalBytes };
}

function keyOf({ width, group, window }: Place): string {
  return `${width} ${group} ${window}`;
}

function windowOf(width: Width, start: number): number {
  const { windowMs } = widths[width];
  return Math.floor(start / windowMs) * windowMs;
}

function frameOf({ width, window }: Place) {
  return { widthMs: widths[width].widthMs, windowStart: window };
}

function widthOfCode(code: number): Width | undefined {
  return (Object.keys(widths) as Width[]).find((width) => widths[width].code === code);
}
