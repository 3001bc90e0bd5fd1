import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { createTestEngine, everything, makeDirectory, noise } from "../engine/engine-fixture.ts";
import { addRow, bringBackRows } from "./old-rows.ts";

const classes = ["command", "sample"] as const;

/** A database of schema 3 with two sinks. */
function createOld(fill: (db: ReturnType<typeof openSqlite>) => void): string {
  const directory = makeDirectory();
  const first = createTestEngine({ directory });
  first.call("registerSinks", [
    { name: "a", classes },
    { name: "b", classes },
  ]);
  first.close();
  const db = openSqlite(join(directory, "edgewise.db"));
  bringBackRows(db);
  db.transaction(() => fill(db))();
  db.close();
  return directory;
}

test("records of a database from before blocks are kept in order, with what each sink has settled of them", () => {
  const directory = createOld((db) => {
    for (const sequence of [3, 4, 7, 9]) addRow(db, { rank: 0, sequence, id: `c${sequence}` });
    addRow(db, { rank: 6, sequence: 1, id: "s1", body: '{"é":1}', appendedAt: null });
    db.exec("INSERT INTO outbox_class VALUES (0, 10, 4, 400, 2), (6, 2, 1, 100, 0)");
    // "a" has settled up to 4, and 9; "b" nothing.
    db.exec("INSERT INTO sink_position VALUES (1, 0, 4); INSERT INTO settled VALUES (1, 9)");
  });
  const store = createTestEngine({ directory });
  expect(store.notices.find(({ event }) => event === "migrated")?.fields).toEqual({ from: 3, to: 4 });
  expect(store.call("counts")).toMatchObject({
    records: 5,
    byClass: { command: 4, sample: 1 },
    dropped: { command: 2 },
  });
  const ids = (sink: string) => store.call("claim", sink, everything).map(({ id }) => id);
  expect(ids("a")).toEqual(["c7", "s1"]);
  const all = store.call("claim", "b", everything);
  expect(all.map(({ id }) => id)).toEqual(["c3", "c4", "c7", "c9", "s1"]);
  expect(all.at(-1)).toMatchObject({ stream: "s", at: 1, clock: "synced", body: '{"é":1}' });
  for (const sink of ["a", "b"]) {
    store.call(
      "settle",
      sink,
      all.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
    );
  }
  expect(store.call("counts")).toMatchObject({ records: 0, bytes: 0 });
});

test("a conversion that the power cuts short begins again, with every record", () => {
  const directory = createOld((db) => {
    for (let sequence = 1; sequence <= 5000; sequence += 1)
      addRow(db, { rank: 0, sequence, id: `c${sequence}` });
  });
  const db = openSqlite(join(directory, "edgewise.db"));
  // What stands in the way of the last step.
  db.exec("CREATE VIEW boot AS SELECT 1");
  db.close();
  expect(() => createTestEngine({ directory })).toThrow();
  const again = openSqlite(join(directory, "edgewise.db"));
  expect(again.prepare("SELECT count(*) FROM outbox").pluck().get()).toBe(5000);
  again.exec("DROP VIEW boot");
  again.close();
  expect(createTestEngine({ directory }).call("claim", "a", everything).length).toBe(5000);
});

test("converts a large database at once", { timeout: 60_000 }, () => {
  const body = noise(2700);
  const directory = createOld((db) => {
    for (let sequence = 1; sequence <= 20_000; sequence += 1) {
      addRow(db, { rank: 6, sequence, id: `s${sequence}`, body: `${body}${sequence}` });
    }
  });
  expect(statSync(join(directory, "edgewise.db")).size).toBeGreaterThan(50_000_000);
  const store = createTestEngine({ directory });
  expect(store.call("counts").records).toBe(20_000);
  expect(store.call("peek", 1)[0]?.id).toBe("s1");
});
