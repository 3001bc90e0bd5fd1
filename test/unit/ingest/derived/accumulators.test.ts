import { describe, expect, it } from "vitest";
import { createRate, createTotal } from "../../../../src/ingest/derived/accumulators.ts";

const hour = 3_600_000;
const minute = 60_000;

function keeperOf(total: number) {
  return {
    total,
    add(growth: number) {
      this.total += growth;
      return this.total;
    },
  };
}

describe("a running total", () => {
  it("holds a power until the next is heard", () => {
    const step = createTotal(keeperOf(0), hour);
    expect(step([2], 0)).toBe(0);
    expect(step([0], hour / 2)).toBe(1);
    expect(step([5], hour)).toBe(1);
    expect(step([5], hour + hour / 2)).toBe(3.5);
  });

  it("counts nothing after a power that was not followed in time", () => {
    const step = createTotal(keeperOf(10), hour);
    step([2], 0);
    expect(step([2], hour + 1)).toBe(10);
    expect(step([2], 2 * hour + 1)).toBe(12);
  });

  it("counts nothing for time that ran backwards, and tells its keeper", () => {
    const keeper = keeperOf(1);
    const step = createTotal(keeper, hour);
    step([2], hour);
    expect(step([2], 0)).toBe(1);
    expect(step([2], hour / 4)).toBe(1.5);
    expect(keeper.total).toBe(1.5);
  });
});

describe("a rate", () => {
  it("is the growth over at least the span, per unit of time", () => {
    const step = createRate({ spanMs: minute, ageMaxMs: hour, per: "min" });
    expect(step([100], 0)).toBeUndefined();
    expect(step([101], minute / 2)).toBeUndefined();
    expect(step([103], minute)).toBe(3);
    expect(step([103], 2 * minute)).toBe(0);
    expect(step([109], 5 * minute)).toBe(2);
  });

  it("skips the step in which the counter was reset", () => {
    const step = createRate({ spanMs: 0, ageMaxMs: hour, per: "h" });
    step([1_000], 0);
    expect(step([3], minute)).toBe("counterReset");
    expect(step([4], 2 * minute)).toBe(60);
  });

  it("sees a reset within its span too", () => {
    const step = createRate({ spanMs: 10 * minute, ageMaxMs: hour, per: "min" });
    step([100], 0);
    expect(step([0], minute)).toBe("counterReset");
    expect(step([200], 2 * minute)).toBeUndefined();
    expect(step([220], 11 * minute)).toBe(22);
  });

  it("begins anew after a silence and after a clock was set back", () => {
    const step = createRate({ spanMs: 0, ageMaxMs: hour, per: "h" });
    step([1], 0);
    expect(step([500], 2 * hour)).toBe("gap");
    expect(step([501], hour)).toBeUndefined();
    expect(step([502], hour + minute)).toBe(60);
  });
});
