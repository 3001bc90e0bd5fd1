import { describe, expect, it } from "vitest";
import { stuck } from "../../../../src/anomaly/detectors/stuck.ts";
import { createNoise, createRandom, feed, makeWatch, minuteMs, startMs } from "../support.ts";

function moving(count: number, seed: number): number[] {
  const noise = createNoise(seed);
  return Array.from({ length: count }, () => Math.round((20 + noise()) * 10) / 10);
}

function held(count: number, value: number): number[] {
  return new Array<number>(count).fill(value);
}

describe("stuck", () => {
  it("alarms when a value that always moved stands still, and says since when", () => {
    const watch = makeWatch(stuck);
    const scores = feed(stuck, watch, [...moving(300, 1), ...held(60, 20.3)]);
    expect(Math.max(...scores.slice(0, 310))).toBeLessThan(0.5);
    expect(scores.at(-1)).toBeGreaterThan(0.5);
    expect(stuck.describe(watch, 0)).toMatchObject({ observed: 20.3, durationMs: 59 * minuteMs });
  });

  it("alarms also when its first report came from a clock that was ahead", () => {
    const watch = makeWatch(stuck);
    stuck.observe(watch, 0, 20, startMs + 1e12, startMs);
    stuck.restart?.(watch, 0, startMs);
    expect(feed(stuck, watch, [...moving(300, 1), ...held(60, 20.3)]).at(-1)).toBeGreaterThan(0.5);
  });

  it("is over with the first other value", () => {
    const scores = feed(stuck, makeWatch(stuck), [...moving(300, 2), ...held(60, 20.3), 20.4]);
    expect(scores.at(-1)).toBe(0);
  });

  it("stays quiet for a setpoint, which never moves by itself", () => {
    const values = [...held(300, 20), ...held(500, 21), ...held(2000, 19)];
    expect(Math.max(...feed(stuck, makeWatch(stuck), values))).toBeLessThan(0.5);
  });

  it("stays quiet for a meter at rest at zero, however long", () => {
    const random = createRandom(3);
    const busy = Array.from({ length: 500 }, () => 100 + random() * 50);
    expect(Math.max(...feed(stuck, makeWatch(stuck), [...busy, ...held(3000, 0)]))).toBe(0);
  });

  it("stays quiet for a counter that has nothing to count", () => {
    const random = createRandom(31);
    let count = 500;
    const counting = Array.from({ length: 400 }, () => {
      count += Math.floor(random() * 3);
      return count;
    });
    expect(Math.max(...feed(stuck, makeWatch(stuck), [...counting, ...held(600, count)]))).toBe(0);
  });

  it("stays quiet for a value saturated at an end it has been at before", () => {
    const noise = createNoise(4);
    const humidity = Array.from({ length: 2000 }, () => Math.min(100, 97 + noise() * 2));
    const scores = feed(stuck, makeWatch(stuck), [...humidity, ...held(500, 100)]);
    expect(Math.max(...scores)).toBeLessThan(0.5);
  });

  it("compares with the longest hold so far", () => {
    const values: number[] = [];
    for (let turn = 0; turn < 10; turn += 1) values.push(...moving(150, 10 + turn), ...held(18, 20.1));
    const scores = feed(stuck, makeWatch(stuck), [...values, 20.5, ...held(40, 20.1)]);
    expect(Math.max(...scores)).toBeLessThan(0.5);
  });

  it("needs the hold to last, not only to have many samples", () => {
    const scores = feed(stuck, makeWatch(stuck), [...moving(2000, 5), ...held(500, 20.3)], {
      intervalMs: 100,
    });
    expect(Math.max(...scores)).toBeLessThan(0.5);
  });

  it("does not count the years of a corrected clock as a hold", () => {
    const watch = makeWatch(stuck);
    feed(stuck, watch, [...moving(300, 6), ...held(3, 20.3)]);
    const later = startMs + 1e12;
    stuck.restart?.(watch, 0, later);
    stuck.observe(watch, 0, 20.3, later, later);
    stuck.restart?.(watch, 0, later);
    expect(stuck.observe(watch, 0, 20.3, later + minuteMs, later + minuteMs)).toBeLessThan(0.5);
  });

  it("begins a new hold after a restart, however long the time away was", () => {
    const watch = makeWatch(stuck);
    feed(stuck, watch, moving(300, 6));
    const later = startMs + 40 * 24 * 60 * minuteMs;
    stuck.restart?.(watch, 0, later);
    const scores = feed(stuck, watch, held(25, 20.3), { from: later, intervalMs: 1000 });
    expect(Math.max(...scores)).toBeLessThan(0.5);
    const longer = feed(stuck, watch, held(60, 20.3), { from: later + minuteMs });
    expect(longer.at(-1)).toBeGreaterThan(0.5);
  });
});
