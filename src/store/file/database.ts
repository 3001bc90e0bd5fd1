import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import { StoreCorruptError, translateDiskError } from "../errors.ts";
import type { Notice } from "../events.ts";
import { freeBytes } from "./disk-probe.ts";
import { migrate, readVersion, schemaVersion } from "./migrations.ts";
import { quarantine } from "./quarantine.ts";
import { mendQueue } from "./queue-mending.ts";
import { countBlocks, type SalvagedTable, salvageTables } from "./salvage.ts";
import { openSqlite } from "./sqlite.ts";

export const pageBytes = 4096;

/** Small tables without which nothing works; they are checked however large the file is. */
const smallTables = ["outbox_class", "sink", "outbox_lane", "boot", "incident", "state", "mark", "series"];

/**
 * Opens `<directory>/edgewise.db`, making the file if need be, and brings it to the
 * newest schema. What is readable of a damaged file is copied into a fresh one, which takes its place when it is whole; the
 * damaged one is moved aside. The history of series is only copied where that takes no longer than a check at the start, and
 * has room. Throws `store.newerSchema` or a disk error, leaving the file alone.
 */
export function openDatabase(options: {
  directory: string;
  config: StoreConfig;
  now: number;
  notices: Notice[];
  /** A query found damage that the check at start did not look for. */
  isKnownCorrupt?: boolean;
}): Database {
  const { directory, config, now, notices } = options;
  try {
    const path = join(directory, "edgewise.db");
    const fresh = `${path}.fresh`;
    // The power was cut between the two renames below.
    if (!existsSync(path) && existsSync(fresh)) renameSync(fresh, path);
    const damage = options.isKnownCorrupt
      ? "damage was found while reading"
      : existsSync(path)
        ? findDamage(path, config.integrityCheckBytesMax)
        : undefined;
    if (damage === undefined) return prepare(path, config, notices);
    const { size } = statSync(path);
    const isHistoryLeftOut =
      size > config.integrityCheckBytesMax || (freeBytes(directory) ?? size) < 2 * size;
    const salvage = trySalvage(path, fresh, config, { now, isHistoryLeftOut });
    const movedTo = quarantine(path, { now, keepCount: config.corruptFilesCountMax });
    notices.push({ event: "quarantined", fields: { movedTo, damage }, count: 1 });
    if (salvage) {
      renameSync(fresh, path);
      notices.push(salvageNotice(salvage, { movedTo, isHistoryLeftOut }));
    }
    return prepare(path, config, notices);
  } catch (error) {
    throw translateDiskError(error, `cannot open the database in ${directory}`);
  }
}

/** What was read back of a damaged database, and where it is now. */
export interface Salvage {
  path: string;
  tables: SalvagedTable[];
  /** Records of the queue that could not be read, for which gap records stand now. */
  lostRecords: number;
}

/** Undefined: it is no database at all, so nothing can be read back. */
function trySalvage(
  from: string,
  to: string,
  config: StoreConfig,
  options: { now: number; isHistoryLeftOut: boolean },
): Salvage | undefined {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(to + suffix, { force: true });
  try {
    return salvageDatabase(from, to, config, options);
  } catch (error) {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(to + suffix, { force: true });
    if (error instanceof StoreCorruptError) return undefined;
    throw error;
  }
}

function salvageNotice(
  { tables, lostRecords }: Salvage,
  { movedTo, isHistoryLeftOut }: { movedTo: string; isHistoryLeftOut: boolean },
): Notice {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const damaged = tables.filter(({ isWhole }) => !isWhole).map(({ table }) => table);
  const left = isHistoryLeftOut ? ["the history of series"] : [];
  const fields = { rows, from: movedTo, lostRecords, damaged: damaged.join(", "), leftOut: left.join() };
  return { event: "salvaged", fields, count: 1 };
}

/**
 * Reads everything that can be read of the damaged database `from` into the new database `to`. `from` is only read. Throws
 * `store.corrupt` when it is no database at all, and a named error of the disk.
 */
export function salvageDatabase(
  from: string,
  to: string,
  config: StoreConfig,
  { now, isHistoryLeftOut = false }: { now: number; isHistoryLeftOut?: boolean },
): Salvage {
  try {
    const damaged = openSqlite(from, { readonly: true, fileMustExist: true, timeout: 5000 });
    try {
      const schema = readVersion(damaged) || schemaVersion;
      const fresh = prepare(to, { ...config, bytesMax: Number.MAX_SAFE_INTEGER }, [], schema);
      try {
        // Everything is new here: a log beside it would only be written twice.
        fresh.pragma("journal_mode = DELETE");
        const tables = salvageTables(damaged, fresh, { isHistoryLeftOut });
        migrate(fresh, schema);
        const mend = fresh.transaction(() => {
          if (schema === schemaVersion) return mendQueue(fresh, tables, now);
          // Of an older schema the rows were made into blocks just now.
          fresh.exec(countBlocks);
          return 0;
        });
        return { path: to, tables, lostRecords: mend.immediate() };
      } finally {
        fresh.close();
      }
    } finally {
      damaged.close();
    }
  } catch (error) {
    throw translateDiskError(error, `cannot salvage ${from} to ${to}`);
  }
}

/** An empty database in memory, with the same tables. */
export function openMemoryDatabase(config: StoreConfig): Database {
  return prepare(":memory:", config, []);
}

/**
 * A database on a file system in memory: a process that dies leaves it whole without any fsync, and a power cut leaves
 * nothing of it.
 */
export function openStageFile(path: string, config: StoreConfig): Database {
  const db = prepare(path, { ...config, bytesMax: Number.MAX_SAFE_INTEGER }, []);
  db.pragma("synchronous = OFF");
  return db;
}

/** Makes the data directory, for its owner only. */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw translateDiskError(error, `cannot use the data directory ${directory}`);
  }
}

/** Applies what can change while the database is open. */
export function applyLimits(db: Database, config: StoreConfig): void {
  db.pragma(`max_page_count = ${Math.max(64, Math.floor(config.bytesMax / pageBytes))}`);
}

/** `schema`: the one to make of an empty database, instead of the newest. */
function prepare(path: string, config: StoreConfig, notices: Notice[], schema = schemaVersion): Database {
  const db = openSqlite(path, { timeout: 5000 });
  try {
    const before = readVersion(db);
    if (before === 0) {
      // These two only count while the file is empty, and WAL mode writes its first page.
      db.pragma(`page_size = ${pageBytes}`);
      db.pragma("auto_vacuum = INCREMENTAL");
    }
    db.pragma("journal_mode = WAL");
    // FULL, not NORMAL: NORMAL may lose the newest commits in a power cut (sqlite.org/pragma.html#pragma_synchronous).
    db.pragma("synchronous = FULL");
    migrate(db, before, schema);
    db.pragma("cache_size = -2048");
    db.pragma("temp_store = MEMORY");
    db.pragma("cell_size_check = ON");
    db.pragma("trusted_schema = OFF");
    // The engine folds the log in itself, between calls; this is only the backstop.
    db.pragma(`wal_autocheckpoint = ${Math.ceil((config.walBytesMax * 4) / pageBytes)}`);
    applyLimits(db, config);
    if (before !== schemaVersion) {
      notices.push({ event: "migrated", fields: { from: before, to: schemaVersion }, count: 1 });
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Why the file cannot be used, or undefined when it can. `quick_check` reads the whole file, which on a
 * large history takes longer than a start may, so above `wholeBytesMax` only the tables that nothing works
 * without are read; damage in the rest is found when it is met.
 */
function findDamage(path: string, wholeBytesMax: number): string | undefined {
  const { size } = statSync(path);
  const db = openSqlite(path, { timeout: 5000 });
  try {
    // Nothing of a newer database is judged; it is refused before anything is written to it.
    readVersion(db);
    const checks =
      size <= wholeBytesMax
        ? ["quick_check(1)"]
        : smallTables.filter((table) => hasTable(db, table)).map((table) => `quick_check(${table})`);
    for (const check of checks) {
      const answer = db.pragma(check, { simple: true });
      if (answer !== "ok") return String(answer).replaceAll("\n", " ");
    }
    return undefined;
  } catch (error) {
    const translated = translateDiskError(error, "integrity check");
    if (translated instanceof StoreCorruptError) return translated.message;
    throw error;
  } finally {
    db.close();
  }
}

function hasTable(db: Database, table: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined;
}
