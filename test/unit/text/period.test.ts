import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePeriod, readPeriods } from "../../../src/text/period.ts";

const zone = "Europe/Berlin";
/** Thursday. */
const now = Date.parse("2026-03-12T14:30:00+01:00");

/** The canonical period that takes the whole text. */
function readAll(text: string): string | undefined {
  return readPeriods(text, 0).find(({ end }) => end === text.length)?.out;
}

function span(text: string, at = now, timeZone: string | undefined = zone): string | undefined {
  const period = parsePeriod(text, at, timeZone);
  return period && `${new Date(period.from).toISOString()} ${new Date(period.to).toISOString()}`;
}

describe("readPeriods", () => {
  it.each([
    ["today", "today"],
    ["so far today", "today"],
    ["yesterday", "yesterday"],
    ["last night", "last night"],
    ["overnight", "last night"],
    ["during the night", "last night"],
    ["this morning", "this morning"],
    ["yesterday evening", "yesterday evening"],
    ["this week", "this week"],
    ["in the last week", "last week"],
    ["last month", "last month"],
    ["in the last 2 hours", "in the last 2 hours"],
    ["over the past two hours", "in the last 2 hours"],
    ["in the last hour", "in the last hour"],
    ["last 90 minutes", "in the last 90 minutes"],
    ["in the last half hour", "in the last 30 minutes"],
    ["in the past 24 hours", "in the last 24 hours"],
    ["in the last 3 months", "in the last 90 days"],
    ["on monday", "on Monday"],
    ["last monday", "last Monday"],
    ["since 7 am", "since 07:00"],
    ["since 7:30 pm", "since 19:30"],
    ["since 19:30", "since 19:30"],
    ["since seven", "since 7"],
    ["since midnight", "since 00:00"],
    ["since yesterday", "since yesterday"],
    ["since monday", "since Monday"],
    ["between 8 and 10", "between 8 and 10"],
    ["from 8 am to 10 am", "between 08:00 and 10:00"],
    ["since 25", undefined],
    ["since 13 pm", undefined],
    ["on someday", undefined],
    ["tomorrow", undefined],
    ["in the last kilometre", undefined],
  ])("reads %j as %j", (text, expected) => {
    expect(readAll(text)).toBe(expected);
  });

  it("writes only what parsePeriod takes", () => {
    const texts = [
      "in the last 5400 seconds",
      "in the last day",
      "in the last 7 days",
      "since this morning",
      "the day before yesterday",
      "tonight",
      "this year",
      "in the last 1.5 hours",
    ];
    for (const text of texts) {
      const out = readAll(text);
      expect(out, text).toBeDefined();
      expect(parsePeriod(out ?? "", now, zone), out).toBeDefined();
    }
  });
});

describe("parsePeriod", () => {
  it.each([
    ["today", "2026-03-11T23:00:00.000Z 2026-03-12T13:30:00.001Z"],
    ["yesterday", "2026-03-10T23:00:00.000Z 2026-03-11T23:00:00.000Z"],
    ["last night", "2026-03-11T20:00:00.000Z 2026-03-12T06:00:00.000Z"],
    ["this morning", "2026-03-12T04:00:00.000Z 2026-03-12T11:00:00.000Z"],
    ["yesterday evening", "2026-03-11T17:00:00.000Z 2026-03-11T23:00:00.000Z"],
    ["this week", "2026-03-08T23:00:00.000Z 2026-03-12T13:30:00.001Z"],
    ["last week", "2026-03-01T23:00:00.000Z 2026-03-08T23:00:00.000Z"],
    ["last month", "2026-01-31T23:00:00.000Z 2026-02-28T23:00:00.000Z"],
    ["last year", "2024-12-31T23:00:00.000Z 2025-12-31T23:00:00.000Z"],
    ["on Monday", "2026-03-08T23:00:00.000Z 2026-03-09T23:00:00.000Z"],
    ["on Thursday", "2026-03-11T23:00:00.000Z 2026-03-12T13:30:00.001Z"],
    ["last Thursday", "2026-03-04T23:00:00.000Z 2026-03-05T23:00:00.000Z"],
    ["in the last 2 hours", "2026-03-12T11:30:00.000Z 2026-03-12T13:30:00.001Z"],
    ["since 07:00", "2026-03-12T06:00:00.000Z 2026-03-12T13:30:00.001Z"],
    ["since 19:30", "2026-03-11T18:30:00.000Z 2026-03-12T13:30:00.001Z"],
    ["since 2", "2026-03-12T13:00:00.000Z 2026-03-12T13:30:00.001Z"],
    ["between 8 and 10", "2026-03-12T07:00:00.000Z 2026-03-12T09:00:00.000Z"],
    ["between 22:00 and 02:00", "2026-03-11T21:00:00.000Z 2026-03-12T01:00:00.000Z"],
    ["since monday", "2026-03-08T23:00:00.000Z 2026-03-12T13:30:00.001Z"],
  ])("takes %j for %s", (text, expected) => {
    expect(span(text)).toBe(expected);
  });

  it("takes the night that is still going on for the last one at two in the morning", () => {
    const early = Date.parse("2026-03-12T02:00:00+01:00");
    expect(span("last night", early)).toBe("2026-03-11T20:00:00.000Z 2026-03-12T01:00:00.001Z");
  });

  it("knows that days of a clock change are an hour shorter or longer", () => {
    const spring = Date.parse("2026-03-30T12:00:00+02:00");
    const autumn = Date.parse("2026-10-26T12:00:00+01:00");
    for (const [at, hours] of [
      [spring, 23],
      [autumn, 25],
    ] as const) {
      const day = parsePeriod("yesterday", at, zone);
      expect(day && (day.to - day.from) / 3_600_000).toBe(hours);
    }
    // Midnight does not exist in Beirut on the day its clocks go forward.
    const beirut = parsePeriod("today", Date.parse("2026-03-29T12:00:00+03:00"), "Asia/Beirut");
    expect(beirut && new Date(beirut.from).toISOString()).toBe("2026-03-28T22:00:00.000Z");
  });

  it("reads nothing out of other texts", () => {
    for (const text of [
      "",
      "soon",
      "in the last",
      "in the last 0 hours x",
      "since",
      "since 99",
      "between 8",
      "this century",
      "last constructor",
    ]) {
      expect(parsePeriod(text, now, zone), text).toBeUndefined();
    }
  });

  it("never ends before it begins nor after now", () => {
    const texts = [
      "today",
      "yesterday",
      "tonight",
      "this evening",
      "this morning",
      "last night",
      "this week",
      "on Sunday",
      "since 23:59",
      "between 20:00 and 6",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.constantFrom("UTC", zone, "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", undefined),
        (text, at, timeZone) => {
          const period = parsePeriod(text, at, timeZone);
          expect(period).toBeDefined();
          if (!period) return;
          expect(period.from).toBeLessThanOrEqual(period.to);
          expect(period.to).toBeLessThanOrEqual(at + 1);
        },
      ),
    );
  });
});
