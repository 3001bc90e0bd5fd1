import { describe, expect, it } from "vitest";
import { UsualDelays } from "../../../../src/anomaly/logs/usual-delays.ts";
import { hourMs, minuteMs, startMs } from "../support.ts";

/** A line a minute for so many minutes; answers how many were late. */
function hear(
  delays: UsualDelays,
  from: number,
  minutes: number,
  delayOf: (minute: number) => number,
): number {
  let late = 0;
  for (let minute = from; minute < from + minutes; minute += 1)
    if (delays.isLate(delayOf(minute - from), startMs + minute * minuteMs)) late += 1;
  return late;
}

describe("usual delays of a log", () => {
  it("make the lines of a backlog late until it has caught up", () => {
    const delays = new UsualDelays();
    hear(delays, 0, 60, () => 2000);
    expect(hear(delays, 60, 60, (minute) => 3 * hourMs - 2 * minute * minuteMs)).toBe(60);
    expect(hear(delays, 120, 60, () => 2000)).toBe(0);
  });

  it("do not make lines late after one that was ahead", () => {
    const delays = new UsualDelays();
    hear(delays, 0, 10, () => 1000);
    expect(delays.isLate(-3 * hourMs, startMs + 10 * minuteMs)).toBe(false);
    expect(hear(delays, 11, 100, () => 1000)).toBe(0);
  });

  it("take a delay that stays for usual within a quarter of an hour, beside the one before", () => {
    const delays = new UsualDelays();
    hear(delays, 0, 60, () => 0);
    expect(hear(delays, 60, 60, () => hourMs)).toBeLessThanOrEqual(16);
    expect(hear(delays, 120, 60, (minute) => (minute % 2) * hourMs)).toBe(0);
  });

  it("take no delay for usual that comes back every day for a moment", () => {
    const delays = new UsualDelays();
    for (let day = 0; day < 10; day += 1) {
      hear(delays, day * 1440, 60, () => 0);
      expect(hear(delays, day * 1440 + 60, 3, () => 2 * hourMs)).toBe(3);
    }
  });

  it("follow a log that is first heard with a backlog", () => {
    const delays = new UsualDelays();
    expect(hear(delays, 0, 60, (minute) => (60 - minute) * minuteMs)).toBe(0);
    expect(hear(delays, 60, 60, () => 0)).toBe(0);
  });

  it("know few delays, however many clocks there are", () => {
    const delays = new UsualDelays();
    hear(delays, 0, 1000, (minute) => (minute % 50) * hourMs);
    expect(hear(delays, 1000, 60, () => 0)).toBe(0);
  });
});
