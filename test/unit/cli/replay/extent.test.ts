import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measureExtent, shiftOf, timeWarning } from "../../../../src/cli/replay/extent.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.UTC(2026, 0, 5, 12);
const extent = (firstAt: number, lastAt: number) => ({ records: 2, timed: 2, firstAt, lastAt });

describe("the extent of a replay", () => {
  it("counts records and finds the ends, whatever their order", async () => {
    async function* records() {
      for (const at of [500, undefined, 100, 900, 300]) yield { at, topic: "t", payload: "1" };
    }
    const counts: number[] = [];
    expect(await measureExtent(records(), (count) => counts.push(count))).toEqual({
      records: 5,
      timed: 4,
      firstAt: 100,
      lastAt: 900,
    });
    expect(counts).toEqual([1, 2, 3, 4, 5]);
  });

  it("ends now when published at once, and starts now at the speed of life", () => {
    const old = extent(now - 400 * dayMs, now - 399 * dayMs);
    expect(shiftOf(old, { times: "shift", speed: Number.POSITIVE_INFINITY, now })).toBe(399 * dayMs);
    expect(shiftOf(old, { times: "shift", speed: 1, now })).toBe(400 * dayMs);
  });

  it("never dates a record later than the moment it is published", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 * dayMs }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        (spanMs, part, speed) => {
          const shiftMs = shiftOf(extent(0, spanMs), { times: "shift", speed, now });
          const at = part * spanMs;
          const publishedAt = now + at / speed;
          expect(at + shiftMs).toBeLessThanOrEqual(publishedAt + 1);
        },
      ),
    );
  });

  it.each(["keep", "arrival"] as const)("moves nothing with %s", (times) => {
    expect(shiftOf(extent(0, 1), { times, speed: 1, now })).toBe(0);
  });

  it("warns when the daemon will not take the times", () => {
    const limits = { shiftMs: 0, now, pastMaxDays: 30, futureMaxHours: 24 };
    expect(timeWarning(extent(now - 29 * dayMs, now), limits)).toBeUndefined();
    expect(timeWarning(extent(now - 31 * dayMs, now), limits)).toContain("31 days back");
    expect(timeWarning(extent(now, now + 30 * hourMs), limits)).toContain("30 hours ahead");
    expect(timeWarning({ ...extent(0, 0), firstAt: undefined, lastAt: undefined }, limits)).toBeUndefined();
  });
});
