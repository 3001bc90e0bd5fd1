import type { Database, Statement } from "better-sqlite3";
import { recordClasses } from "../../domain/envelope.ts";
import { classSpan, firstKey } from "../outbox/keys.ts";
import { isSqliteError } from "./sqlite.ts";

/**
 * Reading what can be read of damaged tables. Limits and invariants:
 * 1. A table is read from both ends up to the damage; of one with row numbers the middle is then searched by halves, so
 *    that a damaged page costs its own rows and not those between it and another.
 * 2. At most `probesMax` places of a table are tried: a file that is mostly damage does not take for ever. The queue's
 *    counters say where its keys end, without which nothing tells a damaged last page from what never was.
 * 3. Rows that do not fit the new table are part of the damage; they are left out and counted.
 */
const probesMax = 4096;

/** The history of series: by far the most, and of the least worth. It is read last, and can be left out. */
const historyTables = ["rollup_block", "rollup_chunk", "rollup_window", "saved_open", "state_change"];

/** Makes the counters of the queue anew from its blocks; nothing is known to be settled then. */
export const countBlocks = `
  DELETE FROM outbox_class;
  INSERT INTO outbox_class (rank, next_sequence, appended, held, done, bytes, payload_bytes, dropped)
  SELECT key >> 48, max((key & 0xffffffffffff) + span), sum(count), sum(count), 0, sum(bytes), sum(payload_bytes), 0
  FROM outbox_block GROUP BY key >> 48;
  DELETE FROM outbox_lane;`;

export interface SalvagedTable {
  table: string;
  rows: number;
  /** Nothing stopped the reading: these are all rows that there were. */
  isWhole: boolean;
}

/** Copies everything readable of every table of `to` that `from` has too. Needs no transaction. Never throws for damage. */
export function salvageTables(
  from: Database,
  to: Database,
  { isHistoryLeftOut }: { isHistoryLeftOut: boolean },
): SalvagedTable[] {
  const tables = to
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  const results: SalvagedTable[] = [];
  const isHistory = ({ name }: { name: string }) => historyTables.includes(name);
  const others = tables.filter((table) => !isHistory(table));
  for (const { name, sql } of isHistoryLeftOut ? others : [...others, ...tables.filter(isHistory)]) {
    const copy = to.transaction(() =>
      salvageTable(from, to, { name, hasRowNumbers: !/WITHOUT ROWID/i.test(sql) }),
    );
    results.push({ table: name, ...copy() });
  }
  return results;
}

function salvageTable(
  from: Database,
  to: Database,
  { name, hasRowNumbers }: { name: string; hasRowNumbers: boolean },
): { rows: number; isWhole: boolean } {
  const columns = readableColumns(from, to, name);
  if (columns.length === 0) return { rows: 0, isWhole: false };
  const list = columns.join(", ");
  const insert = to.prepare(
    `INSERT OR IGNORE INTO ${name} (${list}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  if (hasRowNumbers) return copyByHalves(from, insert, { name, list });
  const order = primaryKey(to, name);
  let rows = 0;
  for (const direction of ["ASC", "DESC"]) {
    const keys = order.map((key) => `${key} ${direction}`).join(", ");
    const copied = copyRows(from, insert, `SELECT ${list} FROM ${name} ORDER BY ${keys}`);
    rows += copied.rows;
    if (copied.isWhole) return { rows, isWhole: true };
  }
  return { rows, isWhole: false };
}

/** Columns that both have; none where even that cannot be read. */
function readableColumns(from: Database, to: Database, table: string): string[] {
  const namesOf = (db: Database) =>
    (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
  try {
    const there = new Set(namesOf(from));
    return namesOf(to).filter((name) => there.has(name));
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return [];
  }
}

function primaryKey(to: Database, table: string): string[] {
  return (to.pragma(`table_info(${table})`) as { name: string; pk: number }[])
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map(({ name }) => name);
}

/** Rows with numbers in (after, before), from both ends and then by halves of what is left between. */
function copyByHalves(
  from: Database,
  insert: Statement,
  { name, list }: { name: string; list: string },
): { rows: number; isWhole: boolean } {
  const up = `SELECT rowid, ${list} FROM ${name} NOT INDEXED WHERE rowid > ? AND rowid < ? ORDER BY rowid`;
  const results = rangesOf(from, name).map((range) => copyRange(from, insert, up, range));
  return {
    rows: results.reduce((sum, { rows }) => sum + rows, 0),
    isWhole: results.every(({ isWhole }) => isWhole),
  };
}

/** Row numbers between which rows may be; keys of the queue's classes lie far from each other. */
function rangesOf(from: Database, table: string): [bigint, bigint][] {
  if (table !== "outbox_block") return [[-(2n ** 63n), 2n ** 63n - 1n]];
  let ends: { rank: number; next: number }[];
  try {
    ends = from
      .prepare<[], { rank: number; next: number }>("SELECT rank, next_sequence AS next FROM outbox_class")
      .all();
  } catch (error) {
    if (!isDamage(error)) throw error;
    ends = recordClasses.map((_, rank) => ({ rank, next: classSpan }));
  }
  return ends.map(({ rank, next }) => [BigInt(firstKey(rank)), BigInt(firstKey(rank) + next)]);
}

function copyRange(
  from: Database,
  insert: Statement,
  up: string,
  range: [bigint, bigint],
): { rows: number; isWhole: boolean } {
  const gaps = [range];
  let rows = 0;
  let isWhole = true;
  for (let probes = 0; gaps.length > 0 && probes < probesMax; probes += 1) {
    const [after, before] = gaps.shift() as [bigint, bigint];
    const first = copyNumbered(from, insert, { sql: up, after, before });
    rows += first.rows;
    if (first.isWhole) continue;
    isWhole = false;
    const low = first.last ?? after;
    const last = copyNumbered(from, insert, { sql: `${up} DESC`, after: low, before });
    rows += last.rows;
    if (last.isWhole) continue;
    const high = last.last ?? before;
    // One row is left between, and it cannot be read.
    if (high - low <= 2n) continue;
    // Rounded up: of two rows each half gets one.
    const middle = (low + high + 1n) / 2n;
    // The bounds are exclusive: the middle itself belongs to the upper half.
    gaps.push([middle - 1n, high], [low, middle]);
  }
  return { rows, isWhole };
}

function copyNumbered(
  from: Database,
  insert: Statement,
  { sql, after, before }: { sql: string; after: bigint; before: bigint },
): { rows: number; isWhole: boolean; last: bigint | undefined } {
  let rows = 0;
  let last: bigint | undefined;
  try {
    for (const row of from.prepare(sql).safeIntegers().raw().iterate(after, before)) {
      const [number, ...values] = row as [bigint, ...unknown[]];
      last = number;
      rows += insertRow(insert, values);
    }
    return { rows, isWhole: true, last };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { rows, isWhole: false, last };
  }
}

function copyRows(from: Database, insert: Statement, sql: string): { rows: number; isWhole: boolean } {
  let rows = 0;
  try {
    for (const row of from.prepare(sql).safeIntegers().raw().iterate())
      rows += insertRow(insert, row as unknown[]);
    return { rows, isWhole: true };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { rows, isWhole: false };
  }
}

function insertRow(insert: Statement, values: unknown[]): number {
  try {
    return insert.run(...values).changes;
  } catch (error) {
    if (isSqliteError(error) && error.code.startsWith("SQLITE_CONSTRAINT")) return 0;
    throw error;
  }
}

/** Anything but a new file that cannot be written: those errors are of the reading side. */
function isDamage(error: unknown): boolean {
  return isSqliteError(error) && !/^SQLITE_(FULL|READONLY|IOERR_(WRITE|FSYNC))/.test(error.code);
}
