import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Database, Statement } from "better-sqlite3";
import { fillIncidentSigns } from "./incident-signs.ts";
import { isSqliteError, openSqlite } from "./sqlite.ts";

/** What is worth reading back from a damaged file, and the condition of a row that can be used. */
const salvaged = [
  { table: "outbox", order: "key", columns: "key, id, stream, at, is_synced, appended_at, bytes, body" },
  { table: "incident", order: "rowid", columns: "id, status, opened_at, body" },
  { table: "state", order: "rowid", columns: "key, value" },
] as const;

/** Moves the database and its log aside, keeping the newest `keepCount` such files. Returns the new path. */
export function quarantine(path: string, options: { now: number; keepCount: number }): string {
  const stamp = new Date(options.now).toISOString().replace(/[-:]|\.\d+/g, "");
  let target = `${path}.corrupt-${stamp}`;
  for (let attempt = 2; existsSync(target); attempt += 1) target = `${path}.corrupt-${stamp}-${attempt}`;
  for (const suffix of ["-wal", "-shm"]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
  }
  renameSync(path, target);
  deleteOld(path, target, options.keepCount);
  return target;
}

/**
 * Copies the readable rows of the tables that matter into the fresh database, and returns how many. Each
 * table is read from both ends until the damage, so that one bad page costs little. Positions of sinks are
 * not read back: records may be sent again, and the far side knows them by id.
 */
export function salvage(from: string, to: Database): number {
  let damaged: Database;
  try {
    damaged = openSqlite(from, { readonly: true });
  } catch {
    return 0; // not a database at all: nothing can be read back, and the notice of the quarantine says so
  }
  let rows = 0;
  try {
    const copy = to.transaction(() => {
      for (const { table, order, columns } of salvaged) {
        const places = columns.replace(/\w+/g, "?");
        const insert = to.prepare(`INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${places})`);
        for (const direction of ["ASC", "DESC"]) {
          rows += copyRows(
            damaged,
            `SELECT ${columns} FROM ${table} NOT INDEXED ORDER BY ${order} ${direction}`,
            insert,
          );
        }
      }
      to.exec(`
        INSERT OR REPLACE INTO outbox_class (rank, next_sequence, records, bytes, dropped)
        SELECT key >> 48, max(key & 0xffffffffffff) + 1, count(*), sum(bytes), 0 FROM outbox GROUP BY key >> 48`);
      to.exec(fillIncidentSigns);
    });
    copy.immediate();
  } finally {
    damaged.close();
  }
  return rows;
}

function copyRows(damaged: Database, query: string, insert: Statement): number {
  let rows = 0;
  try {
    for (const row of damaged.prepare(query).raw().iterate()) {
      const values = row as unknown[];
      if (!values.includes(null) || query.includes("appended_at")) rows += insertRow(insert, values);
    }
  } catch (error) {
    if (!isSqliteError(error) || error.code === "SQLITE_FULL") throw error;
  }
  return rows;
}

function insertRow(insert: Statement, values: unknown[]): number {
  try {
    return insert.run(...values).changes;
  } catch (error) {
    // A row of the wrong shape is part of the damage.
    if (isSqliteError(error) && error.code.startsWith("SQLITE_CONSTRAINT")) return 0;
    throw error;
  }
}

function deleteOld(path: string, newest: string, keepCount: number): void {
  const directory = dirname(path);
  const prefix = `${basename(path)}.corrupt-`;
  const kept = readdirSync(directory)
    .filter(
      (name) => name.startsWith(prefix) && !/-(wal|shm)$/.test(name) && join(directory, name) !== newest,
    )
    .sort()
    .reverse();
  // The newest is always kept until it has been read from; it goes at the next damage.
  for (const name of kept.slice(Math.max(0, keepCount - 1))) {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(directory, name) + suffix, { force: true });
  }
}
