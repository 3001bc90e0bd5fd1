import { describe, expect, it } from "vitest";
import { BurstMeter } from "../../../src/anomaly/log-burst.ts";
import { createRandom, dayMs, minuteMs, startMs } from "./support.ts";

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
    expect(meter.usualPerMinute).toBeGreaterThan(50);
    const usual = meter.limit();
    for (let one = 0; one < 10_000; one += 1) meter.observe(at + one * 6);
    meter.ratioAt(at + 3 * minuteMs);
    expect(meter.limit()).toBeLessThan(usual * 1.5);
  });

  it("does bounded work over a silence of years and survives a clock that goes back", () => {
    const meter = new BurstMeter({ countMin: 8, times: 4 });
    meter.observe(startMs);
    expect(meter.observe(startMs + 3650 * dayMs)).toBeLessThan(1);
    expect(meter.observe(startMs)).toBeLessThan(1);
    expect(meter.limit()).toBe(8);
  });
});
