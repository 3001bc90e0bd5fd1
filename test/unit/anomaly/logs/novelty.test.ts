import { describe, expect, it } from "vitest";
import { admitNovelty, createNoveltyPace, noveltyScore } from "../../../../src/anomaly/logs/novelty.ts";
import { createLogWatch } from "../../../../src/anomaly/logs/watch.ts";
import { dayMs, hourMs, minuteMs, startMs } from "../support.ts";

function watchOf(lines: number, singles: number) {
  const limits = { countMin: 8, times: 4 };
  const classifier = { enabled: true, waitMs: 2000, perMinuteMax: 1200 };
  const settings = {
    warmUpLines: 100,
    warmUpMs: 0,
    novelPerHour: 10,
    errors: limits,
    flood: limits,
    alike: limits,
    alikeProblems: limits,
    habitAlarmsPerWeek: 5,
    classifier,
  };
  return Object.assign(createLogWatch("gw", settings, 10), { lines, singles });
}

describe("log novelty", () => {
  it("is an alarm for an error of a log that repeats itself", () => {
    expect(noveltyScore(watchOf(100, 3), "error")).toBeGreaterThan(0.8);
    expect(noveltyScore(watchOf(10_000, 50), "error")).toBeGreaterThan(0.8);
    expect(noveltyScore(watchOf(100, 3), "warning")).toBeGreaterThan(0.5);
    expect(noveltyScore(watchOf(100, 3), "info")).toBeLessThan(0.5);
  });

  it("is expected of a log that says new things all the time, except what is critical", () => {
    expect(noveltyScore(watchOf(2000, 400), "error")).toBeLessThan(0.5);
    expect(noveltyScore(watchOf(2000, 400), "critical")).toBeGreaterThan(0.5);
  });

  it("comes freely at first, then ever more rarely, up to once a day", () => {
    const pace = createNoveltyPace();
    const told: number[] = [];
    for (let at = startMs; at < startMs + 7 * dayMs; at += 20 * minuteMs)
      if (admitNovelty(pace, "error", at)) told.push(at);
    expect(told.slice(0, 3)).toEqual([startMs, startMs + 20 * minuteMs, startMs + 40 * minuteMs]);
    const [, , , fourth = 0] = told;
    expect(fourth - startMs).toBeGreaterThanOrEqual(100 * minuteMs);
    expect(told.filter((at) => at >= startMs + dayMs).length).toBeLessThanOrEqual(10);
  });

  it("counts lines of the same minutes as one piece of news, and is free again after quiet weeks", () => {
    const pace = createNoveltyPace();
    for (let line = 0; line < 50; line += 1)
      expect(admitNovelty(pace, "error", startMs + line * 10_000)).toBe(true);
    for (const hour of [1, 2, 3, 4, 5]) admitNovelty(pace, "error", startMs + hour * hourMs);
    expect(admitNovelty(pace, "error", startMs + 5.5 * hourMs)).toBe(false);
    expect(admitNovelty(pace, "error", startMs + 21 * dayMs)).toBe(true);
  });

  it("never holds back a critical line", () => {
    const pace = createNoveltyPace();
    for (let hour = 0; hour < 50; hour += 1)
      expect(admitNovelty(pace, "critical", startMs + hour * hourMs)).toBe(true);
  });
});
