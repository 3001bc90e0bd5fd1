import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberTicks, timeTicks } from "../../../../../src/cli/detect/plot/axis.ts";

const labels = (low: number, high: number) => numberTicks(low, high, 5).map(({ label }) => label);
const at = (iso: string) => Date.parse(iso);
const times = (from: string, to: string, offsetMs = 0) =>
  timeTicks(at(from), at(to), { countMax: 8, offsetMs }).map(({ label, note }) =>
    note === undefined ? label : `${label} ${note}`,
  );

describe("ticks of numbers", () => {
  it("are round and within the axis", () => {
    expect(labels(0, 10)).toEqual(["0", "2", "4", "6", "8", "10"]);
    expect(labels(19.87, 20.31)).toEqual(["19.9", "20.0", "20.1", "20.2", "20.3"]);
    expect(labels(-0.004, 0.003)).toEqual(["-0.004", "-0.002", "0", "0.002"]);
    expect(labels(-3e6, 2e6)).toEqual(["-3000000", "-2000000", "-1000000", "0", "1000000", "2000000"]);
  });

  it("are few for any range, also one without a width", () => {
    expect(numberTicks(5, 5, 4)).toEqual([{ at: 5, label: "5.000", note: undefined }]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e12 }),
        (low, width) => {
          const ticks = numberTicks(low, low + width, 6);
          expect(ticks.length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });
});

describe("ticks of numbers that are large for what lies between them", () => {
  it.each([
    [1e16, 1e16 + 2],
    [-1e16 - 2, -1e16],
    [1e300, 1e300 * (1 + 2 ** -52)],
    [Number.MAX_VALUE / 2, Number.MAX_VALUE],
  ])("from %d to %d are few, each at its own place", (low, high) => {
    const places = numberTicks(low, high, 8).map((tick) => tick.at);
    expect(places.length).toBeGreaterThan(0);
    expect(places.length).toBeLessThanOrEqual(17);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("ticks of time", () => {
  it("are round on the clock, with the day where it changes", () => {
    expect(times("2026-01-05T22:10:00Z", "2026-01-06T02:20:00Z")).toEqual([
      "23:00 2026-01-05",
      "00:00 2026-01-06",
      "01:00",
      "02:00",
    ]);
    expect(times("2026-01-05T10:00:00Z", "2026-01-05T10:00:12Z")[1]).toBe("10:00:02");
    expect(times("2026-01-05T10:00:00Z", "2026-01-05T10:00:00.012Z")[1]).toBe("10:00:00.002");
  });

  it("are days, first days of months and years for long files", () => {
    expect(times("2026-01-05T22:10:00Z", "2026-01-09T02:20:00Z")).toEqual([
      "12:00 2026-01-06".replace("12:00 ", "00:00 "),
      "12:00",
      "00:00 2026-01-07",
      "12:00",
      "00:00 2026-01-08",
      "12:00",
      "00:00 2026-01-09",
    ]);
    expect(times("2026-01-05T22:10:00Z", "2026-01-12T02:20:00Z")[0]).toBe("2026-01-06");
    expect(times("2025-11-15T00:00:00Z", "2026-03-03T00:00:00Z")).toEqual([
      "2025-12-01",
      "2026-01-01",
      "2026-02-01",
      "2026-03-01",
    ]);
    expect(times("1999-06-01T00:00:00Z", "2020-03-03T00:00:00Z")).toContain("2005-01-01");
  });

  it("are those of the zone's clocks", () => {
    expect(times("2026-01-05T10:10:00Z", "2026-01-05T18:00:00Z", 5.5 * 3_600_000)[0]).toBe(
      "16:00 2026-01-05",
    );
  });

  it("are few for any length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e12 }), (length) => {
        const ticks = timeTicks(1e12, 1e12 + length, { countMax: 8, offsetMs: 0 });
        expect(ticks.length).toBeLessThanOrEqual(9);
      }),
    );
  });
});
