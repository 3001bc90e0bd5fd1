import { closeSync, existsSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const reserveBytes = 1024 * 1024;

/**
 * A file of zeros that is deleted when the disk is full, so that the database can still fold its log in
 * and delete what was delivered, which is what makes room again.
 */
export function createReserve(directory: string) {
  const path = join(directory, "edgewise.reserve");
  return {
    release(): void {
      rmSync(path, { force: true });
    },
    /** Makes the file if it is not there and there is room. Anything else is no failure: it is tried again. */
    restore(): void {
      if (existsSync(path)) return;
      const file = openSync(path, "w", 0o600);
      try {
        writeSync(file, Buffer.alloc(reserveBytes));
      } catch {
        rmSync(path, { force: true });
      } finally {
        closeSync(file);
      }
    },
  };
}
