import { describe, expect, it } from "vitest";
import { robustZ } from "../../../../src/anomaly/detectors/robust-z.ts";
import { createNoise, createRandom, dayMs, feed, makeWatch, startMs } from "../support.ts";

function repeat(count: number, value: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => value(index));
}

function alarmRuns(scores: readonly number[]): number {
  let runs = 0;
  let isOn = false;
  for (const score of scores) {
    if (score >= 0.5 && !isOn) runs += 1;
    if (score >= 0.5) isOn = true;
    if (score < 0.3) isOn = false;
  }
  return runs;
}

describe("robustZ", () => {
  it("alarms on a value far outside the usual noise and says what is usual", () => {
    const noise = createNoise(1);
    const watch = makeWatch(robustZ);
    const scores = feed(robustZ, watch, [...repeat(500, () => 20 + noise() * 0.3), 30]);
    expect(Math.max(...scores.slice(0, -1))).toBeLessThan(0.5);
    expect(scores.at(-1)).toBeGreaterThan(0.5);
    const finding = robustZ.describe(watch, 0);
    expect(finding.direction).toBe("high");
    expect(finding.observed).toBe(30);
    expect(finding.expected?.typical).toBeCloseTo(20, 0);
    expect(finding.expected?.high).toBeLessThan(22);
  });

  it("alarms also when its first report came from a clock that was ahead", () => {
    const noise = createNoise(1);
    const watch = makeWatch(robustZ);
    robustZ.observe(watch, 0, 20, startMs + 400 * dayMs, startMs);
    robustZ.restart?.(watch, 0, startMs);
    const scores = feed(robustZ, watch, [...repeat(500, () => 20 + noise() * 0.3), 30]);
    expect(Math.max(...scores.slice(0, -1))).toBeLessThan(0.5);
    expect(scores.at(-1)).toBeGreaterThan(0.5);
  });

  it("is not poisoned by its own anomaly: the second of two equal spikes alarms too", () => {
    const noise = createNoise(2);
    const quiet = () => repeat(300, () => 5 + noise() * 0.1);
    const scores = feed(robustZ, makeWatch(robustZ), [...quiet(), 9, ...quiet(), 9, ...quiet()]);
    expect(alarmRuns(scores)).toBe(2);
  });

  it("alarms less readily for a series that keeps alarming", () => {
    const noise = createNoise(3);
    const values: number[] = [];
    for (let turn = 0; turn < 40; turn += 1) values.push(...repeat(100, () => noise() * 0.1), 3);
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), values))).toBeLessThan(15);
  });

  it("stays quiet over a daily cycle, also on its first day", () => {
    const noise = createNoise(4);
    const cycle = repeat(
      3 * 1440,
      (minute) => 18 + 7 * Math.sin((minute / 1440) * 2 * Math.PI) + noise() * 0.1,
    );
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), cycle))).toBe(0);
  });

  it("takes the first morning's heating for a time of day not seen before, but not a jump", () => {
    const noise = createNoise(21);
    const night = repeat(6 * 60, (minute) => 19.4 - minute / 800 + noise() * 0.05);
    const morning = repeat(60, (minute) => 18.95 + minute * 0.04 + noise() * 0.05);
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), [...night, ...morning]))).toBe(0);
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), [...night, 22, 22, 22]))).toBe(1);
  });

  it("learns an excursion that came and went twice: a heater that begins its season", () => {
    const noise = createNoise(22);
    const values: number[] = repeat(900, () => 0);
    for (let turn = 0; turn < 8; turn += 1) {
      values.push(...repeat(20, () => 3000 + 20 * noise()), ...repeat(40, () => 0));
    }
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), values))).toBe(2);
  });

  it("alarms once, not every few hours, on a drift that stays", () => {
    const noise = createNoise(24);
    const day = repeat(1440, (minute) => 33 + 3 * Math.sin(minute / 80) + noise() * 0.1);
    const drift = repeat(180, (minute) => 33 + minute * 0.15 + noise() * 0.1);
    const stays = repeat(1080, (minute) => 60 - minute * 0.004 + noise() * 0.1);
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), [...day, ...drift, ...stays]))).toBe(1);
  });

  it("says of a slow drift what was usual on the days before", () => {
    const noise = createNoise(23);
    const day = repeat(1440, (minute) => 20 + 2 * Math.sin((minute / 1440) * 2 * Math.PI) + noise() * 0.1);
    const drift = repeat(600, (minute) => 20 + minute * 0.03 + noise() * 0.1);
    const watch = makeWatch(robustZ);
    const scores = feed(robustZ, watch, day);
    const at = drift.findIndex((value, index) => {
      scores.push(...feed(robustZ, watch, [value], { from: startMs + (1440 + index) * 60_000 }));
      return (scores.at(-1) ?? 0) >= 0.5;
    });
    expect(at).toBeGreaterThan(0);
    const { direction, expected } = robustZ.describe(watch, 0);
    expect(direction).toBe("high");
    expect(expected?.high).toBeCloseTo(22, 0);
  });

  it("stays quiet over a slow drift and over a counter that only goes up", () => {
    const noise = createNoise(5);
    const drift = repeat(5000, (index) => index * 0.01 + noise() * 0.2);
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), drift))).toBe(0);
    const random = createRandom(6);
    let total = 0;
    const counter = repeat(8 * 1440, () => {
      total += random() * 0.02;
      return total;
    });
    expect(alarmRuns(feed(robustZ, makeWatch(robustZ), counter))).toBe(0);
  });

  it("stays quiet over quantised values that step by one resolution", () => {
    const random = createRandom(7);
    const steps = repeat(5000, () => 21 + Math.floor(random() * 2) * 0.5);
    const scores = feed(robustZ, makeWatch(robustZ), [...steps, 22, 22, 21]);
    expect(Math.max(...scores)).toBeLessThan(0.5);
  });

  it("stays quiet over heavy tails once they are known", () => {
    const random = createRandom(8);
    const heavy = () => Math.tan(Math.PI * (random() - 0.5) * 0.98);
    const scores = feed(robustZ, makeWatch(robustZ), repeat(20_000, heavy));
    expect(alarmRuns(scores)).toBeLessThanOrEqual(2);
  });

  it("does not judge a constant that is changed now and then, such as a setpoint", () => {
    const values = [...repeat(400, () => 20), ...repeat(300, () => 21), ...repeat(300, () => 19)];
    expect(Math.max(...feed(robustZ, makeWatch(robustZ), values))).toBeLessThan(0.5);
  });

  it("alarms when a value that never moved becomes clearly another, such as an error counter", () => {
    const watch = makeWatch(robustZ);
    const scores = feed(robustZ, watch, [...repeat(900, () => 0), 1, 1, 0]);
    expect(scores.slice(0, 900).every((score) => score === 0)).toBe(true);
    expect(scores[900]).toBeGreaterThan(0.5);
    expect(scores[902]).toBe(0);
    expect(robustZ.describe(watch, 0).expected).toEqual({ low: 0, high: 0, typical: 0 });
  });

  it("does not take a small step of a constant, or one that was not held for long, for a deviation", () => {
    const battery = [...repeat(900, () => 100), ...repeat(900, () => 99), ...repeat(900, () => 98)];
    expect(Math.max(...feed(robustZ, makeWatch(robustZ), battery))).toBe(0);
    const setpoint = [...repeat(300, () => 10), ...repeat(300, () => 20), ...repeat(300, () => 5)];
    expect(Math.max(...feed(robustZ, makeWatch(robustZ), setpoint))).toBe(0);
    const quick = [...repeat(5000, () => 0), 1];
    expect(Math.max(...feed(robustZ, makeWatch(robustZ), quick, { intervalMs: 1000 }))).toBe(0);
  });

  it("takes another constant as usual once it has stayed", () => {
    const watch = makeWatch(robustZ);
    const scores = feed(robustZ, watch, [...repeat(900, () => 0), ...repeat(600, () => 7)]);
    expect(alarmRuns(scores)).toBe(1);
    expect(Math.max(...scores.slice(1300))).toBe(0);
  });

  it("alarms once at a level that came to stay, then takes it as usual", () => {
    const noise = createNoise(9);
    const watch = makeWatch(robustZ);
    const scores = feed(robustZ, watch, [
      ...repeat(600, () => 10 + noise() * 0.2),
      ...repeat(1200, () => 20 + noise() * 0.2),
    ]);
    expect(alarmRuns(scores)).toBe(1);
    expect(scores[600]).toBeGreaterThan(0.5);
    expect(scores[600 + 200]).toBeGreaterThanOrEqual(0.3);
    expect(Math.max(...scores.slice(600 + 300))).toBeLessThan(0.3);
  });

  it("notices the slow thaw of a freezer that stays below the speed of its usual cycle", () => {
    const noise = createNoise(10);
    const cycle = (minute: number) => -18.5 + 1.5 * Math.sin((minute / 40) * 2 * Math.PI) + noise() * 0.1;
    const usual = repeat(3 * 1440, cycle);
    const thaw = repeat(600, (minute) => -18.5 + minute * 0.03);
    const scores = feed(robustZ, makeWatch(robustZ), [...usual, ...thaw]);
    expect(Math.max(...scores.slice(0, usual.length))).toBeLessThan(0.5);
    const noticed = scores.findIndex((score) => score >= 0.5) - usual.length;
    expect(noticed).toBeGreaterThan(0);
    expect(noticed).toBeLessThan(300);
  });

  it("needs both samples and time before its first alarm", () => {
    const noise = createNoise(11);
    const values = [...repeat(40, () => noise()), 1000];
    expect(Math.max(...feed(robustZ, makeWatch(robustZ), values))).toBeLessThan(0.5);
    const quick = [...repeat(500, () => noise()), 1000];
    expect(Math.max(...feed(robustZ, makeWatch(robustZ), quick, { intervalMs: 10 }))).toBeLessThan(0.5);
  });

  it("starts a lasting deviation afresh when the clock jumped by years", () => {
    const noise = createNoise(12);
    const watch = makeWatch(robustZ);
    feed(robustZ, watch, [...repeat(500, () => noise()), 30, 30]);
    robustZ.restart?.(watch, 0, startMs);
    const later = startMs + 3650 * dayMs;
    const score = robustZ.observe(watch, 0, 30, later, later);
    expect(score).toBeGreaterThanOrEqual(0.5);
  });
});
