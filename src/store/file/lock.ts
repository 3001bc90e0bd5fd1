import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import { StoreLockedError, translateDiskError } from "../errors.ts";
import { openSqlite } from "./sqlite.ts";

/**
 * Makes this process the only edgewise on `directory`, until released or until the process ends in any way:
 * the lock is the kernel's (fcntl, taken through SQLite), so a SIGKILL or a power cut leaves nothing to clear.
 * Throws `store.locked` naming the process that holds it.
 */
export function acquireLock(directory: string, pid: number): { release(): void } {
  const path = join(directory, "edgewise.lock");
  try {
    return lock(path, pid);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "SQLITE_NOTADB" && !code?.startsWith("SQLITE_CORRUPT")) {
      throw translateDiskError(error, `cannot lock the data directory ${directory}`);
    }
    // A power cut may leave rubbish in the lock file. Nobody can hold a lock on what SQLite cannot read.
    rmSync(path, { force: true });
    return lock(path, pid);
  }
}

function lock(path: string, pid: number): { release(): void } {
  const db = openSqlite(path, { timeout: 0 });
  try {
    // Nothing in this file is worth an fsync.
    db.pragma("journal_mode = MEMORY");
    db.pragma("synchronous = OFF");
    db.exec("BEGIN IMMEDIATE");
    leaveName(db, pid);
  } catch (error) {
    const isHeld = (error as { code?: string }).code?.startsWith("SQLITE_BUSY");
    const holder = isHeld ? readName(db) : 0;
    db.close();
    if (!isHeld) throw error;
    throw new StoreLockedError(
      `another edgewise${holder > 0 ? ` (process ${holder})` : ""} uses the data directory of ${path}`,
    );
  }
  return { release: () => void db.close() };
}

/** Writes the process id for the message of the next comer; a full disk must not keep us from locking. */
function leaveName(db: Database, pid: number): void {
  try {
    db.pragma(`user_version = ${pid}`);
    db.exec("COMMIT");
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "SQLITE_FULL" && !code?.startsWith("SQLITE_IOERR")) throw error;
    if (db.inTransaction) db.exec("ROLLBACK");
  }
  db.exec("BEGIN IMMEDIATE");
}

function readName(db: Database): number {
  try {
    return db.pragma("user_version", { simple: true }) as number;
  } catch {
    return 0;
  }
}
