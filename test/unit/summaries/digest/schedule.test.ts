import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dueDigest,
  dueWeek,
  readMemory,
  withPublished,
  writeMemory,
} from "../../../../src/summaries/digest/schedule.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const nothing = { days: [], to: 0 };
const berlin = { hour: 7, timeZone: "Europe/Berlin" };

describe("dueDigest", () => {
  it("is due from its hour until midnight, on the local clock", () => {
    expect(dueDigest(Date.UTC(2026, 0, 5, 5, 59), nothing, berlin)).toBeUndefined();
    const expected = { day: "2026-01-05", from: Date.UTC(2026, 0, 4, 6), to: Date.UTC(2026, 0, 5, 6) };
    expect(dueDigest(Date.UTC(2026, 0, 5, 6, 0), nothing, berlin)).toEqual(expected);
    expect(dueDigest(Date.UTC(2026, 0, 5, 22, 59), nothing, berlin)).toEqual(expected);
    expect(dueDigest(Date.UTC(2026, 0, 5, 23, 0), nothing, berlin)).toBeUndefined();
  });

  it("is never due twice for a day", () => {
    const due = dueDigest(Date.UTC(2026, 0, 5, 6), nothing, berlin);
    if (!due) throw new Error("not due");
    const memory = withPublished(nothing, due);
    expect(dueDigest(Date.UTC(2026, 0, 5, 15), memory, berlin)).toBeUndefined();
    expect(dueDigest(Date.UTC(2026, 0, 5, 15), memory, { ...berlin, hour: 12 })).toBeUndefined();
    expect(dueDigest(Date.UTC(2026, 0, 6, 6), memory, berlin)?.from).toBe(due.to);
  });

  it("covers missed days, but no more than a week", () => {
    const memory = { days: ["2026-01-05"], to: Date.UTC(2026, 0, 5, 6) };
    expect(dueDigest(Date.UTC(2026, 0, 8, 12), memory, berlin)?.from).toBe(memory.to);
    expect(dueDigest(Date.UTC(2026, 1, 8, 12), memory, berlin)?.from).toBe(Date.UTC(2026, 1, 7, 6));
  });

  it("comes once on the day whose hour is skipped, and covers 23 hours", () => {
    // Clocks in Berlin go from 02:00 to 03:00 on 29 March 2026, at 01:00 UTC.
    const early = { ...berlin, hour: 2 };
    expect(dueDigest(Date.UTC(2026, 2, 29, 0, 59), nothing, early)).toBeUndefined();
    expect(dueDigest(Date.UTC(2026, 2, 29, 1, 0), nothing, early)?.day).toBe("2026-03-29");
    const due = dueDigest(Date.UTC(2026, 2, 29, 12), nothing, berlin);
    expect((due?.to ?? 0) - (due?.from ?? 0)).toBe(23 * hourMs);
  });

  it("comes once on the day whose hour comes twice, and covers 25 hours", () => {
    // Clocks in Berlin go from 03:00 back to 02:00 on 25 October 2026, at 01:00 UTC.
    const early = { ...berlin, hour: 2 };
    const first = dueDigest(Date.UTC(2026, 9, 25, 0, 0), nothing, early);
    if (!first) throw new Error("not due");
    expect(dueDigest(Date.UTC(2026, 9, 25, 1, 0), withPublished(nothing, first), early)).toBeUndefined();
    const due = dueDigest(Date.UTC(2026, 9, 25, 12), nothing, berlin);
    expect((due?.to ?? 0) - (due?.from ?? 0)).toBe(25 * hourMs);
  });

  it("waits while the clock was never set", () => {
    expect(dueDigest(Date.UTC(1970, 0, 1, 12), nothing, berlin)).toBeUndefined();
  });

  it("goes on after the clock was years ahead for a while", () => {
    const ahead = dueDigest(Date.UTC(2036, 0, 5, 12), nothing, berlin);
    if (!ahead) throw new Error("not due");
    const back = dueDigest(Date.UTC(2026, 0, 5, 12), withPublished(nothing, ahead), berlin);
    expect(back).toEqual({ day: "2026-01-05", from: Date.UTC(2026, 0, 4, 6), to: Date.UTC(2026, 0, 5, 6) });
  });

  it("comes exactly once a day in any zone at any hour, through any number of looks at the clock", () => {
    const zones = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
    );
    fc.assert(
      fc.property(zones, fc.nat(23), fc.integer({ min: 7, max: 50 }), (timeZone, hour, stepMin) => {
        let memory: { days: string[]; to: number } = { days: [], to: 0 };
        let count = 0;
        // Ten days around the spring change in Europe, two weeks after the American one.
        const start = Date.UTC(2026, 2, 24);
        for (let now = start; now < start + 10 * dayMs; now += stepMin * 60_000) {
          const due = dueDigest(now, memory, { hour, timeZone });
          if (!due) continue;
          expect(memory.days).not.toContain(due.day);
          if (count > 0) expect(due.from).toBe(memory.to);
          memory = withPublished(memory, due);
          count += 1;
        }
        expect(count).toBeGreaterThanOrEqual(9);
        expect(count).toBeLessThanOrEqual(11);
      }),
      { numRuns: 20 },
    );
  });
});

describe("readMemory", () => {
  it("reads back what was written", () => {
    const memory = { days: ["2026-01-05"], to: 5 };
    expect(readMemory(writeMemory(memory))).toEqual(memory);
  });

  it.each(["", "null", "[]", "{}", '{"days":[1],"to":5}', '{"days":[],"to":null}', "{"])(
    "refuses %j",
    (text) => {
      expect(readMemory(text)).toBeUndefined();
    },
  );

  it("forgets days long past", () => {
    let memory: { days: string[]; to: number } = { days: [], to: 0 };
    for (let day = 0; day < 100; day += 1)
      memory = withPublished(memory, { day: String(day), from: 0, to: day });
    expect(memory.days).toHaveLength(16);
    expect(memory.days.at(-1)).toBe("99");
  });
});

describe("dueWeek", () => {
  const monday = { weekday: 0, ...berlin };
  // Monday 5 January 2026, 07:00 in Berlin.
  const to = Date.UTC(2026, 0, 5, 6);

  it("is due from its day and hour on until it is that day again, once", () => {
    expect(dueWeek(to - 1, nothing, monday)).toMatchObject({ day: "2025-12-29" });
    const expected = { day: "2026-01-05", from: to - 7 * dayMs, to };
    expect(dueWeek(to, nothing, monday)).toEqual(expected);
    expect(dueWeek(to + 6 * dayMs, nothing, monday)).toEqual(expected);
    expect(dueWeek(to + 6 * dayMs, withPublished(nothing, expected), monday)).toBeUndefined();
    expect(dueWeek(to + 7 * dayMs, withPublished(nothing, expected), monday)?.from).toBe(to);
  });

  it("covers up to three weeks after an absence, and not more", () => {
    const memory = { days: ["2026-01-05"], to };
    expect(dueWeek(to + 15 * dayMs, memory, monday)).toMatchObject({ from: to, to: to + 14 * dayMs });
    expect(dueWeek(to + 50 * dayMs, memory, monday)).toMatchObject({ from: to + 42 * dayMs });
  });

  it("has 167 hours in the week in which the clocks go forward", () => {
    const due = dueWeek(Date.UTC(2026, 2, 30, 12), nothing, monday);
    expect(due && due.to - due.from).toBe(167 * hourMs);
  });

  it("leaves a week out of which less than two days were watched", () => {
    expect(dueWeek(to, { ...nothing, since: to - dayMs }, monday)).toBeUndefined();
    expect(dueWeek(to, { ...nothing, since: to - 2 * dayMs }, monday)).toBeDefined();
  });

  it("is not due while the clock is before 2025, whatever the day", () => {
    expect(dueWeek(Date.UTC(1970, 0, 5, 12), nothing, monday)).toBeUndefined();
  });

  it("is remembered with when it was first asked for", () => {
    const memory = { days: ["2026-01-05"], to, since: 5 };
    expect(readMemory(writeMemory(memory))).toEqual(memory);
  });
});
