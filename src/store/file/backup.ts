import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StoreCorruptError, translateDiskError } from "../errors.ts";
import { readVersion } from "./migrations.ts";
import { openSqlite } from "./sqlite.ts";

/** All pages in one step: between two steps a daemon that writes would make SQLite begin again, for ever. */
const pagesAtOnce = 2 ** 31 - 1;

export interface Backup {
  path: string;
  bytes: number;
  schema: number;
}

/**
 * Copies the database `from` as it is at one moment to the new file `to`, also while a daemon writes to it: it reads beside
 * it and holds it up for nothing but the time of a checkpoint. The copy is one file without a log, checked, synced to
 * the disk and then named, so that there is never half a backup. Rejects with a named error of the disk; `store.corrupt`
 * when the copy is damaged, which the original then is too; `store.newerSchema`.
 */
export async function backUp(from: string, to: string): Promise<Backup> {
  const part = `${to}.part`;
  try {
    rmSync(part, { force: true });
    const source = openSqlite(from, { readonly: true, fileMustExist: true, timeout: 5000 });
    try {
      readVersion(source);
      await source.backup(part, { progress: () => pagesAtOnce });
    } finally {
      source.close();
    }
    const schema = settle(part);
    renameSync(part, to);
    syncFile(dirname(to));
    return { path: to, bytes: statSync(to).size, schema };
  } catch (error) {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(part + suffix, { force: true });
    throw translateDiskError(error, `cannot back up ${from} to ${to}`);
  }
}

/** Makes the copy one file, checks it and brings it to the disk. Returns its schema. */
function settle(path: string): number {
  const copy = openSqlite(path);
  let schema: number;
  try {
    copy.pragma("journal_mode = DELETE");
    schema = readVersion(copy);
    const answer = copy.pragma("integrity_check(1)", { simple: true });
    if (answer !== "ok") throw new StoreCorruptError(`the copy is damaged: ${String(answer)}`);
  } finally {
    copy.close();
  }
  syncFile(path);
  return schema;
}

function syncFile(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
