import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeRollups,
  encodeRollups,
  type RollupEntry,
  type StoredRollup,
} from "../../../../../src/store/history/rollups/rollup-codec.ts";

const frame = { widthMs: 60_000, windowStart: Date.UTC(2026, 0, 5) };

function single(step: number, value: number): StoredRollup {
  return {
    start: frame.windowStart + step * frame.widthMs,
    count: 1,
    min: value,
    max: value,
    mean: value,
    last: value,
    p05Key: undefined,
    p50Key: undefined,
    p95Key: undefined,
  };
}

function roundTrip(entries: readonly RollupEntry[]): RollupEntry[] {
  const found: RollupEntry[] = [];
  decodeRollups(encodeRollups(entries, frame), frame, (series, rollup) => found.push({ series, rollup }));
  return found;
}

const decimal = fc
  .tuple(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 3, max: 6 }))
  .map(([whole, decimals]) => whole / 10 ** decimals);

const entriesOf = (value: fc.Arbitrary<number>) =>
  fc
    .array(
      fc.record({
        series: fc.integer({ min: 1, max: 300 }),
        step: fc.integer({ min: 0, max: 240 }),
        values: fc.array(value, { minLength: 1, maxLength: 5 }),
        keys: fc.option(fc.array(fc.integer({ min: -20_000, max: 20_000 }), { minLength: 3, maxLength: 3 })),
      }),
      { maxLength: 40 },
    )
    .map((items) => {
      const byPlace = new Map(items.map((item) => [item.series * 1000 + item.step, item]));
      return [...byPlace.entries()]
        .sort(([a], [b]) => a - b)
        .map(([, { series, step, values, keys }]): RollupEntry => {
          const [p05Key, p50Key, p95Key] = keys ? keys.toSorted((a, b) => a - b) : [];
          return {
            series,
            rollup: {
              start: frame.windowStart + step * frame.widthMs,
              count: values.length,
              min: Math.min(...values),
              max: Math.max(...values),
              mean: values.reduce((sum, next) => sum + next / values.length, 0),
              last: values.at(-1) as number,
              p05Key,
              p50Key,
              p95Key,
            },
          };
        });
    });

describe("the codec of aggregates", () => {
  test("gives decimal values back exactly and means to a thousandth of their last digit", () => {
    fc.assert(
      fc.property(entriesOf(decimal), (entries) => {
        const found = roundTrip(entries);
        expect(found.length).toBe(entries.length);
        for (const [index, { series, rollup }] of entries.entries()) {
          const got = found[index] as RollupEntry;
          expect(got.series).toBe(series);
          expect({ ...got.rollup, mean: 0 }).toEqual({ ...rollup, mean: 0, min: rollup.min + 0 });
          expect(got.rollup.mean).toBeCloseTo(rollup.mean, 2);
        }
      }),
    );
  });

  test("gives any finite value back within a millionth, and exactly above 2^24", () => {
    fc.assert(
      fc.property(
        entriesOf(fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e300, min: -1e300 })),
        (entries) => {
          const found = roundTrip(entries);
          for (const [index, { rollup }] of entries.entries()) {
            const got = found[index]?.rollup as StoredRollup;
            for (const field of ["min", "max", "last"] as const) {
              expect(Math.abs(got[field] - rollup[field])).toBeLessThanOrEqual(
                Math.abs(rollup[field]) * 1e-6,
              );
            }
          }
        },
      ),
    );
  });

  test("keeps an energy meter's reading to the last digit", () => {
    const entries = [{ series: 9, rollup: single(3, 1_234_567.891) }];
    expect(roundTrip(entries)).toEqual(entries);
  });

  test("takes about a byte for each further value of a slow sensor", () => {
    const entries = Array.from({ length: 240 }, (_, step) => ({
      series: 7,
      rollup: single(step, Math.round(2150 + 40 * Math.sin(step / 9)) / 100),
    }));
    expect(encodeRollups(entries, frame).length).toBeLessThan(240);
  });

  test("refuses damaged bytes instead of reading them as data", () => {
    const good = encodeRollups([{ series: 1, rollup: single(0, 20) }], frame);
    expect(() => decodeRollups(good.subarray(0, 3), frame, () => {})).toThrow();
    expect(() => decodeRollups(Buffer.from([9, 1, 2, 3]), frame, () => {})).toThrow(RangeError);
    expect(() => decodeRollups(Buffer.alloc(0), frame, () => {})).toThrow(RangeError);
  });
});
