import { QuantileSketch } from "../../../signal/quantile-sketch.ts";
import type { StoredRollup } from "./rollup-codec.ts";
import { type Width, type WidthTable, widths } from "./widths.ts";

/**
 * The unfinished aggregates of every series: one of each width, in flat arrays (192 bytes a series) because
 * every sample of the daemon passes here. A sample goes into the minute and into the quarter's sketch; the
 * minute goes into the quarter when it is over, and the quarter, with its sketch, into the day.
 *
 * Late samples. One for another minute than the open one is older (or the series' clock was set back): it is
 * added to the finished aggregates it belongs to, which are looked up and written again. After
 * `lateInARowMax` of them in a row the series is taken to have moved back for good and is opened there.
 */
export interface OpenRollupsOptions {
  /** Takes a finished aggregate, or a newer version of one. `series` is the id in the database. */
  emit(width: Width, series: number, rollup: StoredRollup): void;
  /** The newest version of a finished aggregate. */
  find(width: Width, series: number, start: number): StoredRollup | undefined;
  /** What was left of the series by the last run; asked once for each series, when it first has a sample. */
  resume(series: number): ResumedSeries | undefined;
  /** Takes a sample for a finished aggregate. */
  addLate(width: Width, series: number, start: number, value: number): void;
}

/** What the last run left of a series. */
export interface ResumedSeries {
  /** No minute after this is on the disk, so a later one needs no look. */
  newestMinute: number;
  /** The newest aggregates on the disk, as far as they are known without a look. */
  stored: Partial<WidthTable<StoredRollup>>;
  /** The sketches that were open at a clean stop; the day's has not the quarter's values in it. */
  sketches: OpenSketches | undefined;
}

export interface OpenSketches {
  quarter: { start: number; sketch: QuantileSketch };
  day: { start: number; sketch: QuantileSketch };
}

export const lateInARowMax = 8;

// Fields of one aggregate, and where the aggregates of a series begin in its stride.
const start = 0;
const count = 1;
const min = 2;
const max = 3;
const sum = 4;
const last = 5;
const lastAt = 6;
const minuteBase = 0;
const quarterBase = 7;
const dayBase = 14;
const newestMinute = 21;
const touchedAt = 22;
const lateInARow = 23;
const stride = 24;

const isDirtyMinute = 1;
const isDirtyQuarter = 2;
const isDirtyDay = 4;
const dirtyBits = { minute: isDirtyMinute, quarter: isDirtyQuarter, day: isDirtyDay } as const;
const bases = { minute: minuteBase, quarter: quarterBase, day: dayBase } as const;

export class OpenRollups {
  #options: OpenRollupsOptions;
  #cells = new Float64Array(0);
  #dirty = new Uint8Array(0);
  #quarterSketches: (QuantileSketch | undefined)[] = [];
  #daySketches: (QuantileSketch | undefined)[] = [];
  /** Ids in the database by slot; 0 for none. */
  #ids = new Int32Array(0);
  #slots = new Map<number, number>();

  constructor(options: OpenRollupsOptions) {
    this.#options = options;
  }

  /** Connects a slot (the daemon's index of a series) with its id in the database. */
  connect(slot: number, series: number): void {
    if (slot >= this.#ids.length) this.#grow(slot + 1);
    this.#ids[slot] = series;
    this.#slots.set(series, slot);
    this.#cells[slot * stride + start] = Number.NaN;
  }

  /** The id in the database, or 0. */
  seriesOf(slot: number): number {
    return this.#ids[slot] ?? 0;
  }

  /** `nowMs` is monotonic. The slot must be connected, `at` and `value` finite. */
  add(slot: number, at: number, value: number, nowMs: number): void {
    const cells = this.#cells;
    const base = slot * stride;
    const minuteStart = Math.floor(at / 60_000) * 60_000;
    if (cells[base + start] !== minuteStart && !this.#turnTo(slot, at, minuteStart, value)) return;
    cells[base + lateInARow] = 0;
    cells[base + touchedAt] = nowMs;
    this.#dirty[slot] = isDirtyMinute | isDirtyQuarter | isDirtyDay;
    if (value < (cells[base + min] as number)) cells[base + min] = value;
    if (value > (cells[base + max] as number)) cells[base + max] = value;
    cells[base + count] = (cells[base + count] as number) + 1;
    cells[base + sum] = (cells[base + sum] as number) + value;
    if (at >= (cells[base + lastAt] as number)) {
      cells[base + last] = value;
      cells[base + lastAt] = at;
    }
    this.#quarterSketches[slot]?.add(value);
  }

  /** The unfinished aggregate of a series, or undefined when there is none. */
  current(series: number, width: Width): StoredRollup | undefined {
    const slot = this.#slots.get(series);
    if (slot === undefined || !this.#isOpen(slot)) return undefined;
    const rollup = this.#combined(slot, width);
    return rollup.count > 0 ? rollup : undefined;
  }

  /** Emits what changed and has been silent long enough for its width; `isAll`: all that changed (at stop). */
  emitIdle(nowMs: number, isAll: boolean): void {
    for (let slot = 0; slot < this.#ids.length; slot += 1) {
      const dirty = this.#dirty[slot] as number;
      if (dirty === 0) continue;
      const silentMs = nowMs - (this.#cells[slot * stride + touchedAt] as number);
      for (const width of ["minute", "quarter", "day"] as const) {
        const isDue = isAll || silentMs >= widths[width].idleWriteMs;
        if (isDue && dirty & dirtyBits[width]) this.#emit(slot, width);
      }
    }
  }

  /** The sketches of open quarters and days, to be found again after a restart. */
  *sketches(): Generator<{ series: number; newestMinute: number } & OpenSketches> {
    for (const [series, slot] of this.#slots) {
      const quarterSketch = this.#quarterSketches[slot];
      const daySketch = this.#daySketches[slot];
      if (!this.#isOpen(slot) || !quarterSketch || !daySketch) continue;
      const cells = this.#cells;
      yield {
        series,
        newestMinute: cells[slot * stride + newestMinute] as number,
        quarter: { start: cells[slot * stride + quarterBase + start] as number, sketch: quarterSketch },
        day: { start: cells[slot * stride + dayBase + start] as number, sketch: daySketch },
      };
    }
  }

  #isOpen(slot: number): boolean {
    return !Number.isNaN(this.#cells[slot * stride + start]);
  }

  /** Makes the open minute that of `at`; false when the sample was late and has been dealt with. */
  #turnTo(slot: number, at: number, minuteStart: number, value: number): boolean {
    const cells = this.#cells;
    const base = slot * stride;
    if (!this.#isOpen(slot)) {
      this.#open(slot, at);
      return true;
    }
    if (minuteStart < (cells[base + start] as number)) {
      cells[base + lateInARow] = (cells[base + lateInARow] as number) + 1;
      if ((cells[base + lateInARow] as number) < lateInARowMax) {
        this.#addLate(slot, at, value);
        return false;
      }
      for (const width of ["minute", "quarter", "day"] as const) this.#emitIfDirty(slot, width);
      this.#open(slot, at);
      return true;
    }
    this.#closeMinute(slot);
    const quarterStart = startOf(at, "quarter");
    const isNewQuarter = cells[base + quarterBase + start] !== quarterStart;
    const dayStart = startOf(at, "day");
    const isNewDay = cells[base + dayBase + start] !== dayStart;
    if (isNewQuarter) this.#closeQuarter(slot);
    if (isNewDay) this.#emitIfDirty(slot, "day");
    if (isNewDay) this.#begin(slot, "day", dayStart, this.#findUnlessBeyond(slot, "day", dayStart));
    if (isNewQuarter) {
      const stored = this.#findUnlessBeyond(slot, "quarter", quarterStart);
      this.#begin(slot, "quarter", quarterStart, stored);
      if (stored) this.#subtract(slot, dayBase, stored);
    }
    const stored = this.#findUnlessBeyond(slot, "minute", minuteStart);
    this.#begin(slot, "minute", minuteStart, stored);
    if (stored) this.#subtract(slot, quarterBase, stored);
    cells[base + newestMinute] = Math.max(cells[base + newestMinute] as number, minuteStart);
    return true;
  }

  /** Beyond the newest minute ever seen nothing can be on the disk, so mostly no look is needed. */
  #findUnlessBeyond(slot: number, width: Width, startMs: number): StoredRollup | undefined {
    const newest = this.#cells[slot * stride + newestMinute] as number;
    if (startMs > newest) return undefined;
    return this.#options.find(width, this.#ids[slot] as number, startMs);
  }

  /** Opens a series that had no open aggregates, or was moved back, at the time of a sample. */
  #open(slot: number, at: number): void {
    const cells = this.#cells;
    const base = slot * stride;
    const series = this.#ids[slot] as number;
    const isFirst = this.#quarterSketches[slot] === undefined;
    const resumed = isFirst ? this.#options.resume(series) : undefined;
    if (isFirst) {
      this.#quarterSketches[slot] = new QuantileSketch();
      this.#daySketches[slot] = new QuantileSketch();
      cells[base + newestMinute] = resumed?.newestMinute ?? Number.NEGATIVE_INFINITY;
    }
    const find = (width: Width) => {
      const known = resumed?.stored[width];
      if (known?.start === startOf(at, width)) return known;
      return this.#findUnlessBeyond(slot, width, startOf(at, width));
    };
    const stored = { minute: find("minute"), quarter: find("quarter"), day: find("day") };
    for (const width of ["day", "quarter", "minute"] as const) {
      this.#begin(slot, width, startOf(at, width), stored[width]);
    }
    if (stored.minute) this.#subtract(slot, quarterBase, stored.minute);
    if (stored.quarter) this.#subtract(slot, dayBase, stored.quarter);
    if (resumed?.sketches) this.#resumeSketches(slot, resumed.sketches, stored);
    const minuteStart = startOf(at, "minute");
    cells[base + newestMinute] = Math.max(cells[base + newestMinute] as number, minuteStart);
    cells[base + lateInARow] = 0;
  }

  /** Takes sketches of the last run if they are of these aggregates and miss nothing of them. */
  #resumeSketches(
    slot: number,
    { quarter, day }: OpenSketches,
    stored: { quarter: StoredRollup | undefined; day: StoredRollup | undefined },
  ): void {
    const isSameQuarter = quarter.start === stored.quarter?.start;
    if (isSameQuarter && quarter.sketch.count === stored.quarter?.count) {
      this.#quarterSketches[slot] = quarter.sketch;
    }
    const isWholeDay = day.sketch.count + quarter.sketch.count === stored.day?.count;
    if (day.start !== stored.day?.start || !isWholeDay) return;
    if (!isSameQuarter) day.sketch.merge(quarter.sketch);
    this.#daySketches[slot] = day.sketch;
  }

  #begin(slot: number, width: Width, startMs: number, stored: StoredRollup | undefined): void {
    const cells = this.#cells;
    const base = slot * stride + bases[width];
    cells[base + start] = startMs;
    cells[base + count] = stored?.count ?? 0;
    cells[base + min] = stored?.min ?? Number.POSITIVE_INFINITY;
    cells[base + max] = stored?.max ?? Number.NEGATIVE_INFINITY;
    cells[base + sum] = stored ? stored.mean * stored.count : 0;
    cells[base + last] = stored?.last ?? Number.NaN;
    // The time of a stored last value is not kept: any new sample of the aggregate counts as later.
    cells[base + lastAt] = Number.NEGATIVE_INFINITY;
    const sketch = width === "quarter" ? this.#quarterSketches[slot] : this.#daySketches[slot];
    if (width === "minute" || !sketch) return;
    sketch.clear();
    if (stored) addApproximately(sketch, stored);
  }

  /** Takes a narrower aggregate, which is counted on its own while it is open, out of a stored wider one. */
  #subtract(slot: number, wider: number, stored: StoredRollup): void {
    const cells = this.#cells;
    const base = slot * stride + wider;
    if ((cells[base + count] as number) < stored.count) return;
    cells[base + count] = (cells[base + count] as number) - stored.count;
    cells[base + sum] = (cells[base + sum] as number) - stored.mean * stored.count;
  }

  #closeMinute(slot: number): void {
    this.#emitIfDirty(slot, "minute");
    this.#fold(slot, minuteBase, quarterBase);
  }

  #closeQuarter(slot: number): void {
    this.#beginEmptyMinute(slot);
    this.#emitIfDirty(slot, "quarter");
    this.#fold(slot, quarterBase, dayBase);
    const quarterSketch = this.#quarterSketches[slot];
    if (!quarterSketch) return;
    this.#daySketches[slot]?.merge(quarterSketch);
    quarterSketch.clear();
    const base = slot * stride + quarterBase;
    this.#cells[base + count] = 0;
  }

  /** The closed minute is in the quarter now; it must not be counted twice when that is combined. */
  #beginEmptyMinute(slot: number): void {
    this.#cells[slot * stride + minuteBase + count] = 0;
  }

  #fold(slot: number, from: number, into: number): void {
    const cells = this.#cells;
    const source = slot * stride + from;
    const target = slot * stride + into;
    if (cells[source + count] === 0) return;
    cells[target + count] = (cells[target + count] as number) + (cells[source + count] as number);
    cells[target + sum] = (cells[target + sum] as number) + (cells[source + sum] as number);
    cells[target + min] = Math.min(cells[target + min] as number, cells[source + min] as number);
    cells[target + max] = Math.max(cells[target + max] as number, cells[source + max] as number);
    if ((cells[source + lastAt] as number) >= (cells[target + lastAt] as number)) {
      cells[target + last] = cells[source + last] as number;
      cells[target + lastAt] = cells[source + lastAt] as number;
    }
  }

  #emitIfDirty(slot: number, width: Width): void {
    if ((this.#dirty[slot] as number) & dirtyBits[width]) this.#emit(slot, width);
  }

  #emit(slot: number, width: Width): void {
    this.#dirty[slot] = (this.#dirty[slot] as number) & ~dirtyBits[width];
    const rollup = this.#combined(slot, width);
    if (rollup.count > 0) this.#options.emit(width, this.#ids[slot] as number, rollup);
  }

  /** The aggregate with the open narrower ones in it. */
  #combined(slot: number, width: Width): StoredRollup {
    const rollup = this.#own(slot, width);
    if (width === "minute") return rollup;
    const narrower = this.#combined(slot, width === "day" ? "quarter" : "minute");
    if (narrower.count > 0) {
      const total = rollup.count + narrower.count;
      rollup.mean = (rollup.mean * rollup.count + narrower.mean * narrower.count) / total;
      rollup.count = total;
      rollup.min = Math.min(rollup.min, narrower.min);
      rollup.max = Math.max(rollup.max, narrower.max);
      rollup.last = narrower.last;
    }
    this.#addKeys(rollup, slot, width);
    return rollup;
  }

  #own(slot: number, width: Width): StoredRollup {
    const cells = this.#cells;
    const base = slot * stride + bases[width];
    const own = cells[base + count] as number;
    return {
      start: cells[base + start] as number,
      count: own,
      min: cells[base + min] as number,
      max: cells[base + max] as number,
      mean: own > 0 ? (cells[base + sum] as number) / own : 0,
      last: cells[base + last] as number,
      p05Key: undefined,
      p50Key: undefined,
      p95Key: undefined,
    };
  }

  #addKeys(rollup: StoredRollup, slot: number, width: "quarter" | "day"): void {
    const quarterSketch = this.#quarterSketches[slot];
    const daySketch = this.#daySketches[slot];
    if (!quarterSketch || !daySketch) return;
    let sketch = quarterSketch;
    if (width === "day") {
      sketch = new QuantileSketch();
      sketch.merge(daySketch);
      sketch.merge(quarterSketch);
    }
    rollup.p05Key = sketch.quantileKey(0.05);
    rollup.p50Key = sketch.quantileKey(0.5);
    rollup.p95Key = sketch.quantileKey(0.95);
  }

  #addLate(slot: number, at: number, value: number): void {
    const cells = this.#cells;
    const series = this.#ids[slot] as number;
    this.#options.addLate("minute", series, startOf(at, "minute"), value);
    let isCounted = false;
    for (const width of ["quarter", "day"] as const) {
      const base = slot * stride + bases[width];
      const startMs = startOf(at, width);
      if (cells[base + start] !== startMs) {
        this.#options.addLate(width, series, startMs, value);
        continue;
      }
      this.#dirty[slot] = (this.#dirty[slot] as number) | dirtyBits[width];
      // A quarter that is open brings the value into its day when it closes.
      if (isCounted) continue;
      isCounted = true;
      cells[base + count] = (cells[base + count] as number) + 1;
      cells[base + sum] = (cells[base + sum] as number) + value;
      cells[base + min] = Math.min(cells[base + min] as number, value);
      cells[base + max] = Math.max(cells[base + max] as number, value);
      if (at >= (cells[base + lastAt] as number)) {
        cells[base + last] = value;
        cells[base + lastAt] = at;
      }
      (width === "quarter" ? this.#quarterSketches : this.#daySketches)[slot]?.add(value);
    }
  }

  #grow(least: number): void {
    const capacity = Math.max(64, this.#ids.length * 2, least);
    const cells = new Float64Array(capacity * stride).fill(Number.NaN);
    cells.set(this.#cells);
    const dirty = new Uint8Array(capacity);
    dirty.set(this.#dirty);
    const ids = new Int32Array(capacity);
    ids.set(this.#ids);
    this.#cells = cells;
    this.#dirty = dirty;
    this.#ids = ids;
  }
}

/** Start of the aggregate that holds `at`. */
export function startOf(at: number, width: Width): number {
  const { widthMs } = widths[width];
  return Math.floor(at / widthMs) * widthMs;
}

/** Fills a sketch from what is stored of an aggregate: exact for one value, else five points of its distribution. */
export function addApproximately(sketch: QuantileSketch, stored: StoredRollup): void {
  const { count: total, p05Key, p50Key, p95Key } = stored;
  if (total <= 0) return;
  sketch.add(stored.min);
  if (total > 1) sketch.add(stored.max);
  const rest = total - 2;
  if (rest <= 0) return;
  if (p05Key === undefined || p50Key === undefined || p95Key === undefined) {
    sketch.add(stored.mean, rest);
    return;
  }
  const quarterOfRest = Math.floor(rest / 4);
  if (quarterOfRest > 0) {
    sketch.addKey(p05Key, quarterOfRest);
    sketch.addKey(p95Key, quarterOfRest);
  }
  sketch.addKey(p50Key, rest - 2 * quarterOfRest);
}
