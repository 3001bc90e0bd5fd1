import { describe, expect, it } from "vitest";
import { fitScope } from "../../../../../src/commands/own-intents/head/scope.ts";

const cases = (from: number, to: number, count = 200) =>
  Array.from({ length: count }, (_, i) => ({
    evidence: [from + ((to - from) * i) / (count - 1), Math.sin(i)],
    weight: 1,
  }));

describe("fitScope", () => {
  it("rejects very little of what is inside, however the sides overlap", () => {
    const inside = cases(0, 10);
    const scope = fitScope(inside, cases(-4, 6));
    const rejected = inside.filter(({ evidence }) => scope.scoreOf(evidence) < 0.5).length;
    expect(rejected).toBeGreaterThanOrEqual(1);
    expect(rejected).toBeLessThanOrEqual(3);
  });

  it("rejects no more than it must when the sides lie apart", () => {
    const scope = fitScope(cases(5, 6), cases(-6, -5));
    expect(scope.scoreOf([4.7, 0])).toBeGreaterThan(0.5);
    expect(scope.scoreOf([-5.5, 0])).toBeLessThan(0.5);
  });

  it("gives more to stronger evidence", () => {
    const scope = fitScope(cases(0, 10), cases(-4, 6));
    expect(scope.scoreOf([8, 0])).toBeGreaterThan(scope.scoreOf([3, 0]));
    expect(scope.scoreOf([3, 0])).toBeGreaterThan(scope.scoreOf([-3, 0]));
  });
});
