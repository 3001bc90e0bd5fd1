import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { EdgewiseConfig } from "../../config/schema.ts";
import { FileInTheWayError, NoDatabaseError } from "../errors.ts";

/** The database of the configuration. Throws {@link NoDatabaseError}. */
export function databaseFile(config: EdgewiseConfig): string {
  const directory = resolve(config.daemon.dataDirectory);
  const path = join(directory, "edgewise.db");
  if (!existsSync(path)) throw new NoDatabaseError(directory);
  return path;
}

/** The path of a file that is to be made. Throws {@link FileInTheWayError}: nothing is written over. */
export function newFile(file: string): string {
  const path = resolve(file);
  if (existsSync(path)) throw new FileInTheWayError(path);
  return path;
}
