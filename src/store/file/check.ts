import { statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import { StoreCorruptError, translateDiskError } from "../errors.ts";
import { createBlockTable } from "../outbox/block-table.ts";
import { readVersion, schemaVersion } from "./migrations.ts";
import { openSqlite } from "./sqlite.ts";

const problemsMax = 100;

export interface DatabaseCheck {
  isSound: boolean;
  /** What is wrong, in SQLite's words; at most a hundred. */
  problems: string[];
  schema: number | undefined;
  bytes: number;
  /** Bytes of pages that are free to be written again. */
  freeBytes: number;
}

/**
 * Reads the whole database, beside a daemon that may be writing to it, and says what is wrong. `isQuick` leaves out whether
 * indexes and tables agree. Throws a named error of the disk, or `store.newerSchema`; damage is a result.
 */
export function checkDatabase(path: string, { isQuick }: { isQuick: boolean }): DatabaseCheck {
  const result: DatabaseCheck = { isSound: false, problems: [], schema: undefined, bytes: 0, freeBytes: 0 };
  try {
    result.bytes = statSync(path).size;
    const db = openSqlite(path, { readonly: true, fileMustExist: true, timeout: 5000 });
    try {
      result.schema = readVersion(db);
      const pageBytes = db.pragma("page_size", { simple: true }) as number;
      result.freeBytes = pageBytes * (db.pragma("freelist_count", { simple: true }) as number);
      const rows = db.pragma(`${isQuick ? "quick_check" : "integrity_check"}(${problemsMax})`) as object[];
      const answers = rows.flatMap((row) => Object.values(row).map(String));
      result.problems = answers.filter((answer) => answer !== "ok");
      if (result.problems.length === 0 && result.schema === schemaVersion) {
        result.problems.push(...damagedBlocks(db));
      }
    } finally {
      db.close();
    }
  } catch (error) {
    const translated = translateDiskError(error, `cannot check ${path}`);
    if (!(translated instanceof StoreCorruptError)) throw translated;
    result.problems.push(translated.message);
  }
  result.isSound = result.problems.length === 0;
  return result;
}

/** Blocks of queued records whose checksum is not right, which SQLite cannot see. */
function* damagedBlocks(db: Database): Generator<string> {
  const blocks = createBlockTable(db);
  let found = 0;
  for (const head of blocks.walk(0, Number.MAX_SAFE_INTEGER)) {
    try {
      blocks.read(head);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      found += 1;
      if (found > problemsMax) return;
      yield `the block of ${head.count} queued records with key ${head.key}: ${error.message}`;
    }
  }
}
