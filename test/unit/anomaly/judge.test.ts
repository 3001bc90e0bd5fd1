import { describe, expect, it } from "vitest";
import { createJudge, type Judgement } from "../../../src/anomaly/judge.ts";
import { readPatternNetwork } from "../../../src/app/pattern-network.ts";
import { createNoise, dayMs, hourMs, minuteMs, startMs } from "./support.ts";

const network = readPatternNetwork();
const stepMs = 5 * minuteMs;
const noise = createNoise(12);

/** A room over so many days: warmer in the afternoon, with noise. */
function room(days: number, every = stepMs): number[] {
  return Array.from({ length: Math.round((days * dayMs) / every) }, (_unused, index) => {
    const hour = ((startMs + index * every) / hourMs) % 24;
    return 20 + 2 * Math.sin(((hour - 9) / 12) * Math.PI) + 0.2 * noise();
  });
}

function judge(values: readonly number[], { every = stepMs, alarmsPerWeek = 1 } = {}): Judgement[] {
  const { observe } = createJudge({ columns: ["value"], network, alarmsPerWeek });
  return values.map((value, index) => observe([value], startMs + index * every));
}

function alarmsOf(judgements: readonly Judgement[]): number[] {
  return judgements.flatMap(({ isAlarm }, row) => (isAlarm ? [row] : []));
}

describe("a judge of one column", () => {
  it("answers scores in [0, 1], and none beyond one half on most ordinary days", () => {
    const judgements = judge(room(14));
    expect(judgements.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
    expect(alarmsOf(judgements).length).toBeLessThanOrEqual(2);
  });

  it("looks at nothing that comes later", () => {
    const values = room(6);
    values[900] = 35;
    const whole = judge(values).slice(0, 1000);
    expect(judge(values.slice(0, 1000))).toEqual(whole);
  });

  it("finds a spike, says which way, and what was expected", () => {
    const values = room(8);
    values[2000] = 31;
    const found = judge(values)[2000];
    expect(found?.isAlarm).toBe(true);
    expect(found?.direction).toBe("high");
    expect(found?.reason).not.toBe("");
    expect(found?.expected?.high).toBeLessThan(25);
    expect(found?.expected?.low).toBeGreaterThan(15);
  });

  it("tells a sensor that was replaced once, and then learns its new level", () => {
    const values = room(20).map((value, index) => (index < 2500 ? value : value + 9));
    const rows = alarmsOf(judge(values)).filter((row) => row >= 2500);
    expect(rows[0]).toBeLessThan(2506);
    expect(rows.filter((row) => row > 2500 + 2 * 288)).toEqual([]);
  });

  it("finds a sensor that became restless, though its level is the usual one", () => {
    const values = room(10).map((value, index) => (index < 2400 ? value : value + 2.2 * noise()));
    const rows = alarmsOf(judge(values)).filter((row) => row >= 2400);
    expect(rows[0]).toBeLessThan(2440);
  });

  it("finds a value that stopped", () => {
    const values = room(10).map((value, index, all) => (index < 2400 ? value : (all[2400] ?? value)));
    const judgements = judge(values);
    expect(judgements.slice(2400, 2700).some(({ score }) => score > 0.5)).toBe(true);
  });

  it("takes a missing value for missing, and goes on", () => {
    const values = room(8).map((value, index) => (index % 7 === 0 ? Number.NaN : value));
    values[2000] = 31;
    const judgements = judge(values);
    expect(judgements[7]).toMatchObject({ score: 0, isAlarm: false });
    expect(judgements[2000]?.isAlarm).toBe(true);
  });

  it("has nothing to say about a constant, and alarms when it moves far", () => {
    const values = Array.from({ length: 3000 }, (_unused, index) => (index < 2500 ? 42 : 90));
    const judgements = judge(values);
    expect(alarmsOf(judgements.slice(0, 2500))).toEqual([]);
    expect(judgements[2500]?.score).toBeGreaterThan(0.5);
  });

  it("judges a series of one value a day after two months", () => {
    const values = Array.from({ length: 120 }, () => 100 + 5 * noise());
    values[110] = 300;
    const judgements = judge(values, { every: dayMs });
    expect(judgements[110]?.score).toBeGreaterThan(0.5);
    expect(alarmsOf(judgements.slice(0, 110)).length).toBeLessThanOrEqual(1);
  });

  it("judges a thousand values a second without alarms for noise", () => {
    const values = Array.from({ length: 20_000 }, () => noise());
    expect(alarmsOf(judge(values, { every: 1 }))).toEqual([]);
  });

  it("alarms when the unit changes", () => {
    const values = room(10).map((value, index) => (index < 2000 ? value : value * 1.8 + 32));
    expect(alarmsOf(judge(values)).some((row) => row >= 2000 && row < 2003)).toBe(true);
  });

  it("stays calm over a shift of an hour, as summer time brings it", () => {
    const { observe } = createJudge({ columns: ["value"], network, alarmsPerWeek: 0.5 });
    const values = room(20);
    const shifted = values.map(
      (_value, index) => values[Math.min(values.length - 1, index < 2880 ? index : index + 12)],
    );
    const alarms = shifted.filter((value, index) => observe([value ?? 20], startMs + index * stepMs).isAlarm);
    expect(alarms.length).toBeLessThanOrEqual(2);
  });

  it("goes on when the clock is set back", () => {
    const { observe } = createJudge({ columns: ["value"], network, alarmsPerWeek: 1 });
    const values = room(10);
    const rows = values.map((value, index) =>
      observe([value], startMs + index * stepMs - (index > 1500 ? 400 * dayMs : 0)),
    );
    expect(rows.every(({ score }) => Number.isFinite(score))).toBe(true);
    expect(rows.filter(({ isAlarm }, index) => isAlarm && index > 1510).length).toBeLessThanOrEqual(1);
  });

  it("judges a counter by how fast it rises", () => {
    let energy = 0;
    const values = Array.from({ length: 3000 }, (_unused, index) => {
      energy += index >= 2500 && index < 2520 ? 5 : 0.4 + 0.1 * noise();
      return energy;
    });
    const judgements = judge(values, { alarmsPerWeek: 0.2 });
    expect(alarmsOf(judgements.slice(0, 2500)).length).toBeLessThanOrEqual(1);
    expect(judgements.slice(2500, 2520).some(({ isAlarm }) => isAlarm)).toBe(true);
    expect(judgements[2500]?.expected?.high).toBeGreaterThan(values[2499] ?? 0);
  });

  it("is not made deaf by one value that no number of its size can follow", () => {
    const values = room(14);
    values[1000] = Number.MAX_VALUE;
    for (let row = 3500; row < 3520; row += 1) values[row] = (values[row] ?? 0) + 50;
    const judgements = judge(values);
    expect(judgements.every(({ unusualness }) => Number.isFinite(unusualness))).toBe(true);
    expect(judgements.slice(3500, 3520).some(({ isAlarm }) => isAlarm)).toBe(true);
  });

  it("counts readings that share a time as what they are", () => {
    const { observe } = createJudge({ columns: ["value"], network, alarmsPerWeek: 1 });
    const rows = Array.from({ length: 3000 }, (_unused, index) =>
      observe([noise() + (index >= 2900 ? 12 : 0)], startMs + Math.floor(index / 24) * dayMs),
    );
    expect(rows.slice(2900, 2910).some(({ isAlarm }) => isAlarm)).toBe(true);
  });

  it("expects values, not increments, of a series that has only risen so far", () => {
    const judgements = judge([20, 20.35, 20.8, 21.35, 21.9, 22.4, 22.8]);
    for (const { expected } of judgements.slice(3)) expect(expected?.typical).toBeGreaterThan(19);
  });

  it("expects zero of what was always zero", () => {
    const values: number[] = Array.from({ length: 3000 }, (_unused, row) =>
      row % 7 === 6 && row < 100 ? 1 : 0,
    );
    values.push(5);
    const last = judge(values).at(-1);
    expect(last?.expected).toBeDefined();
    expect(last?.direction).toBe("high");
  });

  it("does not expect values below zero of what never was, and says so of the first", () => {
    const values = Array.from({ length: 2000 }, () => Math.max(0, 0.1 + 0.05 * noise()));
    values.push(-3);
    const last = judge(values).at(-1);
    expect(last?.expected?.low).toBeGreaterThanOrEqual(0);
    expect(last?.direction).toBe("low");
  });
});

describe("a judge of several columns", () => {
  it("tells the range of the column that leads, also where its partners speak against it", () => {
    const { observe } = createJudge({ columns: ["room", "kettle"], network, alarmsPerWeek: 1 });
    const levels = [20, 1_000];
    for (let index = 0; index < 1_500; index += 1) {
      const load = Math.sin(index / 30);
      const row = levels.map((level) => level + load + 0.05 * noise());
      const { column, expected } = observe(row, startMs + index * minuteMs);
      if (expected && index > 100)
        expect(Math.abs(expected.typical - (levels[column] ?? 0))).toBeLessThan(50);
    }
  });

  it("finds a partner that does not move along, though its own value is usual", () => {
    const { observe } = createJudge({ columns: ["flow", "current", "pressure"], network, alarmsPerWeek: 1 });
    let load = 0;
    const rows: Judgement[] = [];
    for (let index = 0; index < 3000; index += 1) {
      load = 0.98 * load + 0.2 * noise();
      const flow = index >= 2600 ? -2 * load : 2 * load;
      const row = [flow + 0.05 * noise(), 3 * load + 0.05 * noise(), load + 0.05 * noise()];
      rows.push(observe(row, startMs + index * minuteMs));
    }
    expect(alarmsOf(rows.slice(300, 2600)).length).toBeLessThanOrEqual(2);
    const first = rows.slice(2600, 2700).find(({ isAlarm }) => isAlarm);
    expect(first?.kind).toBe("together");
  });

  it("names the column that says most", () => {
    const { observe } = createJudge({ columns: ["a", "b"], network, alarmsPerWeek: 5 });
    let found: Judgement | undefined;
    for (let index = 0; index < 2001; index += 1)
      found = observe([noise(), index === 2000 ? 30 : noise()], startMs + index * minuteMs);
    expect(found?.column).toBe(1);
    expect(found?.isAlarm).toBe(true);
  });

  it("keeps the alarm of one column when another is unusual too", () => {
    const { observe } = createJudge({ columns: ["slow", "fast"], network, alarmsPerWeek: 2 });
    let found: Judgement | undefined;
    for (let second = 0; second < 120_000; second += 1) {
      const isLast = second === 119_940;
      const slow = second % 60 === 0 ? noise() + (isLast ? 60 : 0) : Number.NaN;
      const judgement = observe([slow, noise() + (isLast ? 9 : 0)], startMs + second * 1000);
      if (isLast) found = judgement;
    }
    expect(found?.isAlarm).toBe(true);
    expect(found?.column).toBe(0);
  });
});
