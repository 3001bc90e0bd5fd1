import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { StoreDiskError } from "../../../../src/store/errors.ts";
import { checkDatabase } from "../../../../src/store/file/check.ts";
import { schemaVersion } from "../../../../src/store/file/migrations.ts";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { createTestEngine, makeDirectory } from "../engine/engine-fixture.ts";
import { damageLeaves, makeDatabase } from "./care-fixture.ts";

describe("the check of a database", () => {
  test("finds nothing in a sound one, also while it is open", () => {
    const store = createTestEngine();
    store.call("putState", "a/b", "c");
    for (const isQuick of [true, false]) {
      const check = checkDatabase(join(store.directory, "edgewise.db"), { isQuick });
      expect(check).toMatchObject({ isSound: true, problems: [], schema: schemaVersion });
    }
  });

  test("names what is damaged", () => {
    const path = makeDatabase(makeDirectory());
    expect(damageLeaves(path, "state", 4)).toBeGreaterThan(2);
    const check = checkDatabase(path, { isQuick: true });
    expect(check.isSound).toBe(false);
    expect(check.problems.length).toBeGreaterThan(0);
  });

  test("names blocks of records whose checksum is wrong, which SQLite cannot see", () => {
    const path = makeDatabase(makeDirectory());
    const db = openSqlite(path);
    db.exec(
      "UPDATE outbox_block SET body = zeroblob(length(body)) WHERE key = (SELECT max(key) FROM outbox_block)",
    );
    db.close();
    const { isSound, problems } = checkDatabase(path, { isQuick: true });
    expect(isSound).toBe(false);
    expect(problems).toEqual([expect.stringMatching(/block of 10 queued records/)]);
  });

  test("takes what is no database for damage, and a file that is not there for an error", () => {
    const path = join(makeDirectory(), "file");
    writeFileSync(path, "no database ".repeat(1000));
    expect(checkDatabase(path, { isQuick: false })).toMatchObject({ isSound: false, schema: undefined });
    expect(() => checkDatabase(`${path}.not`, { isQuick: false })).toThrow();
    expect(() => checkDatabase(makeDirectory(), { isQuick: false })).toThrow(StoreDiskError);
  });
});
