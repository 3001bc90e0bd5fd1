import { describe, expect, it } from "vitest";
import { rate } from "../../../../src/anomaly/detectors/rate.ts";
import { createNoise, createRandom, dayMs, feed, makeWatch, minuteMs, startMs } from "../support.ts";

/** A slow wave with a little noise. */
function wave(count: number, seed: number): number[] {
  const noise = createNoise(seed);
  return Array.from({ length: count }, (_, index) => 50 + 20 * Math.sin(index / 100) + noise() * 0.2);
}

describe("rate", () => {
  it("alarms on a jump inside the usual range, with its size and its time", () => {
    const values = wave(1000, 1);
    const last = values.at(-1) as number;
    const watch = makeWatch(rate);
    const scores = feed(rate, watch, [...values, last > 50 ? 35 : 65]);
    expect(Math.max(...scores.slice(0, -1))).toBeLessThan(0.5);
    expect(scores.at(-1)).toBeGreaterThan(0.5);
    const finding = rate.describe(watch, 0);
    expect(Math.abs(finding.observed ?? 0)).toBeGreaterThan(10);
    expect(finding.direction).toBe((finding.observed ?? 0) > 0 ? "high" : "low");
    expect(finding.durationMs).toBe(minuteMs);
  });

  it("does not take two quick reports of an event-driven sensor for an infinite rate", () => {
    const random = createRandom(2);
    const watch = makeWatch(rate);
    let at = startMs;
    for (let index = 0; index < 1000; index += 1) {
      at += 20_000 + random() * 80_000;
      expect(rate.observe(watch, 0, 20 + random() * 0.4, at, at)).toBeLessThan(0.5);
    }
    expect(rate.observe(watch, 0, 20.4, at + 1, at + 1)).toBeLessThan(0.5);
    expect(rate.observe(watch, 0, 20.0, at + 1, at + 1)).toBeLessThan(0.5);
  });

  it("stays quiet when what rested all night begins to move, as the sun does", () => {
    const noise = createNoise(41);
    const night = new Array<number>(400).fill(0);
    const dawn = Array.from({ length: 120 }, (_, minute) =>
      Math.max(0, minute * (0.2 + minute / 40) + noise()),
    );
    expect(Math.max(...feed(rate, makeWatch(rate), [...night, ...dawn]))).toBeLessThan(0.5);
  });

  it("stays quiet on a series that only ever jumps between two values", () => {
    const random = createRandom(3);
    const values = Array.from({ length: 5000 }, () => (random() < 0.03 ? 100 : 0));
    expect(feed(rate, makeWatch(rate), values).filter((score) => score >= 0.5).length).toBeLessThanOrEqual(2);
  });

  it("alarms also when its first report came from a clock that was ahead", () => {
    const watch = makeWatch(rate);
    rate.observe(watch, 0, 50, startMs + 400 * dayMs, startMs);
    rate.restart?.(watch, 0, startMs);
    const values = wave(1000, 1);
    const last = values.at(-1) as number;
    expect(feed(rate, watch, [...values, last > 50 ? 35 : 65]).at(-1)).toBeGreaterThan(0.5);
  });

  it("does not judge the first change after the clock jumped", () => {
    const watch = makeWatch(rate);
    feed(rate, watch, wave(1000, 4));
    rate.restart?.(watch, 0, startMs);
    const later = startMs - 400 * dayMs;
    expect(rate.observe(watch, 0, 1e6, later, later)).toBe(0);
  });
});
