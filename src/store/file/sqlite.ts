import { createRequire } from "node:module";
import type Database from "better-sqlite3";

const require = createRequire(import.meta.url);

/**
 * Opens a database file with the SQLite that fits the Node.js this runs on.
 *
 * better-sqlite3 12 is the last that runs on Node.js 20, but built against the headers of 24.19 or later it aborts the
 * process when a statement is collected between two turns of the event loop (github.com/nodejs/node/issues/65446).
 * 13 speaks Node-API, which spares it that, and needs Node.js 22; npm installs it there only.
 */
export function openSqlite(path: string, options: Database.Options = {}): Database.Database {
  return new (sqlite())(path, options);
}

export function isSqliteError(error: unknown): error is Error & { code: string } {
  return error instanceof sqlite().SqliteError;
}

/** Loaded when first used: a module that is missing is then an error of opening, which says what to do. */
function sqlite(): typeof Database {
  const [major = 0] = process.versions.node.split(".").map(Number);
  return major >= 22 ? require("better-sqlite3-napi") : require("better-sqlite3");
}
