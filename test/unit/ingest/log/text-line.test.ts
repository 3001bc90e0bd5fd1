import { describe, expect, it } from "vitest";
import { parseTextLine } from "../../../../src/ingest/log/text-line.ts";

const options = { zone: "utc", nearMs: Date.UTC(2026, 0, 5, 12) } as const;
const read = (line: string) => parseTextLine(line, options);
const none = { at: undefined, severity: undefined, host: undefined, program: undefined };

describe("parseTextLine", () => {
  it.each([
    [
      "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:0:0:0:0:2181:FastLeaderElection@774] - Notification time out: 3200",
      {
        ...none,
        at: Date.UTC(2015, 6, 29, 17, 41, 44, 747),
        severity: "info",
        program: "FastLeaderElection",
        message: "Notification time out: 3200",
      },
    ],
    [
      "[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6",
      {
        ...none,
        at: Date.UTC(2005, 11, 4, 4, 47, 44),
        severity: "error",
        message: "mod_jk child workerEnv in error state 6",
      },
    ],
    [
      "Dec 14 15:16:01 combo sshd(pam_unix)[19939]: authentication failure; logname= uid=0",
      {
        ...none,
        at: Date.UTC(2025, 11, 14, 15, 16, 1),
        host: "combo",
        program: "sshd(pam_unix)",
        message: "authentication failure; logname= uid=0",
      },
    ],
    [
      "Jan  5 11:00:00 gw app[3]: ERROR: no route",
      {
        ...none,
        at: Date.UTC(2026, 0, 5, 11),
        host: "gw",
        program: "app",
        severity: "error",
        message: "ERROR: no route",
      },
    ],
    [
      "01-04 16:13:38.811  1702  2395 D WindowManager: printFreezingDisplayLogs",
      {
        ...none,
        at: Date.UTC(2026, 0, 4, 16, 13, 38, 811),
        severity: "debug",
        program: "WindowManager",
        message: "printFreezingDisplayLogs",
      },
    ],
    [
      "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_38 terminating",
      {
        ...none,
        at: Date.UTC(2008, 10, 9, 20, 36, 15),
        severity: "info",
        program: "dfs.DataNode$PacketResponder",
        message: "PacketResponder 1 for block blk_38 terminating",
      },
    ],
    [
      "I0105 11:00:00.123456   123 file.go:12] started",
      {
        ...none,
        at: Date.UTC(2026, 0, 5, 11, 0, 0, 123),
        severity: "info",
        program: "file.go:12",
        message: "started",
      },
    ],
    [
      'time="2026-01-05T11:00:00Z" level=warn msg="disk \\"sda\\" is slow" component=io',
      {
        ...none,
        at: Date.UTC(2026, 0, 5, 11),
        severity: "warning",
        program: "io",
        message: 'disk "sda" is slow',
      },
    ],
    [
      "2026-01-05T11:00:00Z WARN main: low",
      { ...none, at: Date.UTC(2026, 0, 5, 11), severity: "warning", program: "main", message: "low" },
    ],
    [
      "2026-01-05 11:00:00 [thread-1] ERROR boom",
      { ...none, at: Date.UTC(2026, 0, 5, 11), severity: "error", message: "boom" },
    ],
    [
      "[Sun Dec 04 04:47:44 2005] [error] [client 192.0.2.1] forbidden",
      {
        ...none,
        at: Date.UTC(2005, 11, 4, 4, 47, 44),
        severity: "error",
        message: "[client 192.0.2.1] forbidden",
      },
    ],
    ["ERROR: disk full", { ...none, severity: "error", message: "disk full" }],
    ["[warn] disk nearly full", { ...none, severity: "warning", message: "disk nearly full" }],
    ["fatal: no such file", { ...none, severity: "critical", message: "no such file" }],
    ["2026-01-05 11:00:00 pump started", { ...none, at: Date.UTC(2026, 0, 5, 11), message: "pump started" }],
  ])("takes apart %s", (line, expected) => {
    expect(read(line)).toEqual(expected);
  });

  it.each([
    "pump started",
    "Error in line 3 of the recipe",
    "no error found",
    "an INFO in the middle",
    "    at Object.<anonymous> (file.js:1:2)",
    "12 bottles",
    "134681 node-246 unix.hw state_change.unavailable 1077804742 1 Component State Change",
    "[12] [x]",
  ])("leaves %j whole, with no severity", (line) => {
    expect(read(line)).toEqual({ ...none, message: line });
  });

  it("keeps a line that is all header", () => {
    expect(read("2026-01-05 11:00:00")).toMatchObject({ message: "2026-01-05 11:00:00" });
    expect(read("[ERROR]")).toMatchObject({ message: "[ERROR]", severity: "error" });
  });

  it("takes linear time for a long line of brackets", () => {
    const line = `2026-01-05 11:00:00 ${"[a".repeat(30_000)}`;
    expect(read(line).message.length).toBeGreaterThan(50_000);
  });
});
