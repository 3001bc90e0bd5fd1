import { describe, expect, it } from "vitest";
import { BurstMeter } from "../../../../src/anomaly/logs/burst.ts";
import { createRandom, dayMs, minuteMs, startMs } from "../support.ts";

describe("burst meter", () => {
  it("is over the limit when far more come in a minute than usual", () => {
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    let ratio = 0;
    for (let minute = 0; minute < 120; minute += 1)
      ratio = Math.max(ratio, meter.observe(startMs + minute * minuteMs));
    expect(ratio).toBeLessThan(1);
    for (let one = 0; one < 60; one += 1) ratio = meter.observe(startMs + 121 * minuteMs + one * 500);
    expect(ratio).toBeGreaterThan(1);
  });

  it("falls back within minutes when the burst ends", () => {
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    for (let one = 0; one < 50; one += 1) meter.observe(startMs + one * 100);
    expect(meter.ratioAt(startMs + 5000)).toBeGreaterThan(1);
    expect(meter.ratioAt(startMs + 5 * minuteMs)).toBeLessThan(0.3);
  });

  it("gets used to a log that says a lot all the time, and only slowly to a burst", () => {
    const random = createRandom(1);
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    let at = startMs;
    let over = 0;
    while (at < startMs + dayMs / 2) {
      at += random() * 2 * 1000;
      if (meter.observe(at) > 1 && at > startMs + 60 * minuteMs) over += 1;
    }
    expect(over).toBe(0);
    expect(meter.usualPerWindow).toBeGreaterThan(50);
    const usual = meter.limit(at);
    for (let one = 0; one < 10_000; one += 1) meter.observe(at + one * 6);
    meter.ratioAt(at + 3 * minuteMs);
    expect(meter.limit(at)).toBeLessThan(usual * 1.5);
  });

  it("does bounded work over a silence of years and survives a clock that goes back", () => {
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    meter.observe(startMs);
    expect(meter.observe(startMs + 3650 * dayMs)).toBeLessThan(1);
    expect(meter.observe(startMs)).toBeLessThan(1);
    expect(meter.limit(startMs)).toBe(8);
  });

  /** A wave of `count` events within half a minute; answers the highest ratio. */
  function wave(meter: BurstMeter, at: number, count: number): number {
    let highest = 0;
    for (let one = 0; one < count; one += 1)
      highest = Math.max(highest, meter.observe(at + (one * 30_000) / count));
    return highest;
  }

  it("takes a wave that comes every day at the same time as usual from the third on, but not one far higher", () => {
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    const ratios = [0, 1, 2, 3, 4, 5].map((day) => wave(meter, startMs + day * dayMs, 12));
    expect(ratios.map((ratio) => ratio >= 1)).toEqual([true, true, false, false, false, false]);
    expect(wave(meter, startMs + 6 * dayMs, 30)).toBeGreaterThan(1);
  });

  it("takes waves within the hour as one, and forgets them after two weeks", () => {
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    meter.observe(startMs - dayMs);
    for (let turn = 0; turn < 6; turn += 1)
      expect(wave(meter, startMs + turn * 40 * minuteMs, 12)).toBeGreaterThan(1);
    for (const day of [1, 2]) wave(meter, startMs + day * dayMs, 12);
    expect(wave(meter, startMs + 3 * dayMs, 12)).toBeLessThan(1);
    expect(wave(meter, startMs + 10 * dayMs, 12)).toBeLessThan(1);
    expect(wave(meter, startMs + 30 * dayMs, 12)).toBeGreaterThan(1);
  });

  it("says nothing of what is usual before it has watched for ten minutes", () => {
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    const minute = 60_000;
    for (let line = 0; line < 50; line += 1) meter.observe(line);
    expect(meter.usualMax()).toBeUndefined();
    for (let at = 0; at <= 30; at += 1) meter.observe(at * minute);
    expect(meter.usualMax()).toBeGreaterThanOrEqual(1);
  });

  it("does not take the time in which nobody listened for quiet", () => {
    const limits = { countMin: 8, times: 4 };
    const before = new BurstMeter(limits);
    for (let line = 0; line < 24 * 3600; line += 1) before.observe(startMs + line * 1000);
    const restored = new BurstMeter(limits);
    restored.restore(before.learnt());
    restored.observe(startMs + 72 * 3_600_000);
    expect(restored.usualPerWindow).toBeGreaterThan(50);
  });
});
