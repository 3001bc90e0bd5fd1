import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/errors.ts";
import { parseLength, parseSince, sayAgo, stamp, stampOf } from "../../../src/cli/moments.ts";

/** A Monday, 13:00 in Berlin. */
const now = Date.UTC(2026, 0, 5, 12, 0, 0);

describe("parseSince", () => {
  it.each([
    ["90s", "2026-01-05T11:58:30.000Z"],
    ["24h", "2026-01-04T12:00:00.000Z"],
    ["7 days", "2025-12-29T12:00:00.000Z"],
    ["1.5h", "2026-01-05T10:30:00.000Z"],
    ["2w", "2025-12-22T12:00:00.000Z"],
    ["30min", "2026-01-05T11:30:00.000Z"],
    ["today", "2026-01-04T23:00:00.000Z"],
    ["yesterday", "2026-01-03T23:00:00.000Z"],
    ["Sunday", "2026-01-03T23:00:00.000Z"],
    ["07:30", "2026-01-05T06:30:00.000Z"],
    ["2026-01-05", "2026-01-04T23:00:00.000Z"],
    ["2026-01-05 10:00", "2026-01-05T09:00:00.000Z"],
    ["2025-07-01 10:00", "2025-07-01T08:00:00.000Z"],
    ["2026-01-05T10:00:00Z", "2026-01-05T10:00:00.000Z"],
    ["2026-01-05T10:00:00+05:30", "2026-01-05T04:30:00.000Z"],
    ["1767607200", "2026-01-05T10:00:00.000Z"],
  ])("reads %s on the clocks of the zone", (text, expected) => {
    expect(new Date(parseSince(text, now, "Europe/Berlin")).toISOString()).toBe(expected);
  });

  it.each(["", "soon", "-3h", "2026-13-01", "24 parsecs", "h"])("refuses %j", (text) => {
    expect(() => parseSince(text, now, "UTC")).toThrow(UsageError);
  });
});

describe("parseLength", () => {
  it.each([
    ["500ms", 500],
    ["2", 2_000],
    ["1.5s", 1_500],
    ["5m", 300_000],
    ["10min", 600_000],
    ["2d", 172_800_000],
  ])("reads %s", (text, ms) => {
    expect(parseLength(text)).toBe(ms);
  });

  it.each(["0", "-1s", "1y", "s", ""])("refuses %j", (text) => {
    expect(() => parseLength(text)).toThrow(UsageError);
  });
});

describe("times for people", () => {
  it("are on the clocks of the zone", () => {
    expect(stamp(now, "Asia/Tokyo")).toBe("2026-01-05 21:00");
    expect(stampOf("2026-01-05T12:00:00.000Z", "UTC")).toBe("2026-01-05 12:00");
    expect(stampOf(null, "UTC")).toBe("?");
  });

  it("are told as a distance either way", () => {
    expect(sayAgo(now - 180_000, now)).toBe("3 min ago");
    expect(sayAgo(now + 40_000, now)).toBe("in 40 s");
    expect(sayAgo(now, now)).toBe("just now");
  });
});
