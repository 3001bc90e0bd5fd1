import { describe, expect, it } from "vitest";
import { threshold } from "../../../../src/anomaly/detectors/threshold.ts";
import type { ThresholdRule } from "../../../../src/anomaly/threshold-rules.ts";
import { feed, makeWatch, minuteMs, startMs } from "../support.ts";

const heat: ThresholdRule = {
  name: "heat",
  series: "#",
  above: 30,
  hysteresis: 2,
  forMs: 0,
  severity: "warning",
};
const watchWith = (...rules: ThresholdRule[]) => makeWatch(threshold, { rules });
const isAlarm = (scores: readonly number[]) => scores.map((score) => score >= 0.5);

describe("threshold", () => {
  it("alarms strictly beyond the limit, not at it", () => {
    expect(isAlarm(feed(threshold, watchWith(heat), [29.9, 30, 30.000001]))).toEqual([false, false, true]);
    const frost = { ...heat, above: undefined, below: 0 };
    expect(isAlarm(feed(threshold, watchWith(frost), [0.1, 0, -0.000001]))).toEqual([false, false, true]);
  });

  it("ends exactly at the limit less the hysteresis, and not before", () => {
    expect(isAlarm(feed(threshold, watchWith(heat), [31, 30, 28.001, 28]))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("without hysteresis ends at the limit", () => {
    const rule = { ...heat, hysteresis: 0 };
    expect(isAlarm(feed(threshold, watchWith(rule), [31, 30]))).toEqual([true, false]);
  });

  it("waits for the whole minimum duration and starts it again after one value inside", () => {
    const rule = { ...heat, forMs: 3 * minuteMs };
    expect(isAlarm(feed(threshold, watchWith(rule), [31, 31, 31, 31]))).toEqual([false, false, false, true]);
    expect(isAlarm(feed(threshold, watchWith(rule), [31, 31, 29, 31, 31, 31]))).not.toContain(true);
  });

  it("alarms after the minimum duration although no further sample came", () => {
    const watch = watchWith({ ...heat, forMs: 3 * minuteMs });
    feed(threshold, watch, [31]);
    expect(threshold.dueAt?.(watch, 0)).toBe(startMs + 3 * minuteMs);
    expect(threshold.tick?.(watch, 0, startMs + 3 * minuteMs - 1)).toBe(0);
    expect(threshold.tick?.(watch, 0, startMs + 3 * minuteMs)).toBeGreaterThan(0.5);
  });

  it("counts the duration by measured time when samples come in one batch", () => {
    const watch = watchWith({ ...heat, forMs: 3 * minuteMs });
    const scores = [0, 1, 2, 3].map((one) =>
      threshold.observe(watch, 0, 31, startMs + one * minuteMs, startMs),
    );
    expect(isAlarm(scores)).toEqual([false, false, false, true]);
  });

  it("takes the crossing from one limit to the other as new", () => {
    const band = { ...heat, above: 30, below: 10, forMs: 2 * minuteMs };
    expect(isAlarm(feed(threshold, watchWith(band), [31, 31, 9, 9, 9]))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it("describes the most severe of several breached limits, which comes last", () => {
    const watch = watchWith(heat, { ...heat, name: "fire", above: 40, severity: "critical" });
    feed(threshold, watch, [35]);
    expect(threshold.describe(watch, 0)).toMatchObject({ limit: 30, severity: "warning", direction: "high" });
    feed(threshold, watch, [45], { from: startMs + minuteMs });
    expect(threshold.describe(watch, 0)).toMatchObject({ limit: 40, severity: "critical", observed: 45 });
  });

  it("does not let a pending duration run over a clock jump", () => {
    const watch = watchWith({ ...heat, forMs: 3 * minuteMs });
    feed(threshold, watch, [31]);
    threshold.restart?.(watch, 0, startMs + 1e12);
    expect(threshold.observe(watch, 0, 31, startMs + 1e12, startMs + 1e12)).toBe(0);
  });
});
