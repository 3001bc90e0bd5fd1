import { accessSync, constants, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import { StoreCorruptError, StoreNewerSchemaError, translateDiskError } from "../errors.ts";
import { openMemoryDatabase, openStageFile } from "../file/database.ts";

const fileName = "edgewise-stage.db";

/**
 * The database of staged records: in memory, or a file of a directory that lives in memory (tmpfs), which a process that
 * dies leaves behind and a power cut does not. Throws a named error of the disk. `onDamage`: the file was damaged and is
 * begun anew.
 */
export function openStage(config: StoreConfig, onDamage: (why: string) => void): Database {
  const { place, directory } = config.staging;
  if (place !== "directory") return openMemoryDatabase(config);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return openFile(directory, config, onDamage);
  } catch (error) {
    throw translateDiskError(error, `cannot stage records in ${directory}`);
  }
}

/** Whether a stage is in the directory: a power cut leaves none. */
export function hasStageFile(directory: string): boolean {
  return existsSync(join(directory, fileName));
}

export function removeStageFile(directory: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(directory, fileName + suffix), { force: true });
}

/** A file that is damaged, or of another version, is begun anew: it holds minutes, and nobody can read it. */
function openFile(directory: string, config: StoreConfig, onDamage: (why: string) => void): Database {
  const path = join(directory, fileName);
  try {
    return openSound(path, config);
  } catch (error) {
    const translated = translateDiskError(error, `cannot open ${path}`);
    if (!(translated instanceof StoreCorruptError || translated instanceof StoreNewerSchemaError))
      throw error;
    onDamage(translated.message);
    removeStageFile(directory);
    return openStageFile(path, config);
  }
}

/** Its damage must never be taken for damage of the database on the disk, so all of it is checked; it is small. */
function openSound(path: string, config: StoreConfig): Database {
  const db = openStageFile(path, config);
  const answer = db.pragma("quick_check(1)", { simple: true });
  if (answer === "ok") return db;
  db.close();
  throw new StoreCorruptError(`the stage is damaged: ${String(answer).replaceAll("\n", " ")}`);
}
