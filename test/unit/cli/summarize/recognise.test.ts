import { describe, expect, it } from "vitest";
import { recognise } from "../../../../src/cli/summarize/recognise.ts";

describe("what a file is", () => {
  it.each([
    ['{"type":"incident","evidence":[]}', "facts"],
    ['{\n "schema": "edgewise.incident.v1",\n "status": open}', "facts"],
    ["2026-01-05T14:05:00Z app started\n2026-01-05T14:05:01Z ready\n  at stack frame", "log"],
    ["  2026-01-05T14:05:00Z app started\n  2026-01-05T14:05:01Z ready", "log"],
    ["Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user", "log"],
    ["<34>1 2026-01-05T14:05:00Z host app - - - failed", "log"],
    ['{"time":"2026-01-05T14:05:00Z","msg":"a"}\n{"time":"2026-01-05T14:05:01Z","msg":"b"}', "log"],
    ["[ERROR] disk full\n[INFO] retry", "log"],
    ["081109 203615 148 INFO dfs.DataNode: block served", "log"],
    ["Frost is expected tonight. Cover the seedlings before midnight.", "text"],
    ["Night shift 22:00-06:00, line 2. We started on time.\nMade 4,180 packs.", "text"],
    ["{ice} on the road", "text"],
  ])("is told by its content: %j", (content, kind) => {
    expect(recognise(content)).toBe(kind);
  });
});
