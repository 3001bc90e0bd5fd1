import { epochMs, parseTimestamp } from "../../text/timestamp.ts";
import type { ReplayOptions } from "./record.ts";

/** What the columns of a CSV file are. */
export interface ColumnPlan {
  /** Whether the first record is a header and no data. */
  hasHeader: boolean;
  /** Cells of every data record. */
  cellCount: number;
  /** Where the time is: one column, or a date and a time of day. Empty: nowhere. */
  timeColumns: readonly number[];
  /** Columns to publish. */
  values: readonly { position: number; name: string }[];
}

/** Lower-case names, best first. */
const timeNames = [
  "datetime",
  "timestamp",
  "@timestamp",
  "date_time",
  "date time",
  "date",
  "time",
  "ts",
  "epoch",
  "t",
];

/** Below this a number is no time since 1970 (it would be before 1973) but seconds since the start of the file. */
const elapsedSecondsMax = 1e8;

/**
 * Tells header, row numbers, time and values apart by the first two records. A header that is one cell short lacks
 * the name of a leading column of row numbers, as R writes it; pandas writes an empty name. Row numbers are left out.
 * Text: the names that a chosen column would have to be one of.
 */
export function planColumns(
  first: readonly string[],
  second: readonly string[] | undefined,
  options: ReplayOptions,
): ColumnPlan | { unknownColumn: string; known: readonly string[] } {
  const hasHeader = isHeader(first, second);
  const data = hasHeader ? (second ?? first) : first;
  const names = hasHeader ? [...(data.length === first.length + 1 ? [""] : []), ...first] : unnamed(data);
  const asked = [options.timeColumn, ...(options.columns ?? []), ...(options.skipColumns ?? [])];
  const unknownColumn = asked.find((name) => name !== undefined && !names.includes(name));
  if (unknownColumn !== undefined) return { unknownColumn, known: names };
  const timeColumns = findTime(names, data, options);
  const skipped = new Set(options.skipColumns);
  const chosen = options.columns && new Set(options.columns);
  const values = names
    .map((name, position) => ({ name, position }))
    .filter(({ name, position }) => name !== "" && !timeColumns.includes(position))
    .filter(({ name }) => !skipped.has(name) && (!chosen || chosen.has(name)));
  return { hasHeader, cellCount: names.length, timeColumns, values };
}

/** The time that a cell names; `elapsed`: seconds since the start of the file, in milliseconds. */
export function readTimeCell(
  text: string,
  options: { zone: "local" | "utc"; nearMs: number },
): { at: number } | { elapsedMs: number } | undefined {
  const number = text === "" ? Number.NaN : Number(text);
  if (Number.isFinite(number)) {
    if (number >= 0 && number < elapsedSecondsMax) return { elapsedMs: number * 1000 };
    const at = epochMs(number);
    return at === undefined ? undefined : { at };
  }
  const at = parseTimestamp(text, options);
  return at === undefined ? undefined : { at };
}

/** A header is all names: no cell of it is a number or a time. Or it names what is a number or a time below. */
function isHeader(cells: readonly string[], next: readonly string[] | undefined): boolean {
  if (!cells.some((cell) => /\p{L}/u.test(cell))) return false;
  const isName = (cell: string) => !Number.isFinite(Number(cell)) && !looksLikeTime(cell);
  if (cells.every((cell) => cell === "" || isName(cell))) return true;
  const isTimeName = (cell: string) => timeNames.includes(cell.toLowerCase());
  return cells.some((cell, position) => isTimeName(cell) && isReadable(next?.[position] ?? ""));
}

function isReadable(cell: string): boolean {
  return readTimeCell(cell, { zone: "utc", nearMs: 0 }) !== undefined;
}

function unnamed(cells: readonly string[]): string[] {
  return cells.map((_, position) => `column${position + 1}`);
}

function findTime(names: readonly string[], data: readonly string[], options: ReplayOptions): number[] {
  if (options.timeColumn !== undefined) return [names.indexOf(options.timeColumn)];
  const lower = names.map((name) => name.toLowerCase());
  const isTimeOfDay = (position: number) => /^\d{1,2}[:.]\d\d(?:[:.]\d\d)?$/.test(data[position] ?? "");
  const isFree = (position: number) => !options.columns?.includes(names[position] ?? "");
  const date = lower.indexOf("date");
  const time = lower.indexOf("time");
  if (date >= 0 && time >= 0 && isTimeOfDay(time) && looksLikeTime(data[date] ?? "")) return [date, time];
  for (const name of timeNames) {
    const position = lower.indexOf(name);
    const cell = data[position];
    if (cell === undefined || isTimeOfDay(position) || !isFree(position)) continue;
    if (isReadable(cell)) return [position];
  }
  const found = [
    data.findIndex((cell, position) => looksLikeTime(cell) && isFree(position)),
    data.findIndex(
      (cell, position) =>
        looksLikeEpoch(cell) && isFree(position) && (position === 0 || namesTime.test(names[position] ?? "")),
    ),
  ].find((position) => position >= 0);
  return found === undefined ? [] : [found];
}

/** Part of what columns of times are called: `unix_time`, `created_at`, `epochSeconds`. */
const namesTime = /time|date|epoch|stamp|unix|(?:^|[_ ])(?:ts|at)$/i;

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, from 2001 to 2096. */
function looksLikeEpoch(cell: string): boolean {
  if (!/^\d{10}(?:\d{3}|\d{6}|\d{9})?(?:\.\d+)?$/.test(cell)) return false;
  const at = epochMs(Number(cell));
  return at !== undefined && at >= 1e12 && at < 4e12;
}

/** A date or time in words or with separators; a bare number could be anything. */
function looksLikeTime(cell: string): boolean {
  return (
    /[-/:.]/.test(cell) &&
    !Number.isFinite(Number(cell)) &&
    parseTimestamp(cell, { zone: "utc", nearMs: 0 }) !== undefined
  );
}
