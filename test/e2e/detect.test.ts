import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mainProgram } from "../support/daemon.ts";
import { coldStoreDoorRow, coldStoreTable, pumpTable, roomTable } from "../support/generated-tables.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edgewise-detect-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

function detect(args: readonly string[], input = "") {
  const run = spawnSync(process.execPath, [mainProgram, "detect", ...args], {
    encoding: "utf8",
    input,
    maxBuffer: 1e8,
  });
  const lines = run.stdout.trimEnd().split("\n");
  return { status: run.status, lines, stderr: run.stderr };
}

interface JudgedRow {
  time: string | null;
  row: number;
  score: number;
  flag: boolean;
  expected: { low: number; high: number; typical: number } | null;
  direction: string;
  reason: string;
  kind: string | null;
  column: string;
}

function judged(args: readonly string[], input = ""): JudgedRow[] {
  const { status, lines, stderr } = detect(["--json", ...args], input);
  expect(status, stderr).toBe(0);
  return lines.map((line) => JSON.parse(line) as JudgedRow);
}

describe("edgewise detect", () => {
  it("finds a fault in a series with irregular times and missing values, and says what was expected", () => {
    const rows = judged([write("room.csv", roomTable(2_000, 1_500))]);
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 2_000 }, (_, row) => row + 1));
    expect(rows.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
    const flagged = rows.filter(({ flag }) => flag);
    const first = flagged.find(({ row }) => row > 1_500);
    expect(first?.row).toBeLessThan(1_510);
    expect(flagged.filter(({ row }) => row <= 1_500).length).toBeLessThan(5);
    expect(first).toMatchObject({ direction: "high", column: "temperature" });
    expect(first?.reason).not.toBe("");
    expect(first?.kind).not.toBeNull();
    expect(first?.expected?.high).toBeLessThan(29);
    expect(first?.time).toMatch(/^2026-01-0\dT\d\d:\d\d:\d\d\.000Z$/);
  });

  it("is seldom wrong about three weeks in which a door stood open once", () => {
    const flagged = judged([write("coldstore.csv", coldStoreTable())]).filter(({ flag }) => flag);
    const isTrue = ({ row }: JudgedRow) => row >= coldStoreDoorRow && row < coldStoreDoorRow + 24;
    expect(flagged.find(isTrue)).toMatchObject({ direction: "high", column: "temperature" });
    expect(flagged.find(isTrue)?.row).toBeLessThan(coldStoreDoorRow + 4);
    // Two a week are bearable.
    expect(flagged.filter((row) => !isTrue(row)).length).toBeLessThanOrEqual(6);
  });

  it("judges the columns of a machine jointly, and says which one leads", () => {
    const rows = judged([write("pump.csv", pumpTable(1_200, 900)), "--budget", "1/hour"]);
    expect(rows).toHaveLength(1_200);
    const flagged = rows.filter(({ flag }) => flag);
    expect(flagged.some(({ row }) => row > 900 && row < 930)).toBe(true);
    expect(flagged.filter(({ row }) => row <= 900).length).toBeLessThan(3);
    const at = flagged.find(({ row }) => row > 900);
    expect(["flow", "vibration1", "vibration2"]).toContain(at?.column);
  });

  it("knows no more than the rows up to the one it judges", () => {
    const lines = roomTable(900, 600);
    const whole = detect(["--json", write("whole.csv", lines)]).lines;
    for (const rows of [1, 2, 611]) {
      const part = detect(["--json", write("part.csv", lines.slice(0, rows + 1))]).lines;
      expect(part).toEqual(whole.slice(0, rows));
    }
    const joint = pumpTable(500, 400);
    const jointWhole = detect(["--json", write("pump.csv", joint)]).lines;
    expect(detect(["--json", write("part.csv", joint.slice(0, 422))]).lines).toEqual(
      jointWhole.slice(0, 421),
    );
  });

  it("tells a person row by row, and at the end on standard error what it was", () => {
    const lines = roomTable(1_000, 800);
    const found = detect(["-"], lines.join("\r\n"));
    expect(found.status).toBe(0);
    expect(found.lines).toHaveLength(1_000);
    expect(found.lines[900]).toMatch(/^2026-01-0\d \d\d:\d\d:\d\d {2}\d\.\d{3} .* (?:\d|no value)/);
    expect(found.lines.find((line) => line.includes("ALARM"))).toMatch(
      /ALARM {2}\d.*, expected .* to .*: \w/,
    );
    expect(found.stderr).toMatch(/^1,000 rows, \d+ alarms?, [\d,]+ rows\/s\.\n$/);
  });

  it("flags less where fewer false alarms are bearable", () => {
    const file = write("pump.csv", pumpTable(1_500, 1_200));
    const flags = (budget: string) => judged([file, "--budget", budget]).filter(({ flag }) => flag).length;
    expect(flags("1/year")).toBeLessThanOrEqual(flags("1/hour"));
  });

  it("draws what it found", () => {
    const plot = join(folder, "out.svg");
    const { status } = detect([
      write("pump.csv", pumpTable(1_200, 900)),
      "--budget",
      "1/hour",
      "--plot",
      plot,
    ]);
    expect(status).toBe(0);
    const svg = readFileSync(plot, "utf8");
    expect(svg.length).toBeLessThan(500_000);
    expect(svg).toMatch(/<g class="flag"><title>2026-01-05 00:1[56]:\d\d\n/);
  });

  it("goes quietly when the reader of its output does", () => {
    const file = write("room.csv", roomTable(20_000, 15_000));
    const run = spawnSync(
      "bash",
      ["-o", "pipefail", "-c", '"$0" "$1" detect "$2" | head -n 2', process.execPath, mainProgram, file],
      { encoding: "utf8" },
    );
    expect(run.stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });

  it.each([
    ["no file", [], "There is no file to judge.", 2],
    ["a file that is not there", ["none.csv"], "cannot read none.csv", 1],
    ["a budget that is none", ["-", "--budget", "lots"], "false alarms are bearable", 2],
    ["a column that is not there", ["-", "--value", "b"], 'there is no column "b"', 1],
  ])("refuses %s", (_, args, message, code) => {
    const { status, stderr } = detect(args as string[], "a\n1\n");
    expect(stderr).toContain(message);
    expect(status).toBe(code);
  });
});
