import { describe, expect, it } from "vitest";
import { gap } from "../../../../src/anomaly/detectors/gap.ts";
import { createRandom, dayMs, feed, hourMs, makeWatch, minuteMs, startMs } from "../support.ts";

describe("gap", () => {
  it("notices a periodic sensor that fell silent after several intervals, and says for how long", () => {
    const watch = makeWatch(gap);
    feed(gap, watch, new Array<number>(100).fill(1));
    const lastAt = startMs + 99 * minuteMs;
    expect(gap.tick?.(watch, 0, lastAt + 7 * minuteMs)).toBeLessThan(0.5);
    expect(gap.dueAt?.(watch, 0)).toBe(lastAt + 8 * minuteMs);
    expect(gap.tick?.(watch, 0, lastAt + 9 * minuteMs)).toBeGreaterThan(0.5);
    expect(gap.describe(watch, 0)).toMatchObject({
      durationMs: 9 * minuteMs,
      usualDurationMs: minuteMs,
    });
  });

  it("is over with the next sample", () => {
    const watch = makeWatch(gap);
    feed(gap, watch, new Array<number>(100).fill(1));
    const backAt = startMs + 300 * minuteMs;
    expect(gap.tick?.(watch, 0, backAt)).toBeGreaterThan(0.5);
    expect(gap.observe(watch, 0, 1, backAt, backAt)).toBe(0);
    expect(gap.tick?.(watch, 0, backAt + minuteMs)).toBeLessThan(0.5);
  });

  it("never calls a fast sensor silent before the least time", () => {
    const watch = makeWatch(gap);
    feed(gap, watch, new Array<number>(1000).fill(1), { intervalMs: 100 });
    const lastAt = startMs + 999 * 100;
    expect(gap.tick?.(watch, 0, lastAt + 59_000)).toBeLessThan(0.5);
    expect(gap.tick?.(watch, 0, lastAt + 61_000)).toBeGreaterThan(0.5);
  });

  it("watches a sensor with irregular reports for a day before it judges, and then by its longest silence", () => {
    const random = createRandom(1);
    const watch = makeWatch(gap);
    let at = startMs;
    let longestMs = 0;
    while (at < startMs + 3 * dayMs) {
      const intervalMs = random() < 0.3 ? 4 * hourMs * random() : 10_000 + 50_000 * random();
      longestMs = Math.max(longestMs, intervalMs);
      if (at < startMs + dayMs / 2) expect(gap.dueAt?.(watch, 0)).toBe(Number.POSITIVE_INFINITY);
      at += intervalMs;
      expect(gap.tick?.(watch, 0, at)).toBeLessThan(0.5);
      gap.observe(watch, 0, 1, at, at);
    }
    expect(gap.tick?.(watch, 0, at + 2 * longestMs)).toBeLessThan(0.5);
    expect(gap.tick?.(watch, 0, at + 5 * longestMs)).toBeGreaterThan(0.5);
  });

  it("never judges a single retained message or a handful of samples", () => {
    const watch = makeWatch(gap);
    feed(gap, watch, [1, 1, 1]);
    expect(gap.tick?.(watch, 0, startMs + 100 * dayMs)).toBe(0);
  });

  it("judges batches by when they arrive, not by when they were measured", () => {
    const watch = makeWatch(gap);
    let worst = 0;
    for (let batch = 0; batch < 60; batch += 1) {
      const seenAt = startMs + batch * 10 * minuteMs;
      if (batch > 30) worst = Math.max(worst, gap.tick?.(watch, 0, seenAt) ?? 0);
      for (let one = 0; one < 10; one += 1) gap.observe(watch, 0, 1, seenAt - one * minuteMs, seenAt);
    }
    expect(worst).toBeLessThan(0.5);
  });

  it("waits longer for a sensor that has been silent and back several times", () => {
    const watch = makeWatch(gap);
    let at = startMs;
    const limits: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      for (let one = 0; one < 60; one += 1) {
        at += minuteMs;
        gap.observe(watch, 0, 1, at, at);
      }
      limits.push((gap.dueAt?.(watch, 0) ?? 0) - at);
      at += 40 * minuteMs;
    }
    expect(limits[1]).toBeGreaterThan(limits[0] as number);
    expect(limits[3]).toBeGreaterThan(limits[1] as number);
  });

  it("forgets a running silence when the clock jumped", () => {
    const watch = makeWatch(gap);
    feed(gap, watch, new Array<number>(100).fill(1));
    const later = startMs + 3650 * dayMs;
    gap.restart?.(watch, 0, later);
    expect(gap.tick?.(watch, 0, later + minuteMs)).toBeLessThan(0.5);
  });
});
