import { describe, expect, it } from "vitest";
import { groupKeysOf, mayMoveTogether, stepFor } from "../../../../src/anomaly/together/group-key.ts";
import { makeSeries, minuteMs } from "../support.ts";

describe("what a series may be judged together with", () => {
  it("is its device, then its JSON topic, then its area", () => {
    const place = { device: "pump 1", area: "hall" };
    expect(groupKeysOf(makeSeries("plant/pump:flow", { place }))).toEqual([
      "device pump 1",
      "topic plant/pump",
      "area hall",
    ]);
    expect(groupKeysOf(makeSeries("plant/pump/flow", { place: { area: "hall" } }))).toEqual(["area hall"]);
    expect(groupKeysOf(makeSeries("plant/pump/flow"))).toEqual([]);
  });

  it("is nothing for states, diagnostics and derived values", () => {
    expect(mayMoveTogether(makeSeries("a"))).toBe(true);
    expect(mayMoveTogether(makeSeries("a", { kind: "binary" }))).toBe(false);
    expect(mayMoveTogether(makeSeries("a", { kind: "enum" }))).toBe(false);
    expect(mayMoveTogether(makeSeries("a", { isDiagnostic: true }))).toBe(false);
    expect(mayMoveTogether(makeSeries("a", { isDerived: true }))).toBe(false);
  });

  it("is compared in a step in which it reports as a rule, and not when it is too slow", () => {
    expect([100, 10_000, 60_000, 62_000].map(stepFor)).toEqual(Array(4).fill(minuteMs));
    expect([90_000, 5 * minuteMs].map(stepFor)).toEqual([5 * minuteMs, 5 * minuteMs]);
    expect(stepFor(10 * minuteMs)).toBe(15 * minuteMs);
    expect([60 * minuteMs, Number.POSITIVE_INFINITY, Number.NaN].map(stepFor)).toEqual(
      Array(3).fill(undefined),
    );
  });
});
