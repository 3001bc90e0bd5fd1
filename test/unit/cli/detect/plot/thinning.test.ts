import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Thinning } from "../../../../../src/cli/detect/plot/thinning.ts";

const plain = { column: 0, expected: undefined, flag: undefined };

describe("thinning a series for a plot", () => {
  it("keeps every row while there are few", () => {
    const thinning = new Thinning(1, 10);
    for (const x of [100, 2_000, 30_000]) thinning.add(x, [x], plain);
    expect(thinning.buckets.map(({ from, to, columns }) => [from, to, columns[0]?.min])).toEqual([
      [100, 100, 100],
      [2_000, 2_000, 2_000],
      [30_000, 30_000, 30_000],
    ]);
  });

  it("keeps apart what lies a millisecond apart on an axis of seconds", () => {
    const thinning = new Thinning(1, 1_000);
    for (let row = 0; row < 2_000; row += 1) thinning.add(row / 1_000, [row], plain);
    expect(thinning.buckets.length).toBeGreaterThan(500);
  });

  it("keeps the ends of all spikes in few stretches, in whatever order rows come", () => {
    const row = fc.record({ x: fc.integer({ min: -1e6, max: 1e6 }), value: fc.double({ noNaN: true }) });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 400 }), (rows) => {
        const thinning = new Thinning(1, 16);
        for (const { x, value } of rows) thinning.add(x, [value], plain);
        const { buckets } = thinning;
        expect(buckets.length).toBeLessThanOrEqual(16);
        expect(Math.min(...buckets.map(({ columns }) => columns[0]?.min ?? 0))).toBe(
          Math.min(...rows.map(({ value }) => value)),
        );
        expect(Math.max(...buckets.map(({ columns }) => columns[0]?.max ?? 0))).toBe(
          Math.max(...rows.map(({ value }) => value)),
        );
        for (const [index, bucket] of buckets.entries()) {
          expect(bucket.to).toBeLessThan(buckets[index + 1]?.from ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it("averages expected ranges, and keeps the most unusual of the flags with their count", () => {
    const thinning = new Thinning(2, 2);
    for (let x = 0; x < 8; x += 1) {
      const expected = { low: x, high: x + 10, typical: x + 5 };
      const flag = x % 2 ? { x, value: x, score: x === 5 ? 0.99 : 0.9, expected, reason: "" } : undefined;
      thinning.add(x, [x, 2 * x], { column: 1, expected, flag });
    }
    const [first, second] = thinning.buckets.map(({ columns }) => columns[1]);
    expect(thinning.buckets.map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [4, 7],
    ]);
    expect(first).toMatchObject({ min: 0, max: 6, low: 1.5, high: 11.5, expectedCount: 4, flagCount: 2 });
    expect(second?.flag?.x).toBe(5);
    expect(thinning.buckets[0]?.columns[0]).toMatchObject({ expectedCount: 0, flagCount: 0 });
  });

  it("knows of stretches that have rows and no values", () => {
    const thinning = new Thinning(1, 4);
    thinning.add(1, [Number.NaN], plain);
    expect(thinning.buckets[0]?.columns[0]?.min).toBeNaN();
  });
});
