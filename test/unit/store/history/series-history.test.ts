import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Rollup, type RollupWidth, rollupWidthsMs } from "../../../../src/domain/rollup.ts";
import { StoreTooLargeError } from "../../../../src/store/errors.ts";
import { createTestEngine, type TestEngine } from "../engine/engine-fixture.ts";

const t0 = Date.UTC(2026, 0, 5, 12);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const names = ["greenhouse/1/soil", "pump:power", "door"];

function createHistory(config = {}): TestEngine {
  const store = createTestEngine({ now: t0, config });
  store.describe(
    { slot: 0, id: names[0] as string, isState: false },
    { slot: 7, id: names[1] as string, isState: false },
    { slot: 2, id: names[2] as string, isState: true },
  );
  return store;
}

function rollups(store: TestEngine, width: RollupWidth, name = names[0] as string): Rollup[] {
  return store.call("rollups", name, width, 0, t0 * 2);
}

/** Lets the next flush happen. */
function flush(store: TestEngine): void {
  store.pass(60_000);
}

describe("the history of a series", () => {
  test("shows the unfinished aggregates at once, with count, extremes, mean, last and quantiles", () => {
    const store = createHistory();
    store.add([0, t0, 21], [0, t0 + 1000, 23], [0, t0 + 2000, 22]);
    expect(rollups(store, "minute")).toEqual([
      {
        start: t0,
        count: 3,
        min: 21,
        max: 23,
        mean: 22,
        last: 22,
        p05: undefined,
        p50: undefined,
        p95: undefined,
      },
    ]);
    const [quarter] = rollups(store, "quarter");
    expect(quarter).toMatchObject({ start: t0, count: 3, min: 21, max: 23, mean: 22, last: 22 });
    expect(Math.abs((quarter?.p50 ?? 0) - 22)).toBeLessThan(0.44);
    expect(rollups(store, "day")).toMatchObject([{ start: Date.UTC(2026, 0, 5), count: 3 }]);
  });

  test("gives only what starts in the range, and nothing for a name it never heard", () => {
    const store = createHistory();
    for (let minute = 0; minute < 10; minute += 1) store.add([0, t0 + minute * minuteMs, minute]);
    const found = store.call("rollups", names[0] as string, "minute", t0 + 2 * minuteMs, t0 + 4 * minuteMs);
    expect(found.map(({ last }) => last)).toEqual([2, 3]);
    expect(store.call("rollups", "no such series", "minute", 0, t0 * 2)).toEqual([]);
    expect(store.call("stateChanges", "no such series", 0, t0 * 2)).toEqual([]);
  });

  test("finishes a silent series by itself, so that a power cut hours later costs nothing", () => {
    const store = createHistory();
    store.add([0, t0, 5]);
    for (let minute = 0; minute < 70; minute += 1) flush(store);
    store.crash();
    for (const width of ["minute", "quarter", "day"] as const) {
      expect(rollups(store, width)).toMatchObject([{ count: 1, last: 5 }]);
    }
  });

  test("loses to a power cut only the open minute and what was not flushed, and mends the wider aggregates", () => {
    const store = createHistory();
    for (let second = 0; second < 600; second += 10) {
      store.add([0, t0 + second * 1000, second]);
      store.pass(10_000);
    }
    store.crash();
    const minutes = rollups(store, "minute");
    expect(minutes.length).toBeGreaterThanOrEqual(8);
    const kept = minutes.reduce((sum, { count }) => sum + count, 0);
    expect(rollups(store, "quarter")).toMatchObject([{ start: t0, count: kept, min: 0 }]);
    expect(rollups(store, "day")).toMatchObject([{ count: kept, min: 0 }]);
    store.add([0, t0 + 700_000, 1000]);
    expect(rollups(store, "quarter")).toMatchObject([
      { start: t0, count: kept + 1, min: 0, max: 1000, last: 1000 },
    ]);
    expect(rollups(store, "day")).toMatchObject([{ count: kept + 1, max: 1000 }]);
  });

  test("goes on in the same minute, quarter and day after a clean restart, quantiles included", () => {
    const store = createHistory();
    for (let second = 0; second < 50; second += 1) store.add([0, t0 + second * 1000, 10]);
    store.restart();
    for (let second = 50; second < 59; second += 1) store.add([0, t0 + second * 1000, 1000]);
    expect(rollups(store, "minute")).toMatchObject([{ count: 59, min: 10, max: 1000, last: 1000 }]);
    const [day] = rollups(store, "day");
    expect(day).toMatchObject({ count: 59 });
    expect(Math.abs((day?.p50 ?? 0) - 10)).toBeLessThan(0.21);
    expect(Math.abs((day?.p95 ?? 0) - 1000)).toBeLessThan(21);
  });

  test("puts late samples where they belong, finished or not, on disk or not", () => {
    const store = createHistory();
    store.add([0, t0, 10], [0, t0 + 20 * minuteMs, 20]);
    flush(store);
    store.add([0, t0 + 1000, 30]); // the minute is on the disk
    store.add([0, t0 - 3 * dayMs, 1]); // nothing is there
    flush(store);
    store.add([0, t0 + 2000, 50]);
    expect(rollups(store, "minute")).toMatchObject([
      { start: t0 - 3 * dayMs, count: 1, last: 1 },
      { start: t0, count: 3, min: 10, max: 50, mean: 30 },
      { start: t0 + 20 * minuteMs, count: 1 },
    ]);
    store.restart();
    expect(rollups(store, "quarter").map(({ count }) => count)).toEqual([1, 3, 1]);
    expect(rollups(store, "day")).toMatchObject([{ count: 1 }, { count: 4, min: 10, max: 50, mean: 27.5 }]);
  });

  test("follows a series whose clock is set back, instead of taking everything for late", () => {
    const store = createHistory();
    store.time.isTrusted = false;
    store.add([0, t0 + 40 * 365 * dayMs, 1]); // one reading from far in the future
    for (let minute = 0; minute < 300; minute += 1) {
      store.add([0, t0 + minute * minuteMs, minute]);
      flush(store);
    }
    const minutes = store.call("rollups", names[0] as string, "minute", 0, t0 + dayMs);
    expect(minutes.map(({ last }) => last)).toEqual(Array.from({ length: 300 }, (_, minute) => minute));
    expect(rollups(store, "day").reduce((sum, { count }) => sum + count, 0)).toBe(301);
  });

  test("refuses samples far ahead of a trusted clock, numbers that are none, and series it does not know", () => {
    const store = createHistory();
    store.add(
      [0, t0 + 365 * dayMs, 1],
      [0, Number.NaN, 1],
      [0, -1, 1],
      [0, t0, Number.POSITIVE_INFINITY],
      [999_999, t0, 1],
      [1, t0, 1],
    );
    flush(store);
    expect(rollups(store, "day")).toEqual([]);
    const refused = store.notices.filter(({ event }) => event === "samplesDropped");
    expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(6);
  });

  test("gives no history to series above the maximum, and says so", () => {
    const store = createTestEngine({ config: { seriesCountMax: 2 } });
    store.describe(...names.map((id, slot) => ({ slot, id, isState: false })));
    store.add([0, t0, 1], [1, t0, 2], [2, t0, 3]);
    expect(names.map((name) => rollups(store, "day", name).length)).toEqual([1, 1, 0]);
    flush(store);
    expect(store.notices.filter(({ event }) => event === "seriesRefused").length).toBe(1);
  });

  test("merges finished windows into chunks without changing what a query sees", () => {
    const store = createHistory();
    for (let minute = 0; minute < 9 * 60; minute += 1) {
      store.add(
        [0, t0 + minute * minuteMs, Math.round(minute * 1.5) / 10],
        [7, t0 + minute * minuteMs, minute / 3],
      );
      flush(store);
    }
    const blocks = store.engine.takeReport({ withFigures: true }).figures?.rollupBytes ?? 0;
    const before = rollups(store, "minute");
    for (let minute = 0; minute < 30; minute += 1) flush(store);
    const merged = store.engine.takeReport({ withFigures: true }).figures?.rollupBytes ?? 0;
    expect(merged).toBeLessThan(blocks);
    expect(rollups(store, "minute")).toEqual(before);
    store.add([0, t0 + 500, 77]); // late, into a chunk
    for (let minute = 0; minute < 30; minute += 1) flush(store);
    store.crash();
    expect(rollups(store, "minute")[0]).toMatchObject({ start: t0, count: 2, max: 77 });
    expect(rollups(store, "minute").length).toBe(before.length);
  });

  test("keeps under its bytes and ages by giving up the oldest of the narrowest first", () => {
    const store = createHistory({ minuteDaysMax: 1, quarterDaysMax: 2 });
    for (let quarter = 0; quarter < 4 * 24 * 4; quarter += 1) {
      const at = t0 + quarter * 15 * minuteMs;
      store.time.now = at;
      store.add([0, at, quarter]);
      store.pass(60_000);
    }
    for (let turn = 0; turn < 60; turn += 1) store.pass(0);
    const oldest = (width: RollupWidth) => store.time.now - (rollups(store, width)[0]?.start ?? 0);
    expect(oldest("minute")).toBeLessThan(1.3 * dayMs);
    expect(oldest("quarter")).toBeLessThan(3.1 * dayMs);
    expect(oldest("day")).toBeGreaterThan(3 * dayMs);
    store.time.isTrusted = false;
    store.time.now = t0 + 3650 * dayMs;
    for (let turn = 0; turn < 20; turn += 1) store.pass(0);
    expect(rollups(store, "minute").length).toBeGreaterThan(0);
  });

  test("refuses a query that would fill the memory, naming what to do", () => {
    const store = createHistory();
    store.time.isTrusted = false;
    for (let window = 0; window < 500; window += 1) store.add([0, window * 4 * hourMs, 1]);
    store.pass(60_000);
    expect(() => rollups(store, "minute")).toThrow(StoreTooLargeError);
    expect(rollups(store, "day").length).toBe(84);
  });
});

describe("state changes", () => {
  const door = names[2] as string;

  test("keeps changes only, and gives the one before the range first", () => {
    const store = createHistory();
    const values = [0, 0, 1, 1, 0, 1, 1];
    store.add(...values.map((value, index): [number, number, number] => [2, t0 + index * minuteMs, value]));
    const changes = [
      { at: t0, value: 0 },
      { at: t0 + 2 * minuteMs, value: 1 },
      { at: t0 + 4 * minuteMs, value: 0 },
      { at: t0 + 5 * minuteMs, value: 1 },
    ];
    expect(store.call("stateChanges", door, 0, t0 * 2)).toEqual(changes);
    store.restart();
    store.add([2, t0 + 8 * minuteMs, 1]); // no change over the restart
    expect(store.call("stateChanges", door, 0, t0 * 2)).toEqual(changes);
    expect(store.call("stateChanges", door, t0 + 3 * minuteMs, t0 + 5 * minuteMs)).toEqual(
      changes.slice(1, 3),
    );
    expect(store.call("stateChanges", door, t0 + dayMs, t0 + 2 * dayMs)).toEqual(changes.slice(3));
  });

  test("sorts in a late change and ignores a late repetition", () => {
    const store = createHistory();
    store.add([2, t0, 0], [2, t0 + 10_000, 1], [2, t0 + 5000, 0], [2, t0 + 15_000, 0], [2, t0 + 12_000, 0]);
    flush(store);
    expect(store.call("stateChanges", door, 0, t0 * 2)).toEqual([
      { at: t0, value: 0 },
      { at: t0 + 10_000, value: 1 },
      { at: t0 + 12_000, value: 0 },
    ]);
  });

  test("are kept in a bounded number", () => {
    const store = createHistory({ stateChangesCountMax: 1000 });
    for (let index = 0; index < 3000; index += 1) store.add([2, t0 + index * 1000, index % 2]);
    for (let turn = 0; turn < 5; turn += 1) store.pass(60_000);
    const changes = store.call("stateChanges", door, 0, t0 * 2);
    expect(changes.length).toBe(1000);
    expect(changes.at(-1)?.at).toBe(t0 + 2999 * 1000);
  });
});

describe("the history against a list of all samples", () => {
  type Step =
    | { kind: "sample"; slot: 0 | 7; forwardMs: number; backMs: number; value: number }
    | { kind: "flush" | "restart"; times: number };

  const sample = fc.record({
    kind: fc.constant("sample" as const),
    slot: fc.constantFrom<0 | 7>(0, 7),
    forwardMs: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 20 * minuteMs }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 * hourMs }) },
    ),
    backMs: fc.oneof(
      { weight: 6, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 30 * minuteMs }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 * dayMs }) },
    ),
    value: fc.integer({ min: -5000, max: 5000 }).map((whole) => whole / 100),
  });
  const upkeep = fc.record({
    kind: fc.constantFrom("flush" as const, "flush" as const, "restart" as const),
    times: fc.integer({ min: 1, max: 30 }),
  });
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.oneof({ weight: 8, arbitrary: sample }, { weight: 1, arbitrary: upkeep }),
    { minLength: 20, maxLength: 150 },
  );

  function expected(samples: { at: number; value: number }[], width: RollupWidth) {
    const groups = new Map<number, { at: number; value: number }[]>();
    for (const sample of samples) {
      const index = Math.floor(sample.at / rollupWidthsMs[width]);
      groups.set(index, [...(groups.get(index) ?? []), sample]);
    }
    return [...groups]
      .sort(([a], [b]) => a - b)
      .map(([index, inside]) => ({
        start: index * rollupWidthsMs[width],
        count: inside.length,
        min: Math.min(...inside.map(({ value }) => value)),
        max: Math.max(...inside.map(({ value }) => value)),
        mean: inside.reduce((sum, { value }) => sum + value, 0) / inside.length,
      }));
  }

  test("counts every sample once, in all widths, through late samples, flushes, merges and restarts", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const store = createHistory();
        store.time.isTrusted = false;
        let at = t0;
        const seen: Record<number, { at: number; value: number }[]> = { 0: [], 7: [] };
        for (const step of list) {
          if (step.kind === "sample") {
            at += step.forwardMs;
            const taken = { at: at - step.backMs, value: step.value };
            store.add([step.slot, taken.at, taken.value]);
            seen[step.slot]?.push(taken);
          } else if (step.kind === "flush") {
            for (let time = 0; time < step.times; time += 1) flush(store);
          } else {
            store.restart();
          }
        }
        for (const [slot, name] of [
          [0, names[0]],
          [7, names[1]],
        ] as const) {
          for (const width of ["minute", "quarter", "day"] as const) {
            const found = rollups(store, width, name);
            const wanted = expected(seen[slot] ?? [], width);
            expect(found.map(({ start, count, min, max }) => ({ start, count, min, max }))).toEqual(
              wanted.map(({ mean: _, ...rest }) => rest),
            );
            for (const [index, { mean }] of wanted.entries()) {
              expect(Math.abs((found[index]?.mean ?? 0) - mean)).toBeLessThan(1e-3);
            }
          }
        }
        store.engine.abandon();
      }),
      { numRuns: 25 },
    );
  });
});
