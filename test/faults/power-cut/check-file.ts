import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "../../../src/store/file/sqlite.ts";

/**
 * What is wrong with the database as a kill left it, or undefined. On a copy: the file itself must be recovered by the store.
 */
export function damageOf(directory: string): string | undefined {
  if (!existsSync(join(directory, "edgewise.db"))) return undefined;
  const copy = mkdtempSync(join(tmpdir(), "edgewise-power-cut-copy-"));
  try {
    for (const suffix of ["", "-wal"]) {
      const file = join(directory, `edgewise.db${suffix}`);
      if (existsSync(file)) cpSync(file, join(copy, `edgewise.db${suffix}`));
    }
    const db = openSqlite(join(copy, "edgewise.db"));
    const answer = db.pragma("integrity_check(3)", { simple: true });
    db.close();
    return answer === "ok" ? undefined : String(answer);
  } catch (error) {
    return String(error);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
