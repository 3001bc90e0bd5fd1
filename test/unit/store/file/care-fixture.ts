import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { createTestEngine, record } from "../engine/engine-fixture.ts";

export const statesCount = 400;

/** A database with records and `statesCount` states, closed. Returns its path. */
export function makeDatabase(directory: string): string {
  const store = createTestEngine({ directory });
  store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
  const body = JSON.stringify("x".repeat(900));
  for (let batch = 0; batch < 5; batch += 1)
    store.call(
      "append",
      Array.from({ length: 10 }, () => record({ body })),
    );
  const calls = Array.from({ length: statesCount }, (_, index) => {
    return { method: "putState", args: [`k/${index}`, "v".repeat(200)] } as const;
  });
  store.engine.execute(calls, store.time);
  store.close();
  return join(directory, "edgewise.db");
}

const pageBytes = 4096;
const leafPage = 0x0d;

/** Makes every `nth` leaf page of the table unreadable; returns how many were. */
export function damageLeaves(path: string, table: string, nth: number): number {
  const db = openSqlite(path);
  const pages = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .pluck()
    .all(table) as number[];
  db.pragma("journal_mode = DELETE");
  db.pragma("journal_mode = WAL");
  db.close();
  const bytes = readFileSync(path);
  let damaged = 0;
  for (const [index, page] of pages.entries()) {
    if (index % nth !== nth - 1 || bytes[(page - 1) * pageBytes] !== leafPage) continue;
    bytes.fill(0xff, (page - 1) * pageBytes, page * pageBytes);
    damaged += 1;
  }
  writeFileSync(path, bytes);
  return damaged;
}
