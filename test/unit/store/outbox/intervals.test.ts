import fc from "fast-check";
import { expect, test } from "vitest";
import { IntervalSet } from "../../../../src/store/outbox/intervals.ts";

const ranges = fc.array(
  fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 10 })).map(([from, length]) => [from, from + length] as const),
);

function setOf(list: readonly (readonly [number, number])[]): IntervalSet {
  const set = new IntervalSet();
  for (const [from, to] of list) set.add(from, to);
  return set;
}

function keysOf(list: readonly (readonly [number, number])[]): Set<number> {
  const keys = new Set<number>();
  for (const [from, to] of list) for (let key = from; key < to; key += 1) keys.add(key);
  return keys;
}

const all = Array.from({ length: 75 }, (_, key) => key);

test("holds exactly the numbers that were added", () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const [set, keys] = [setOf(list), keysOf(list)];
      expect(all.filter((key) => set.has(key))).toEqual(all.filter((key) => keys.has(key)));
      for (const key of all) {
        expect(set.nextOutside(key)).toBe(all.find((other) => other >= key && !keys.has(other)));
        expect(set.nextInside(key)).toBe(
          all.find((other) => other >= key && keys.has(other)) ?? Number.POSITIVE_INFINITY,
        );
      }
      expect(set.covers(10, 20)).toBe(all.slice(10, 20).every((key) => keys.has(key)));
    }),
  );
});

test("joins ranges that touch, so the set stays small", () => {
  const set = setOf([
    [0, 5],
    [10, 15],
  ]);
  set.add(5, 10);
  expect([...set.ranges()]).toEqual([[0, 15]]);
  expect(set.count).toBe(1);
});

test("intersects", () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const both = setOf(a).intersect(setOf(b));
      const [inA, inB] = [keysOf(a), keysOf(b)];
      expect(all.filter((key) => both.has(key))).toEqual(all.filter((key) => inA.has(key) && inB.has(key)));
    }),
  );
});

test("comes back from its bytes, and refuses bytes that are none", () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const base = 6 * 2 ** 48;
      const set = setOf(list.map(([from, to]) => [base + from, base + to] as const));
      expect([...IntervalSet.fromBytes(set.toBytes(base), base).ranges()]).toEqual([...set.ranges()]);
    }),
  );
  expect(() => IntervalSet.fromBytes(Uint8Array.of(1), 0)).toThrow(RangeError);
  expect(() => IntervalSet.fromBytes(Uint8Array.of(1, 0), 0)).toThrow(RangeError);
});
