import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { mainProgram } from "../support/daemon.ts";

/** Leaves thousands of statements to a collection that runs as a task of its own, between two turns of the loop. */
const script = `
  const { openSqlite } = await import(process.argv[1]);
  const db = openSqlite(":memory:");
  for (let number = 0; number < 3000; number += 1) db.prepare("SELECT " + number).get();
  await new Promise((resolve) => setTimeout(resolve, 1));
  await gc({ type: "major", execution: "async" });
  console.log("still there");
`;

describe("SQLite on this Node.js", () => {
  it("survives the collection of its statements between turns of the event loop", () => {
    const sqlite = pathToFileURL(join(dirname(mainProgram), "store", "file", "sqlite.js")).href;
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      ["--expose-gc", "--input-type=module", "--eval", script, sqlite],
      { encoding: "utf8" },
    );
    expect({ status, signal, stdout, stderr }).toEqual({
      status: 0,
      signal: null,
      stdout: "still there\n",
      stderr: "",
    });
  });
});
