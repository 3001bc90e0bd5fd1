import { describe, expect, it } from "vitest";
import { createDataDrivenClock } from "../../../../src/cli/replay/data-clock.ts";

function steps(clock: ReturnType<typeof createDataDrivenClock>, at: number): number[] {
  const seen: number[] = [];
  clock.goTo(at, () => seen.push(clock.now()));
  return seen;
}

describe("the clock of the data", () => {
  it("steps about once a second, as the daemon's timers would", () => {
    const clock = createDataDrivenClock(10_000);
    expect(steps(clock, 10_400)).toEqual([]);
    expect(steps(clock, 11_000)).toEqual([11_000]);
    expect(steps(clock, 13_500)).toEqual([12_000, 13_000]);
    expect(clock.now()).toBe(13_500);
    expect(clock.monotonicMs()).toBe(3_500);
  });

  it("never goes back", () => {
    const clock = createDataDrivenClock(10_000);
    expect(steps(clock, 5_000)).toEqual([]);
    expect(clock.now()).toBe(10_000);
  });

  it("passes years in some hundred steps", () => {
    const clock = createDataDrivenClock(0);
    const yearMs = 365 * 86_400_000;
    const seen = steps(clock, 7 * yearMs);
    expect(seen.length).toBeLessThan(300);
    expect(clock.now()).toBe(7 * yearMs);
    // A minute of silence is still looked at every second or so.
    expect(seen.filter((at) => at <= 10_000)).toHaveLength(9);
  });

  it("shows whole milliseconds, which ids need", () => {
    const clock = createDataDrivenClock(0.7);
    expect(steps(clock, 123_456.789).every(Number.isInteger)).toBe(true);
    expect(clock.now()).toBe(123_456);
  });
});
