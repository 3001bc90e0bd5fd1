import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeDirectory } from "../store/engine/engine-fixture.ts";
import { damageLeaves, makeDatabase } from "../store/file/care-fixture.ts";
import { cli } from "./support.ts";

const of = (directory: string) => ["--set", `daemon.dataDirectory=${directory}`];

describe("edgewise store", () => {
  test("backs the database up into a checked file, and writes over nothing", async () => {
    const directory = makeDirectory();
    const path = makeDatabase(directory);
    const target = join(makeDirectory(), "copy.db");
    const { code, json } = await cli("store", "backup", target, ...of(directory), "--json");
    expect({ code, value: json() }).toMatchObject({ code: 0, value: { from: path, path: target } });
    expect((await cli("store", "check", target)).code).toBe(0);
    const again = await cli("store", "backup", target, ...of(directory));
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining("is there already") });
  });

  test("checks the configuration's database and says where there is none", async () => {
    const directory = makeDirectory();
    expect(await cli("store", "check", ...of(directory))).toMatchObject({
      code: 1,
      err: expect.stringContaining("no database"),
    });
    makeDatabase(directory);
    expect(await cli("store", "check", ...of(directory))).toMatchObject({
      code: 0,
      out: expect.stringContaining("is sound"),
    });
  });

  test("finds damage, and reads back what is left without touching the damaged file", async () => {
    const path = makeDatabase(makeDirectory());
    damageLeaves(path, "state", 4);
    const before = readFileSync(path);
    const check = await cli("store", "check", path);
    expect(check).toMatchObject({ code: 1, out: expect.stringContaining("is damaged") });
    expect(check.out).toContain("edgewise store salvage");
    const salvage = await cli("store", "salvage", path);
    expect(salvage).toMatchObject({
      code: 1,
      out: expect.stringMatching(/state: \d+ rows, the rest is lost/),
    });
    expect(existsSync(`${path}.salvaged`)).toBe(true);
    expect((await cli("store", "check", `${path}.salvaged`)).code).toBe(0);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("says what is no database", async () => {
    const path = join(makeDirectory(), "file");
    writeFileSync(path, "no database ".repeat(1000));
    expect(await cli("store", "salvage", path)).toMatchObject({
      code: 1,
      err: expect.stringContaining("not a database"),
    });
  });
});
