import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { repositoryRoot } from "../support/daemon.ts";
import { droppingDiskProblem } from "./power-cut/disk/dropping-disk.ts";

/** Runs the harness of `npm run faults` for a few kills. Its whole runs are too long for here. */
function powerCut(...args: string[]): { status: number | null; table: string } {
  const program = join(repositoryRoot, "build/test/faults/run.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "power-cut", ...args], {
    encoding: "utf8",
  });
  return { status, table: `${stdout}\n${stderr}` };
}

/** Half a minute on a quiet machine; the time goes into starts of processes, which a busy one makes wait. */
const timeoutMs = 300_000;
const diskProblem = droppingDiskProblem();

describe("power cuts", { timeout: timeoutMs }, () => {
  beforeAll(() => {
    const compiler = join(repositoryRoot, "node_modules/.bin/tsc");
    const { status, stdout } = spawnSync(compiler, ["-p", join(repositoryRoot, "tsconfig.faults.json")], {
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  test("lose nothing acknowledged in any write path of the store", () => {
    const { status, table } = powerCut("--seed", "101", "--kills", "18");
    expect(status, table).toBe(0);
  });

  test("lose nothing acknowledged by the whole daemon", () => {
    const { status, table } = powerCut("--level", "daemon", "--seed", "102", "--kills", "2");
    expect(status, table).toBe(0);
  });

  test.skipIf(diskProblem !== undefined)(
    `lose nothing acknowledged on a disk that drops what was not flushed${diskProblem ? ` (skipped: ${diskProblem})` : ""}`,
    () => {
      const { status, table } = powerCut("--seed", "103", "--kills", "8", "--drop-unflushed");
      expect(status, table).toBe(0);
    },
  );

  test("are noticed by the audit when something is acknowledged before it is on the disk", () => {
    const { status, table } = powerCut(
      "--seed",
      "104",
      "--kills",
      "6",
      "--focus",
      "groupCommit",
      "--sabotage",
      "earlyAcknowledgement",
    );
    expect(table).toMatch(/lost: /);
    expect(status).toBe(1);
  });
});
