import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DaemonProcess, mainProgram, removeDaemon, startDaemon } from "../support/daemon.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "edgewise-summarize-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function summarize(args: readonly string[], input = "") {
  return spawnSync(process.execPath, [mainProgram, "summarize", ...args], {
    encoding: "utf8",
    input,
    cwd: folder,
  });
}

describe("edgewise summarize", () => {
  it("condenses a text by the model and keeps its warnings", () => {
    const filler = "The pump was greased and the filter was cleaned on the first round. ".repeat(12);
    const { status, stdout } = summarize(["-", "--json"], `${filler}Do not enter the pit before 14:00.`);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ input: "text", text: { method: "encoder" } });
    expect(stdout).toContain("Do not enter the pit before 14:00.");
  });

  it("tells of a burst in a log, and says where the facts are", () => {
    const line = (at: number, text: string) =>
      `${new Date(Date.UTC(2026, 0, 5, 10) + at).toISOString()} ${text}`;
    const lines = [
      ...Array.from({ length: 60 }, (_, minute) => line(minute * 60_000, "INFO pump cycle done")),
      ...Array.from({ length: 40 }, (_, second) => line(3_600_000 + second * 1_000, "ERROR valve stuck")),
    ];
    const file = join(folder, "pump.log");
    writeFileSync(file, lines.join("\n"));
    const { status, stdout } = summarize([file, "--style", "explanation", "--zone", "utc"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^The pump log .*\d+ (?:problem )?lines/);
    expect(stdout).toContain("logBurst");
    expect(stdout).toContain("100 log lines read.");
  });

  it("says with line and column what is wrong with facts", () => {
    const file = join(folder, "bad.json");
    writeFileSync(file, '{"type": "incident",\n "status": maybe}');
    const { status, stderr } = summarize([file]);
    expect(status).toBe(1);
    expect(stderr).toContain(`${file}:2:12: a value is expected`);
  });
});

describe("edgewise summary", () => {
  let daemon: DaemonProcess;
  beforeAll(async () => {
    daemon = await startDaemon({ config: {} });
  });
  afterAll(() => removeDaemon(daemon));

  it("is told by the running daemon, and its facts can be summarised again", async () => {
    const day = await daemon.get<{ text: string }>("/api/summary");
    expect(day.text).toBeTruthy();
    const week = await daemon.get<{ span: string }>("/api/summary?span=week");
    expect(week.span).toBe("week");
    const again = summarize(["-", "--json"], JSON.stringify(week));
    expect(JSON.parse(again.stdout)).toMatchObject({
      input: "facts",
      summaries: [{ facts: { type: "digest" } }],
    });
  });
});
