import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  magnitudeMin,
  QuantileSketch,
  relativeError,
  sketchKey,
  sketchValue,
} from "../../../src/signal/quantile-sketch.ts";

function sketchOf(values: readonly number[], binsMax?: number): QuantileSketch {
  const sketch = new QuantileSketch(binsMax);
  for (const value of values) sketch.add(value);
  return sketch;
}

function exactQuantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(q * (sorted.length - 1))] as number;
}

const anyValue = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -50, max: 50, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE),
);

describe("quantile sketch", () => {
  test("is within 2% of the exact quantile for any finite values, negative and zero too", () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const exact = exactQuantile(values, q);
          const found = sketchOf(values, 4096).quantile(q) as number;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.abs(exact) * 0.02 + magnitudeMin);
        },
      ),
      { examples: [[[-8.648478706612012e307, 0], 0]] },
    );
  });

  test("keys keep the order of the values and fit into 16 bits", () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const [low, high] = a <= b ? [a, b] : [b, a];
        expect(sketchKey(low)).toBeLessThanOrEqual(sketchKey(high));
        expect(Math.abs(sketchKey(a))).toBeLessThan(32_768);
        expect(Number.isFinite(sketchValue(sketchKey(a)))).toBe(true);
      }),
    );
  });

  test("merging gives the same bins as adding everything to one", () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 60 }), fc.array(anyValue, { maxLength: 60 }), (a, b) => {
        const merged = sketchOf(a);
        merged.merge(sketchOf(b));
        expect(merged.toPairs()).toEqual(sketchOf([...a, ...b]).toPairs());
        expect(merged.count).toBe(a.length + b.length);
      }),
    );
  });

  test("survives being written as pairs and read back", () => {
    const sketch = sketchOf([-3, 0, 0, 21.5, 21.6, 1e6]);
    expect(QuantileSketch.fromPairs(sketch.toPairs()).toPairs()).toEqual(sketch.toPairs());
  });

  test("never holds more bins than its maximum and loses no count", () => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 300 }), (values) => {
        const sketch = sketchOf(values, 16);
        expect(sketch.binCount).toBeLessThanOrEqual(16);
        const pairs = sketch.toPairs();
        let total = 0;
        for (let at = 1; at < pairs.length; at += 2) total += pairs[at] as number;
        expect(total).toBe(values.length);
        for (let at = 2; at < pairs.length; at += 2) {
          expect(pairs[at] as number).toBeGreaterThan(pairs[at - 2] as number);
        }
      }),
    );
  });

  test("at its maximum still gives the quantiles of the crowd, because the emptiest bins are joined", () => {
    const sketch = new QuantileSketch(32);
    for (let index = 0; index < 10_000; index += 1) {
      sketch.add(20 + (index % 10) / 10);
      if (index % 100 === 0) sketch.add(10 ** ((index / 100) % 12)); // rare outliers over twelve decades
    }
    expect(sketch.quantile(0.5)).toBeGreaterThan(20.4 * (1 - relativeError));
    expect(sketch.quantile(0.5)).toBeLessThan(20.6 * (1 + relativeError));
  });

  test("an empty one has no quantiles, also after clearing", () => {
    const sketch = sketchOf([1, 2, 3]);
    sketch.clear();
    expect(sketch.quantile(0.5)).toBeUndefined();
    expect(sketch.count).toBe(0);
    sketch.add(7);
    expect(sketch.quantile(0.5)).toBeCloseTo(7, 0);
  });
});
