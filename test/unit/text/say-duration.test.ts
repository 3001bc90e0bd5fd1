import { describe, expect, it } from "vitest";
import { sayDuration } from "../../../src/text/say-duration.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe("sayDuration", () => {
  it.each([
    [0, "less than a second", "under 1 s"],
    [-5, "less than a second", "under 1 s"],
    [1000, "1 second", "1 s"],
    [44_600, "45 seconds", "45 s"],
    [60_200, "1 minute", "1 min"],
    [75_000, "75 seconds", "75 s"],
    [12 * minuteMs, "12 minutes", "12 min"],
    [89 * minuteMs, "89 minutes", "89 min"],
    [200 * minuteMs, "3 hours 20 minutes", "3 h 20 min"],
    [2 * hourMs, "2 hours", "2 h"],
    [9.999 * hourMs, "10 hours", "10 h"],
    [14.4 * hourMs, "14 hours", "14 h"],
    [76 * hourMs, "3 days 4 hours", "3 d 4 h"],
    [16 * 24 * hourMs, "16 days", "16 d"],
  ])("says %d ms as %s and %s", (durationMs, long, short) => {
    expect(sayDuration(durationMs)).toBe(long);
    expect(sayDuration(durationMs, "short")).toBe(short);
  });
});
