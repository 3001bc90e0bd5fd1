import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { StoreCorruptError, StoreDiskError, StoreNewerSchemaError } from "../../../../src/store/errors.ts";
import { backUp } from "../../../../src/store/file/backup.ts";
import { openSqlite } from "../../../../src/store/file/sqlite.ts";
import { createTestEngine, everything, makeDirectory, record } from "../engine/engine-fixture.ts";
import { damageLeaves, makeDatabase } from "./care-fixture.ts";

describe("a backup", () => {
  test("of a database that is being written is one file with all that was acknowledged, and opens", async () => {
    const store = createTestEngine();
    store.call("registerSinks", [{ name: "a", classes: ["command"] }]);
    store.call("append", [record({ id: "1" })]);
    const target = join(makeDirectory(), "edgewise.db");
    const backup = await backUp(join(store.directory, "edgewise.db"), target);
    store.call("append", [record({ id: "2" })]);
    expect(backup).toMatchObject({ path: target });
    expect(readdirSync(join(target, ".."))).toEqual(["edgewise.db"]);
    const restored = createTestEngine({ directory: join(target, "..") });
    expect(restored.call("claim", "a", everything).map(({ id }) => id)).toEqual(["1"]);
  });

  test("of a damaged database is refused and leaves no file", async () => {
    const path = makeDatabase(makeDirectory());
    damageLeaves(path, "state", 4);
    const folder = makeDirectory();
    await expect(backUp(path, join(folder, "copy"))).rejects.toThrow(StoreCorruptError);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of a newer database is refused", async () => {
    const path = makeDatabase(makeDirectory());
    const db = openSqlite(path);
    db.pragma("user_version = 999");
    db.close();
    await expect(backUp(path, `${path}.copy`)).rejects.toThrow(StoreNewerSchemaError);
    expect(existsSync(`${path}.copy`)).toBe(false);
  });

  test("to where no file can be made says so", async () => {
    const path = makeDatabase(makeDirectory());
    const folder = join(makeDirectory(), "no", "such");
    await expect(backUp(path, join(folder, "copy"))).rejects.toThrow();
    mkdirSync(folder, { recursive: true });
    await expect(backUp(join(folder, "nothing"), join(folder, "copy"))).rejects.toThrow(StoreDiskError);
  });
});
