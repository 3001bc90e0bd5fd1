import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { configReference } from "../../../src/config/docs.ts";
import { variableName } from "../../../src/config/environment.ts";
import { edgewiseConfig } from "../../../src/config/schema.ts";
import { leaves } from "../../../src/config/schema-walk.ts";

const reference = configReference();
const rows = reference.split("\n").filter((line) => line.startsWith("| `"));
const rowOf = (key: string) => rows.find((row) => row.startsWith(`| \`${key}\``));

describe("configReference", () => {
  it("has a row for every setting with its variable, type, whether it is live, and prose", () => {
    for (const { path, meta } of leaves(edgewiseConfig)) {
      const cells = rowOf(path.join("."))?.split(/(?<!\\) \| |^\| | \|$/);
      expect(cells?.[1]).toBe(`\`${path.join(".")}\`<br>\`${variableName(path)}\``);
      expect(cells?.[3]).not.toMatch(/^$|any value/);
      expect(cells?.[4]).toBe(meta.reload === "live" ? "yes" : "no");
      expect(cells?.[5]?.length).toBeGreaterThan(5);
    }
  });

  it("shows exactly the default that is in force when nothing is written", () => {
    const defaults = edgewiseConfig.parse({});
    for (const { path, meta } of leaves(edgewiseConfig)) {
      const value = path.reduce<unknown>(
        (table, key) => (table as Record<string, unknown> | undefined)?.[key],
        defaults,
      );
      const shown = /<br>`[A-Z0-9_]+` \| (.*?)(?<!\\) \| /.exec(rowOf(path.join(".")) ?? "")?.[1];
      // A table without entries says no more than nothing does.
      const isEmptyTable = isDeepStrictEqual(value, {});
      if (value === undefined || meta.secret || isEmptyTable) expect([path, shown]).toEqual([path, ""]);
      else expect(JSON.parse((shown ?? "").slice(1, -1).replaceAll("\\|", "|"))).toEqual(value);
    }
  });

  it("documents the keys of items of lists, down to tables and lists inside them", () => {
    for (const key of [
      "series",
      "fields[].states",
      "tls.caFile",
      "attributes.<name>.set.payload",
      "state.map",
    ]) {
      expect(rowOf(key), key).toBeDefined();
    }
  });

  it("parts the items of a list that may be of several types", () => {
    expect(reference).toContain("Each item of `sync.sinks` with `type: http`:");
    expect(reference).toContain("Each item of `sync.sinks` with `type: mqttBridge`:");
  });

  it("has only well-formed tables: as many cells in every row as in its head", () => {
    const tables = reference.split("\n\n").filter((block) => block.startsWith("|"));
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) {
      const counts = table
        .trim()
        .split("\n")
        .map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(counts).size, table.slice(0, 300)).toBe(1);
    }
  });
});
