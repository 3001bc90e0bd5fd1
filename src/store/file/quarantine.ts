import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

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
