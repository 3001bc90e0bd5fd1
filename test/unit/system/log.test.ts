import { describe, expect, it } from "vitest";
import { createPinoLog } from "../../../src/system/log.ts";

function setUp(level: "debug" | "info" | "warn" | "error" = "info") {
  const lines: string[] = [];
  const log = createPinoLog({ level, destination: { write: (line) => void lines.push(line) } });
  const write = (fields: Record<string, unknown>) => {
    log.write("info", "bus.connected", "connected", fields);
    return JSON.parse(lines.at(-1) ?? "") as Record<string, unknown>;
  };
  return { lines, log, write };
}

describe("createPinoLog", () => {
  it("writes one JSON object per line with a level in words and a UTC time", () => {
    const { lines, write } = setUp();
    const record = write({ url: "mqtt://broker" });
    expect(record).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      event: "bus.connected",
      url: "mqtt://broker",
      msg: "connected",
    });
    expect(lines[0]?.endsWith("\n")).toBe(true);
    write({ text: "two\nlines" });
    expect(lines[1]?.trimEnd()).not.toContain("\n");
  });

  it("never writes values whose name says secret, at any depth", () => {
    const { write, lines } = setUp();
    write({
      password: "hunter2",
      passphrase: "hunter2",
      apiKey: "hunter2",
      options: { headers: { Authorization: "hunter2" }, list: [{ accessToken: "hunter2" }] },
      map: new Map([["client_secret", "hunter2"]]),
      missing: { password: undefined },
    });
    expect(lines.join("")).not.toContain("hunter2");
    expect(lines.join("")).toContain("[secret]");
  });

  it.each([
    ["mqtt://pump:hunter2@broker:1883", "mqtt://pump:[secret]@broker:1883"],
    ["connect to https://:hunter2@host/x failed", "connect to https://:[secret]@host/x failed"],
    [`${"x".repeat(4_080)} http://u:hunter2@host`, expect.not.stringContaining("hunter2")],
    ["http://host:8080/a@b", "http://host:8080/a@b"],
  ])("takes passwords out of URLs: %s", (text, expected) => {
    expect(setUp().write({ text }).text).toEqual(expected);
  });

  it("keeps the keys of the line its own", () => {
    expect(setUp().write({ level: 9, time: 1, msg: "x", event: "y" })).toMatchObject({
      level: "info",
      event: "bus.connected",
      msg: "connected",
      level_: 9,
      time_: 1,
      msg_: "x",
      event_: "y",
    });
  });

  it("writes anything it is given within its limits", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const record = setUp().write({
      circular,
      big: 10n,
      nan: Number.NaN,
      bytes: Buffer.alloc(9),
      long: "x".repeat(100_000),
      many: Array.from({ length: 500 }, (_, count) => count),
      wrongDate: new Date(Number.NaN),
      run: () => {},
      error: Object.assign(new TypeError("broken"), { code: "E" }),
    });
    expect(record).toMatchObject({
      big: "10",
      nan: "NaN",
      bytes: "[9 bytes]",
      wrongDate: "invalid date",
      error: { type: "TypeError", message: "broken", code: "E" },
    });
    expect(String(record.long).length).toBeLessThan(4_200);
    expect(record.many).toHaveLength(50);
  });

  it("leaves out what is below its level, and follows a change", () => {
    const { log, lines } = setUp("warn");
    log.write("info", "a", "not written", {});
    log.setLevel("debug");
    log.write("debug", "b", "written", {});
    log.setLevel("error");
    log.write("warn", "c", "not written", {});
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(["b"]);
  });
});
