import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Moment, recentValues } from "../../../../src/anomaly/unusual/moment.ts";
import type { StatisticGroup } from "../../../../src/anomaly/unusual/statistics/statistic.ts";
import { statistics } from "../../../../src/anomaly/unusual/statistics/table.ts";
import { createNoise } from "../support.ts";

const guard = 7.25;

/** Runs one group over values, with guard numbers on both sides of its slice. */
function watch(group: StatisticGroup, values: readonly number[], stepMs = 300_000) {
  const base = recentValues + 4;
  const memory = new Float64Array(base + group.fields + 4);
  memory.fill(guard, recentValues, base).fill(guard, base + group.fields);
  const singles = new Float32Array(memory.buffer);
  const rows: number[][] = [];
  let location = values[0] ?? 0;
  let spread = 0;
  values.forEach((value, index) => {
    memory[index % recentValues] = value;
    const moment: Moment = {
      memory,
      singles,
      recent: 0,
      count: index + 1,
      value,
      previous: values[Math.max(0, index - 1)] ?? value,
      at: Date.UTC(2026, 0, 5) + index * stepMs,
      intervalMs: index === 0 ? 0 : stepMs,
      location,
      scale: Math.max(spread, 1e-9 * Math.abs(location), 1e-12),
      isSettled: index >= 20,
    };
    const out = new Float64Array(group.outputs.length).fill(guard);
    group.update(moment, base, out, 0);
    rows.push([...out]);
    location += (value - location) / Math.min(index + 1, 1000);
    spread += (Math.abs(value - location) - spread) / Math.min(index + 1, 1000);
  });
  const isIntact = [...memory.slice(recentValues, base), ...memory.slice(base + group.fields)].every(
    (one) => one === guard,
  );
  return { rows, isIntact };
}

const groups = Object.entries(statistics) as [string, StatisticGroup][];
const value = fc.oneof(
  fc.double({ min: -1e100, max: 1e100, noNaN: true }),
  fc.constantFrom(0, 1, 2, 3, 1e15, -1e15),
);

describe.each(groups)("statistics %s", (_, group) => {
  it("writes every output and keeps its hands in its own memory, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 400 }), (values) => {
        const { rows, isIntact } = watch(group, values);
        expect(isIntact).toBe(true);
        for (const row of rows) for (const number of row) expect(number).not.toBe(guard);
      }),
      { numRuns: 30 },
    );
  });

  it("knows a finite number for every output after enough ordinary values", () => {
    const noise = createNoise(3);
    const { rows } = watch(
      group,
      Array.from({ length: 1500 }, () => 20 + noise()),
    );
    expect(rows.at(-1)?.every(Number.isFinite)).toBe(true);
  });

  it("says the same for the same values", () => {
    const noise = createNoise(4);
    const values = Array.from({ length: 700 }, () => Math.round(5 * noise()));
    expect(watch(group, values).rows).toEqual(watch(group, values).rows);
  });
});

/** The last row, by name of the output. */
function last(group: StatisticGroup, values: readonly number[], stepMs?: number): Record<string, number> {
  const row = watch(group, values, stepMs).rows.at(-1) ?? [];
  return Object.fromEntries(group.outputs.map(({ name }, index) => [name, row[index] ?? Number.NaN]));
}

describe("what the statistics say", () => {
  const noise = createNoise(8);
  const ordinary = Array.from({ length: 1200 }, () => 50 + noise());

  it("means, spreads and extremes of windows are those of the newest values", () => {
    const found = last(statistics.windows, ordinary);
    const tail = ordinary.slice(-16);
    const mean = tail.reduce((sum, one) => sum + one, 0) / 16;
    expect(found.mean16).toBeCloseTo(mean, 9);
    expect(found.lowest16).toBe(Math.min(...tail));
    expect(found.highest16).toBe(Math.max(...tail));
    const long = ordinary.slice(-256);
    expect(found.mean256).toBeCloseTo(long.reduce((sum, one) => sum + one, 0) / 256, 9);
  });

  it("sums stay exact far from zero, where squares would lose their digits", () => {
    const far = ordinary.map((one) => one + 1e9);
    const near = last(statistics.windows, ordinary);
    const found = last(statistics.windows, far);
    expect(found.spread64).toBeCloseTo(near.spread64 ?? 0, 1);
  });

  it("a new shape is far from all neighbours, a known one is not", () => {
    const wave = Array.from({ length: 1600 }, (_unused, index) => Math.sin((2 * Math.PI * index) / 40));
    const known = last(statistics.neighbours, wave).neighbours8 ?? 0;
    const zigzag = [...wave, ...Array.from({ length: 8 }, (_unused, index) => (index % 2 === 0 ? 1 : -1))];
    expect((last(statistics.neighbours, zigzag).neighbours8 ?? 0) - known).toBeGreaterThan(1);
  });

  it("values in other parts of their usual range diverge", () => {
    const even = Array.from({ length: 1500 }, (_unused, index) => (index * 7) % 100);
    const onlyHigh = [...even, ...Array.from({ length: 64 }, (_unused, index) => 90 + (index % 10))];
    const before = last(statistics.distribution, even).divergence ?? 0;
    expect((last(statistics.distribution, onlyHigh).divergence ?? 0) - before).toBeGreaterThan(2);
  });

  it("a value that is usual at noon is unusual at midnight", () => {
    const hourly = Array.from({ length: 24 * 9 }, (_unused, index) =>
      index % 24 >= 8 && index % 24 < 18 ? 20 : 2,
    );
    const found = last(statistics.season, [...hourly, 20], 3_600_000);
    expect(found.season).toBeGreaterThan(5);
  });

  it("a forecast follows a wave better than it follows a jump", () => {
    const wave = Array.from({ length: 900 }, (_unused, index) => Math.sin((2 * Math.PI * index) / 25));
    const usual = Math.abs(last(statistics.autoregression, wave).forecastError ?? 9);
    const jump = Math.abs(last(statistics.autoregression, [...wave, 5]).forecastError ?? 0);
    expect(usual).toBeLessThan(0.5);
    expect(jump).toBeGreaterThan(3);
  });

  it("repeats are counted from the first time a value comes again", () => {
    expect(last(statistics.repetition, [1, 2, 2, 2]).repeats).toBeCloseTo(Math.log(3), 9);
    expect(last(statistics.repetition, [1, 2, 2, 3]).repeats).toBe(0);
  });
});
