import { describe, expect, it } from "vitest";
import {
  acceptValue,
  completedDays,
  dailyRangeFields,
  dayToDaySpread,
  highBefore,
  lowBefore,
  observeDailyRange,
  seenHigh,
  seenLow,
} from "../../../src/signal/daily-range.ts";

const dayMs = 86_400_000;

function rangeOver(days: readonly (readonly number[])[]): Float64Array {
  const memory = new Float64Array(dailyRangeFields);
  for (const [day, values] of days.entries()) {
    for (const value of values) observeDailyRange(memory, 0, value, day * dayMs);
  }
  return memory;
}

describe("daily range", () => {
  it("knows today and the days before apart", () => {
    const memory = rangeOver([
      [-3, 2],
      [1, 9],
    ]);
    expect(completedDays(memory, 0)).toBe(1);
    expect([lowBefore(memory, 0), highBefore(memory, 0)]).toEqual([-3, 2]);
    expect([seenLow(memory, 0), seenHigh(memory, 0)]).toEqual([-3, 9]);
  });

  it("takes an accepted value for one of the days before, and forgets it with the day it came on", () => {
    const memory = rangeOver([[0, 1], [0]]);
    acceptValue(memory, 0, 9, dayMs);
    expect([lowBefore(memory, 0), highBefore(memory, 0)]).toEqual([0, 9]);
    for (let day = 2; day < 9; day += 1) observeDailyRange(memory, 0, 1, day * dayMs);
    expect(highBefore(memory, 0)).toBe(9);
    observeDailyRange(memory, 0, 1, 9 * dayMs);
    expect(highBefore(memory, 0)).toBe(1);
    const fresh = rangeOver([[0, 1]]);
    acceptValue(fresh, 0, 9, 0);
    expect([completedDays(fresh, 0), seenHigh(fresh, 0)]).toEqual([0, 9]);
  });

  it("forgets after seven days", () => {
    const memory = rangeOver([[-100, 100], ...Array.from({ length: 7 }, () => [0, 1]), [0]]);
    expect([lowBefore(memory, 0), highBefore(memory, 0)]).toEqual([0, 1]);
  });

  it("says how far the extremes of the days lie apart: the growth per day of a counter", () => {
    expect(dayToDaySpread(rangeOver([[0, 10], [10, 20], [20, 30], [30]]), 0)).toBe(10);
    expect(dayToDaySpread(rangeOver([[0, 10], [0]]), 0)).toBe(0);
  });

  it("counts a silence of days as one step", () => {
    const memory = new Float64Array(dailyRangeFields);
    observeDailyRange(memory, 0, 1, 0);
    observeDailyRange(memory, 0, 2, 1e15);
    expect(completedDays(memory, 0)).toBe(1);
  });
});
