import { describe, expect, it } from "vitest";
import { Partners, partnerFields } from "../../../../src/anomaly/unusual/partners.ts";
import { createNoise } from "../support.ts";

const noise = createNoise(31);

/** Three columns that follow one cause, and a fourth of its own. */
function row(change: Record<number, number> = {}): number[] {
  const cause = noise();
  const values = [10 + 2 * cause, 50 - 5 * cause, cause, noise()].map((value) => value + 0.1 * noise());
  return values.map((value, column) => change[column] ?? value);
}

function learnt(rows = 1500): Partners {
  const partners = new Partners(4);
  for (let index = 0; index < rows; index += 1) partners.observe(row());
  return partners;
}

describe("partners", () => {
  it("explain the columns that move together, and no other", () => {
    const partners = learnt();
    expect([0, 1, 2, 3].map((column) => partners.isExplained(column))).toEqual([true, true, true, false]);
    expect(partners.observe(row())[3]).toBeNaN();
    expect(partners.partnersOf(0, 3).toSorted()).toEqual([1, 2]);
  });

  it("leave over what a column does on its own, and say where they put it", () => {
    const partners = learnt();
    // Usual by itself, but not while the cause is two spreads away.
    const left = partners.observe([10, 40, 2, 0]);
    expect(Math.abs(left[0] as number)).toBeGreaterThan(1);
    expect(partners.valueAt(0, 0)).toBeGreaterThan(12.5);
    expect(partners.valueAt(0, 0)).toBeLessThan(15.5);
    expect(partners.oddOneOf([0, 1, 2])).toBe(0);
  });

  it("say nothing of a column in a row without those that it is explained by", () => {
    const partners = learnt();
    const left = partners.observe([14, Number.NaN, Number.NaN, 0]);
    expect([...left].every(Number.isNaN)).toBe(true);
    expect(Number.isFinite(partners.observe(row({ 3: Number.NaN }))[0] as number)).toBe(true);
  });

  it("do without one that is gone for long, once that is learnt", () => {
    const partners = learnt();
    const without = () => partners.observe(row({ 1: Number.NaN }));
    const lost = Array.from({ length: 200 }, without);
    expect(lost.slice(0, 199).every((left) => Number.isNaN(left[0] as number))).toBe(true);
    for (let index = 0; index < 800; index += 1) without();
    expect(partners.isExplained(0)).toBe(true);
    expect(partners.partnersOf(0, 3)).toEqual([2]);
    expect(Number.isFinite(without()[0] as number)).toBe(true);
  });

  it("go on with what was learnt though the columns lie elsewhere", () => {
    const before = learnt();
    const after = new Partners(4);
    expect(before.memory).toHaveLength(partnerFields(4));
    after.adopt(before.memory, [2, 0, -1, 3]);
    const [first, second] = row() as [number, number];
    const expected = before.observe([first, second, Number.NaN, 0]);
    const left = after.observe([second, Number.NaN, first, 0]);
    expect(after.isExplained(2)).toBe(true);
    // Without the third column that was not taken over, the first is foretold from the second alone.
    expect(Number.isNaN(expected[0] as number)).toBe(true);
    expect(Number.isFinite(left[2] as number)).toBe(true);
  });

  it("take any row, also an empty one", () => {
    const partners = new Partners(2);
    for (const values of [
      [],
      [Number.NaN, Number.NaN],
      [1e100, -1e100],
      [0, 0],
      [Number.POSITIVE_INFINITY, 1],
    ])
      expect(partners.observe(values)).toHaveLength(2);
    expect(partners.memory.every(Number.isFinite)).toBe(true);
    expect(partners.oddOneOf([])).toBeUndefined();
  });
});
