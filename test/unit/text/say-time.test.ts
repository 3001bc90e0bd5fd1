import { describe, expect, it } from "vitest";
import { localTime, sayMoment, saySince, sayTime } from "../../../src/text/say-time.ts";

const now = Date.UTC(2026, 0, 7, 13, 30);
const berlin = { now, timeZone: "Europe/Berlin" };

describe("sayTime", () => {
  it("tells the day only as far as needed", () => {
    expect(sayTime(Date.UTC(2026, 0, 7, 13, 5), berlin)).toBe("at 14:05");
    expect(sayTime(Date.UTC(2026, 0, 6, 22, 10), berlin)).toBe("yesterday at 23:10");
    expect(sayTime(Date.UTC(2026, 0, 5, 8, 15), berlin)).toBe("on Monday at 09:15");
    expect(sayTime(Date.UTC(2026, 0, 1, 8, 15), berlin)).toBe("on Thursday at 09:15");
    expect(sayTime(Date.UTC(2025, 11, 31, 8, 15), berlin)).toBe("on 31 December 2025 at 09:15");
  });

  it("counts days on the local calendar, not in UTC", () => {
    // 23:30 UTC on the 6th is already the 7th in Berlin.
    expect(sayTime(Date.UTC(2026, 0, 6, 23, 30), berlin)).toBe("at 00:30");
    expect(sayTime(Date.UTC(2026, 0, 6, 23, 30), { now, timeZone: "UTC" })).toBe("yesterday at 23:30");
  });

  it("gives the date of a moment in the future, as after a clock set back", () => {
    expect(sayTime(Date.UTC(2026, 0, 9, 8, 0), berlin)).toBe("on 9 January at 09:00");
  });

  it("does not throw on a moment no calendar has", () => {
    expect(sayTime(Number.NaN, berlin)).toBe("on 1 January 1970 at 01:00");
    expect(sayTime(1e300, berlin)).toContain("1970");
  });
});

describe("saySince", () => {
  it("leaves the hour out from two days ago on", () => {
    expect(saySince(Date.UTC(2026, 0, 7, 13, 5), berlin)).toBe("since 14:05");
    expect(saySince(Date.UTC(2026, 0, 6, 22, 10), berlin)).toBe("since yesterday at 23:10");
    expect(saySince(Date.UTC(2026, 0, 5, 8, 15), berlin)).toBe("since Monday");
  });
});

describe("sayMoment", () => {
  it("says the same without a preposition", () => {
    expect(sayMoment(Date.UTC(2026, 0, 7, 13, 5), berlin)).toBe("14:05");
    expect(sayMoment(Date.UTC(2026, 0, 6, 22, 10), berlin)).toBe("yesterday at 23:10");
    expect(sayMoment(Date.UTC(2026, 0, 5, 8, 15), berlin)).toBe("Monday at 09:15");
  });
});

describe("localTime", () => {
  it("follows summer time", () => {
    expect(localTime(Date.UTC(2026, 2, 29, 0, 59), "Europe/Berlin").hour).toBe(1);
    expect(localTime(Date.UTC(2026, 2, 29, 1, 0), "Europe/Berlin").hour).toBe(3);
    expect(localTime(Date.UTC(2026, 0, 7, 23, 30), "Europe/Berlin")).toMatchObject({
      day: "2026-01-08",
      hour: 0,
      minute: 30,
      weekday: 4,
    });
  });
});
