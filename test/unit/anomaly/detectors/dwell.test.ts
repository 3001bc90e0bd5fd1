import { describe, expect, it } from "vitest";
import { dwell } from "../../../../src/anomaly/detectors/dwell.ts";
import { hourMs, makeSeries, makeWatch, minuteMs, startMs } from "../support.ts";

/** A door that is opened for `openMs` every two hours; answers when it was opened last. */
function useDoor(watch: ReturnType<typeof makeWatch>, times: number, openMs: number): number {
  let at = startMs;
  dwell.observe(watch, 0, 0, at, at);
  for (let turn = 0; turn < times; turn += 1) {
    at += 2 * hourMs;
    dwell.observe(watch, 0, 1, at, at);
    at += openMs;
    dwell.observe(watch, 0, 0, at, at);
  }
  at += 2 * hourMs;
  dwell.observe(watch, 0, 1, at, at);
  return at;
}

const door = () =>
  makeWatch(dwell, { series: makeSeries("home/door", { kind: "binary", states: ["closed", "open"] }) });

describe("dwell", () => {
  it("alarms on a door open far longer than ever before, without any new sample", () => {
    const watch = door();
    const openedAt = useDoor(watch, 20, 4 * minuteMs);
    expect(dwell.tick?.(watch, 0, openedAt + 11 * minuteMs)).toBeLessThan(0.5);
    expect(dwell.dueAt?.(watch, 0)).toBe(openedAt + 12 * minuteMs);
    expect(dwell.tick?.(watch, 0, openedAt + 13 * minuteMs)).toBeGreaterThan(0.5);
    expect(dwell.describe(watch, 0)).toMatchObject({
      observed: 1,
      durationMs: 13 * minuteMs,
      usualDurationMs: 4 * minuteMs,
    });
  });

  it("never alarms on the state in which it usually is", () => {
    const watch = door();
    const openedAt = useDoor(watch, 20, 4 * minuteMs);
    const closedAt = openedAt + minuteMs;
    dwell.observe(watch, 0, 0, closedAt, closedAt);
    expect(dwell.dueAt?.(watch, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(dwell.tick?.(watch, 0, closedAt + 1000 * hourMs)).toBe(0);
  });

  it("does not judge before a day was watched: machines rest at night", () => {
    const watch = door();
    const openedAt = useDoor(watch, 10, 4 * minuteMs);
    expect(dwell.tick?.(watch, 0, openedAt + 5 * hourMs)).toBe(0);
  });

  it("needs to have seen the state a few times", () => {
    const watch = door();
    const openedAt = useDoor(watch, 3, 4 * minuteMs);
    expect(dwell.tick?.(watch, 0, openedAt + 50 * hourMs)).toBe(0);
  });

  it("learns a long stay, so that the same one does not alarm again", () => {
    const watch = door();
    const openedAt = useDoor(watch, 20, 4 * minuteMs);
    const closedAt = openedAt + hourMs;
    dwell.observe(watch, 0, 0, closedAt, closedAt);
    const againAt = closedAt + 5 * hourMs;
    dwell.observe(watch, 0, 1, againAt, againAt);
    expect(dwell.tick?.(watch, 0, againAt + 2 * hourMs)).toBeLessThan(0.5);
  });

  it("starts the stay anew when the clock jumped", () => {
    const watch = door();
    const openedAt = useDoor(watch, 20, 4 * minuteMs);
    const jumpedAt = openedAt + 1e12;
    dwell.restart?.(watch, 0, jumpedAt);
    expect(dwell.tick?.(watch, 0, jumpedAt + minuteMs)).toBeLessThan(0.5);
  });

  it("leaves states beyond the eighth alone", () => {
    const watch = makeWatch(dwell, { series: makeSeries("machine/mode", { kind: "enum" }) });
    for (let turn = 0; turn < 100; turn += 1) {
      const at = startMs + turn * hourMs;
      dwell.observe(watch, 0, turn % 2 === 0 ? 0 : 40, at, at);
    }
    expect(dwell.tick?.(watch, 0, startMs + 5000 * hourMs)).toBe(0);
  });
});
