import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import type { StoreConfig } from "./config.ts";
import { StoreCorruptError, translateDiskError } from "./errors.ts";
import type { Notice } from "./events.ts";
import { migrate, readVersion, schemaVersion } from "./migrations.ts";
import { quarantine, salvage } from "./quarantine.ts";
import { openSqlite } from "./sqlite.ts";

export const pageBytes = 4096;

/** Small tables without which nothing works; they are checked however large the file is. */
const smallTables = [
  "outbox_class",
  "sink",
  "sink_position",
  "settled",
  "incident",
  "state",
  "mark",
  "series",
];

/**
 * Opens `<directory>/edgewise.db`, making the file if need be, and brings it to the
 * newest schema. A damaged file is moved aside, a fresh one made, and what is readable copied over. Throws
 * `store.newerSchema` or a disk error, leaving the file alone.
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
    const damage = options.isKnownCorrupt
      ? "damage was found while reading"
      : existsSync(path)
        ? findDamage(path, config.integrityCheckBytesMax)
        : undefined;
    if (damage === undefined) return prepare(path, config, notices);
    const movedTo = quarantine(path, { now, keepCount: config.corruptFilesCountMax });
    notices.push({ event: "quarantined", fields: { movedTo, damage }, count: 1 });
    const fresh = prepare(path, config, notices);
    const salvaged = salvage(movedTo, fresh);
    if (salvaged > 0)
      notices.push({ event: "salvaged", fields: { rows: salvaged, from: movedTo }, count: 1 });
    return fresh;
  } catch (error) {
    throw translateDiskError(error, `cannot open the database in ${directory}`);
  }
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

function prepare(path: string, config: StoreConfig, notices: Notice[]): Database {
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
    migrate(db, before);
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
