import { describe, expect, it } from "vitest";
import { alarmScore } from "../../../../src/anomaly/detectors/detector.ts";
import { pattern } from "../../../../src/anomaly/detectors/pattern.ts";
import { decodeMemory, encodeMemory } from "../../../../src/anomaly/memory-codec.ts";
import { createNoise, dayMs, feed, hourMs, makeWatch, minuteMs, startMs } from "../support.ts";

const stepMs = 5 * minuteMs;
const perDay = dayMs / stepMs;

/** A room over ten days: warmer in the afternoon, with a little noise. */
function room(seed: number, days = 10): number[] {
  const noise = createNoise(seed);
  return Array.from({ length: days * perDay }, (_unused, index) => {
    const hour = ((startMs + index * stepMs) / hourMs) % 24;
    return 20 + 2 * Math.sin(((hour - 9) / 12) * Math.PI) + 0.1 * noise();
  });
}

const alarms = (scores: readonly number[]): number[] =>
  scores.flatMap((score, row) => (score >= alarmScore ? [row] : []));

describe("the pattern detector", () => {
  it("finds a sensor that became restless, and says why", () => {
    const watch = makeWatch(pattern);
    const noise = createNoise(6);
    const quiet = room(5);
    expect(alarms(feed(pattern, watch, quiet, { intervalMs: stepMs }))).toEqual([]);
    const from = startMs + quiet.length * stepMs;
    let reason: string | undefined;
    for (let index = 0; index < 100 && reason === undefined; index += 1) {
      const at = from + index * stepMs;
      if (pattern.observe(watch, 0, 20 + 1.5 * noise(), at, at) >= alarmScore)
        ({ reason } = pattern.describe(watch, 0));
    }
    expect(["restless", "jump", "shape", "level", "timeOfDay"]).toContain(reason);
  });

  it("raises no more than the budget allows, and nothing without one", () => {
    const noisy = room(7, 12).map((value, row) => (row % 400 === 399 ? value + 3 : value));
    const counts = [50, 2, 0].map(
      (falseAlarmsPerWeek) =>
        alarms(
          feed(pattern, makeWatch(pattern, { settings: { falseAlarmsPerWeek, seriesCount: 20 } }), noisy, {
            intervalMs: stepMs,
          }),
        ).length,
    );
    expect(counts[0]).toBeGreaterThan(counts[1] ?? 0);
    expect(counts[2]).toBe(0);
  });

  it("does not take where the value went in a gap for a jump, and judges what comes after it", () => {
    for (const gapMs of [30 * minuteMs, 4 * hourMs, 60 * hourMs]) {
      const watch = makeWatch(pattern);
      const values = room(11);
      const isAway = (row: number) => row >= 6.2 * perDay && row * stepMs < 6.2 * dayMs + gapMs;
      const scores = values.map((value, row) => {
        const at = startMs + row * stepMs;
        return isAway(row) ? 0 : pattern.observe(watch, 0, value, at, at);
      });
      expect(alarms(scores)).toEqual([]);
      const from = startMs + values.length * stepMs;
      expect(pattern.observe(watch, 0, 30, from, from)).toBeGreaterThan(alarmScore);
    }
  });

  it("does not join readings of before and after a restart to one mean", () => {
    const stopped = makeWatch(pattern);
    feed(pattern, stopped, room(12, 3), { intervalMs: stepMs });
    const from = startMs + 3 * dayMs;
    pattern.observe(stopped, 0, 500, from - stepMs + 1000, from - stepMs + 1000);
    pattern.restart?.(stopped, 0, from);
    pattern.observe(stopped, 0, 20, from, from);
    expect(pattern.describe(stopped, 0).observed).toBe(20);
  });

  it("leaves setpoints and modes alone, which hardly ever change", () => {
    const setpoint = Array.from({ length: 10 * perDay }, (_unused, row) =>
      row % perDay > 80 && row % perDay < 260 ? 21 : 17,
    );
    expect(alarms(feed(pattern, makeWatch(pattern), setpoint, { intervalMs: stepMs }))).toEqual([]);
  });

  it("joins readings of every second to means of a minute", () => {
    const noise = createNoise(9);
    const watch = makeWatch(pattern, { settings: { seriesCount: 1, falseAlarmsPerWeek: 2 } });
    const calm = feed(
      pattern,
      watch,
      Array.from({ length: 180_000 }, () => 5 + noise()),
      { intervalMs: 1000 },
    );
    expect(alarms(calm)).toEqual([]);
    const shifted = feed(
      pattern,
      watch,
      Array.from({ length: 600 }, () => 15 + noise()),
      {
        from: startMs + 180_000_000,
        intervalMs: 1000,
      },
    );
    expect(alarms(shifted).length).toBeGreaterThan(0);
    expect(alarms(shifted)[0]).toBeGreaterThanOrEqual(30);
  });

  it("keeps an alarm alive, and raises it once, while the same goes on", () => {
    const watch = makeWatch(pattern);
    feed(pattern, watch, room(11), { intervalMs: stepMs });
    const after = feed(
      pattern,
      watch,
      Array.from({ length: 6 }, () => 45),
      {
        from: startMs + 10 * dayMs,
        intervalMs: stepMs,
      },
    );
    expect(alarms(after).length).toBeLessThanOrEqual(2);
    expect(after.slice(1, 3).every((score) => score > 0.3)).toBe(true);
  });

  it("goes on with what was kept on the disk as if nothing had happened", () => {
    const values = room(13, 14);
    const whole = makeWatch(pattern);
    const rest = feed(pattern, whole, values, { intervalMs: stepMs }).slice(10 * perDay);
    const first = makeWatch(pattern);
    feed(pattern, first, values.slice(0, 10 * perDay), { intervalMs: stepMs });
    const kept = decodeMemory(
      encodeMemory({
        memory: first.memory,
        learntMs: 10 * dayMs,
        states: [],
        ...(pattern.packed ? { packed: pattern.packed } : {}),
      }),
      pattern.fields,
    );
    const second = { ...makeWatch(pattern), memory: new Float64Array(kept?.memory ?? []) };
    const again = feed(pattern, second, values.slice(10 * perDay), {
      from: startMs + 10 * dayMs,
      intervalMs: stepMs,
    });
    for (const [row, score] of again.entries()) expect(score).toBeCloseTo(rest[row] ?? 0, 4);
  });
});
