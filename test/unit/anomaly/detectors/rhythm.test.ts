import { describe, expect, it } from "vitest";
import { alarmScore } from "../../../../src/anomaly/detectors/detector.ts";
import { rhythm } from "../../../../src/anomaly/detectors/rhythm.ts";
import { createNoise, dayMs, makeSeries, makeWatch, minuteMs, startMs } from "../support.ts";

function binaryWatch(falseAlarmsPerWeek = 2) {
  return makeWatch(rhythm, {
    series: makeSeries("cellar/compressor", { kind: "binary", states: ["off", "on"] }),
    settings: { falseAlarmsPerWeek },
  });
}

/** A compressor that runs six minutes and rests fourteen, for so long; answers rows of alarms and when it ended. */
function run(
  watch: ReturnType<typeof binaryWatch>,
  forMs: number,
  options: { from?: number; factor?: number } = {},
) {
  const { from = startMs, factor = 1 } = options;
  const noise = createNoise(31);
  const alarms: number[] = [];
  let at = from;
  let state = 0;
  while (at < from + forMs) {
    state = 1 - state;
    at += factor * (state === 1 ? 14 : 6) * minuteMs * Math.max(0.5, 1 + 0.1 * noise());
    if (rhythm.observe(watch, 0, state, at, at) >= alarmScore) alarms.push(at);
  }
  return { alarms, at };
}

describe("the rhythm of an on/off series", () => {
  it("alarms no more often than the budget allows while it goes on as before", () => {
    expect(run(binaryWatch(), 21 * dayMs).alarms.length).toBeLessThanOrEqual(6);
  });

  it("alarms when it switches ten times as often, and tells how long it stayed", () => {
    const watch = binaryWatch();
    const { at } = run(watch, 20 * dayMs);
    const { alarms } = run(watch, dayMs / 4, { from: at, factor: 0.1 });
    expect(alarms[0]).toBeLessThan(at + 60 * minuteMs);
    const finding = rhythm.describe(watch, 0);
    expect(finding.reason).toBe("rhythm");
    expect(finding.durationMs).toBeLessThan(3 * minuteMs);
  });

  it("says nothing of repeated reports of one state", () => {
    const watch = binaryWatch();
    const { at } = run(watch, 5 * dayMs);
    const scores = Array.from({ length: 500 }, (_unused, index) =>
      rhythm.observe(watch, 0, 1, at + index * 1000, at + index * 1000),
    );
    expect(Math.max(...scores)).toBeLessThan(alarmScore);
  });

  it("passes over the stay that a restart cut, also on a clock that is ahead", () => {
    const watch = binaryWatch();
    const { at } = run(watch, 20 * dayMs);
    const { durationMs } = rhythm.describe(watch, 0);
    rhythm.restart?.(watch, 0, at - 120 * minuteMs);
    const back = 1 - (watch.memory[1] as number);
    expect(rhythm.observe(watch, 0, back, at + minuteMs, at - 119 * minuteMs)).toBe(0);
    expect(rhythm.describe(watch, 0).durationMs).toBe(durationMs);
  });

  it("says of repeats nothing that was found of the stay before", () => {
    const watch = binaryWatch();
    let { at } = run(watch, 20 * dayMs);
    let kept = 0;
    for (let stay = 0; stay < 40 && kept === 0; stay += 1) {
      at += 1000;
      rhythm.observe(watch, 0, stay % 2, at, at);
      kept = rhythm.observe(watch, 0, stay % 2, at, at);
    }
    expect(kept).toBeGreaterThan(0);
    // The clock was set back within the stay, so that its length is not known.
    const other = 1 - (watch.memory[1] as number);
    expect(rhythm.observe(watch, 0, other, at - minuteMs, at)).toBe(0);
    expect(rhythm.observe(watch, 0, other, at, at)).toBe(0);
  });

  it("alarms also when its first report came from a clock that was ahead", () => {
    const watch = binaryWatch();
    rhythm.observe(watch, 0, 0, startMs + 400 * dayMs, startMs);
    rhythm.restart?.(watch, 0, startMs);
    const { at } = run(watch, 20 * dayMs);
    expect(run(watch, dayMs / 4, { from: at, factor: 0.1 }).alarms.length).toBeGreaterThan(0);
  });

  it("is not looked at with a budget of nothing", () => {
    const watch = binaryWatch(0);
    const { at } = run(watch, 5 * dayMs);
    expect(run(watch, dayMs, { from: at, factor: 0.05 }).alarms).toEqual([]);
  });
});
