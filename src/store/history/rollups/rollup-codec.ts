import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Rollup } from "../../../domain/rollup.ts";
import { sketchValue } from "../../../signal/quantile-sketch.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * Aggregates as bytes. Entries lie column by column, so that like stands by like, and are deflated; a run is
 * the entries of one series. Sensors mostly send few decimals: a run whose values all have at most six is kept
 * as whole numbers and differences, exactly. Others are kept as float32 (relative error 6e-8), or float64
 * beyond its range. A mean of a run with decimals is kept to three digits more than the values. With a count
 * of 1, all four values are one.
 */
export interface StoredRollup {
  start: number;
  count: number;
  min: number;
  max: number;
  mean: number;
  last: number;
  /** Bins of the quantile sketch (`signal/quantile-sketch.ts`); undefined for widths without one. */
  p05Key: number | undefined;
  p50Key: number | undefined;
  p95Key: number | undefined;
}

export interface RollupEntry {
  series: number;
  rollup: StoredRollup;
}

/** Places of the entries: starts are whole multiples of `widthMs` at or after `windowStart`. */
export interface RollupFrame {
  widthMs: number;
  windowStart: number;
}

/** Series from `from` up to but not including `to`. */
export interface SeriesRange {
  from: number;
  to: number;
}

const allSeries: SeriesRange = { from: 0, to: Number.POSITIVE_INFINITY };
const formatVersion = 1;
const decimalsMax = 6;
const float32Mode = 7;
const float64Mode = 8;
const meanExtraDigits = 3;
/** Keeps differences of scaled means, folded to be positive, under 2^53. */
const wholeMax = 2 ** 40;
/** A frame holds at most 256 series over a window of some hundred widths. */
const inflatedBytesMax = 8 * 1024 * 1024;
const powersOfTen = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;

/** `entries` must be sorted by series, then start, without repeats. */
export function encodeRollups(entries: readonly RollupEntry[], frame: RollupFrame): Buffer {
  const columns = createColumns();
  let previousSeries = 0;
  for (let from = 0; from < entries.length; ) {
    const { series } = entries[from] as RollupEntry;
    let to = from + 1;
    while (entries[to]?.series === series) to += 1;
    columns.runs.unsigned(series - previousSeries);
    columns.runs.unsigned(to - from);
    encodeRun(
      entries.slice(from, to).map(({ rollup }) => rollup),
      frame,
      columns,
    );
    previousSeries = series;
    from = to;
  }
  const whole = new ByteWriter();
  for (const column of columnList(columns)) whole.unsigned(column.length);
  for (const column of columnList(columns)) whole.append(column);
  // A small window and little memory: zlib's default would clear 256 KiB for some hundred bytes.
  const deflated = deflateRawSync(whole.view(), { level: 6, windowBits: 13, memLevel: 6 });
  return Buffer.concat([Buffer.from([formatVersion]), deflated]);
}

/**
 * Calls `visit` for each entry of the series in [from, to), in the order of encoding. Throws on bytes that
 * were not written by {@link encodeRollups}.
 */
export function decodeRollups(
  bytes: Uint8Array,
  frame: RollupFrame,
  visit: (series: number, rollup: StoredRollup) => void,
  { from, to }: SeriesRange = allSeries,
): void {
  if (bytes[0] !== formatVersion) throw new RangeError(`unknown format ${bytes[0]} of aggregates`);
  const whole = new ByteReader(inflateRawSync(bytes.subarray(1), { maxOutputLength: inflatedBytesMax }));
  const lengths = Array.from({ length: 14 }, () => whole.unsigned());
  const next = () => whole.section(lengths.shift() ?? 0);
  const columns = {
    runs: next(),
    starts: next(),
    counts: next(),
    values: next(),
    spans: next(),
    quantiles: next(),
    planes: Array.from({ length: 8 }, next),
  };
  let series = 0;
  while (columns.runs.remaining > 0) {
    series += columns.runs.unsigned();
    decodeRun(columns, frame, series, series >= from && series < to ? visit : undefined);
  }
}

/** As the rest of the daemon sees it. */
export function toRollup({ p05Key, p50Key, p95Key, ...values }: StoredRollup): Rollup {
  return { ...values, p05: valueOfKey(p05Key), p50: valueOfKey(p50Key), p95: valueOfKey(p95Key) };
}

function valueOfKey(key: number | undefined): number | undefined {
  return key === undefined ? undefined : sketchValue(key);
}

function createColumns() {
  return {
    runs: new ByteWriter(),
    starts: new ByteWriter(),
    counts: new ByteWriter(),
    values: new ByteWriter(),
    spans: new ByteWriter(),
    quantiles: new ByteWriter(),
    /** Byte n of every float in plane n: exponents and leading digits repeat, so they deflate well together. */
    planes: Array.from({ length: 8 }, () => new ByteWriter()),
  };
}

type Columns = ReturnType<typeof createColumns>;

function columnList(columns: Columns): ByteWriter[] {
  const { runs, starts, counts, values, spans, quantiles, planes } = columns;
  return [runs, starts, counts, values, spans, quantiles, ...planes];
}

function encodeRun(run: readonly StoredRollup[], frame: RollupFrame, columns: Columns): void {
  const mode = modeOf(run);
  columns.runs.byte(mode);
  let expectedStep = 0;
  let previous = 0;
  for (const rollup of run) {
    const step = Math.round((rollup.start - frame.windowStart) / frame.widthMs);
    columns.starts.unsigned(step - expectedStep);
    expectedStep = step + 1;
    columns.counts.unsigned(rollup.count);
    if (mode <= decimalsMax) previous = encodeDecimals(rollup, mode, previous, columns);
    else encodeFloats(rollup, mode, columns.planes);
    encodeQuantiles(rollup, columns.quantiles);
  }
}

function encodeDecimals(
  rollup: StoredRollup,
  decimals: number,
  previous: number,
  { values, spans }: Columns,
): number {
  const scale = powersOfTen[decimals] as number;
  const last = Math.round(rollup.last * scale);
  values.signed(last - previous);
  if (rollup.count > 1) {
    const meanScale = powersOfTen[decimals + meanExtraDigits] as number;
    spans.unsigned(Math.max(0, last - Math.round(rollup.min * scale)));
    spans.unsigned(Math.max(0, Math.round(rollup.max * scale) - last));
    spans.signed(Math.round(rollup.mean * meanScale) - last * 10 ** meanExtraDigits);
  }
  return last;
}

const scratch = new DataView(new ArrayBuffer(8));

function encodeFloats(rollup: StoredRollup, mode: number, planes: readonly ByteWriter[]): void {
  const values = rollup.count > 1 ? [rollup.last, rollup.min, rollup.max, rollup.mean] : [rollup.last];
  const length = mode === float32Mode ? 4 : 8;
  for (const value of values) {
    if (mode === float32Mode) scratch.setFloat32(0, value);
    else scratch.setFloat64(0, value);
    for (let index = 0; index < length; index += 1) planes[index]?.byte(scratch.getUint8(index));
  }
}

function encodeQuantiles({ p05Key, p50Key, p95Key }: StoredRollup, quantiles: ByteWriter): void {
  if (p05Key === undefined || p50Key === undefined || p95Key === undefined) {
    quantiles.unsigned(0);
    return;
  }
  quantiles.unsigned(1 + p50Key - p05Key);
  quantiles.unsigned(p95Key - p50Key);
  quantiles.signed(p50Key);
}

/** The number of decimals that writes every value of the run exactly, or a float mode. */
function modeOf(run: readonly StoredRollup[]): number {
  let decimals = 0;
  let isFloat32 = true;
  for (const { min, max, last } of run) {
    for (const value of [min, max, last]) {
      while (decimals <= decimalsMax && !isWhole(value, decimals)) decimals += 1;
      // Whole parts above 2^24 would lose digits that a meter reading needs.
      if (Math.abs(value) > 2 ** 24 || (value !== 0 && Math.abs(value) < 1e-30)) isFloat32 = false;
    }
  }
  if (decimals <= decimalsMax) return decimals;
  return isFloat32 ? float32Mode : float64Mode;
}

function isWhole(value: number, decimals: number): boolean {
  const scale = powersOfTen[decimals] as number;
  const scaled = Math.round(value * scale);
  return Math.abs(scaled) < wholeMax && scaled / scale === value;
}

interface ColumnReaders {
  runs: ByteReader;
  starts: ByteReader;
  counts: ByteReader;
  values: ByteReader;
  spans: ByteReader;
  quantiles: ByteReader;
  planes: readonly ByteReader[];
}

/** Without `visit` the run is only stepped over, which costs no memory. */
function decodeRun(
  columns: ColumnReaders,
  frame: RollupFrame,
  series: number,
  visit: ((series: number, rollup: StoredRollup) => void) | undefined,
): void {
  const length = columns.runs.unsigned();
  const mode = columns.runs.byte();
  let step = 0;
  let previous = 0;
  let rollup = emptyRollup();
  for (let entry = 0; entry < length; entry += 1) {
    step += columns.starts.unsigned();
    rollup.start = frame.windowStart + step * frame.widthMs;
    rollup.count = columns.counts.unsigned();
    step += 1;
    if (mode <= decimalsMax) previous = decodeDecimals(rollup, mode, previous, columns);
    else decodeFloats(rollup, mode, columns.planes);
    decodeQuantiles(rollup, columns.quantiles);
    if (!visit) continue;
    visit(series, rollup);
    rollup = emptyRollup();
  }
}

function emptyRollup(): StoredRollup {
  return {
    start: 0,
    count: 0,
    min: 0,
    max: 0,
    mean: 0,
    last: 0,
    p05Key: undefined,
    p50Key: undefined,
    p95Key: undefined,
  };
}

function decodeDecimals(
  rollup: StoredRollup,
  decimals: number,
  previous: number,
  { values, spans }: ColumnReaders,
): number {
  const scale = powersOfTen[decimals] as number;
  const last = previous + values.signed();
  rollup.last = last / scale;
  if (rollup.count > 1) {
    rollup.min = (last - spans.unsigned()) / scale;
    rollup.max = (last + spans.unsigned()) / scale;
    const meanScale = powersOfTen[decimals + meanExtraDigits] as number;
    rollup.mean = (last * 10 ** meanExtraDigits + spans.signed()) / meanScale;
  } else {
    rollup.min = rollup.last;
    rollup.max = rollup.last;
    rollup.mean = rollup.last;
  }
  return last;
}

function decodeFloats(rollup: StoredRollup, mode: number, planes: readonly ByteReader[]): void {
  rollup.last = decodeFloat(mode, planes);
  rollup.min = rollup.count > 1 ? decodeFloat(mode, planes) : rollup.last;
  rollup.max = rollup.count > 1 ? decodeFloat(mode, planes) : rollup.last;
  rollup.mean = rollup.count > 1 ? decodeFloat(mode, planes) : rollup.last;
}

function decodeFloat(mode: number, planes: readonly ByteReader[]): number {
  const length = mode === float32Mode ? 4 : 8;
  for (let index = 0; index < length; index += 1) scratch.setUint8(index, planes[index]?.byte() ?? 0);
  return mode === float32Mode ? scratch.getFloat32(0) : scratch.getFloat64(0);
}

function decodeQuantiles(rollup: StoredRollup, quantiles: ByteReader): void {
  const below = quantiles.unsigned();
  if (below === 0) return;
  const above = quantiles.unsigned();
  const middle = quantiles.signed();
  rollup.p05Key = middle - (below - 1);
  rollup.p50Key = middle;
  rollup.p95Key = middle + above;
}
