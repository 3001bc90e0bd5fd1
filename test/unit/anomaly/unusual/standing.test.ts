import { describe, expect, it } from "vitest";
import {
  comparedFrom,
  learnStanding,
  standingFeatures,
  standingFields,
  writeStanding,
} from "../../../../src/anomaly/unusual/standing.ts";
import { createNoise } from "../support.ts";

function standingOf(values: readonly number[], value: number, floor = 1e-9): number[] {
  const memory = new Float64Array(standingFields);
  for (const one of values) learnStanding(memory, 0, one);
  const features = new Float32Array(standingFeatures);
  writeStanding(memory, 0, { value, floor }, features, 0);
  return [...features];
}

describe("the standing of a number", () => {
  const noise = createNoise(5);
  const values = Array.from({ length: 500 }, () => 10 + noise());

  it("is unknown until enough was seen", () => {
    expect(standingOf(values.slice(0, comparedFrom - 1), 1e6)).toEqual([0, 0, 0, 0]);
  });

  it("shows a record above, and a distance from the usual with it", () => {
    const [above, below, high, low] = standingOf(values, 40);
    expect(above).toBeGreaterThan(1);
    expect(high).toBeGreaterThan(2);
    expect([below, low]).toEqual([0, 0]);
  });

  it("shows a record below likewise", () => {
    const [above, below, high, low] = standingOf(values, -40);
    expect(below).toBeGreaterThan(1);
    expect(low).toBeGreaterThan(2);
    expect([above, high]).toEqual([0, 0]);
  });

  it("never falls when the value goes further out", () => {
    const records = [12, 15, 20, 100, 1e6, 1e300].map((value) => standingOf(values, value)[0] ?? 0);
    expect(records).toEqual([...records].sort((left, right) => left - right));
    expect(Math.max(...records)).toBeLessThanOrEqual(4);
  });

  it("takes no spread to be smaller than the floor", () => {
    const constant = Array.from({ length: 100 }, () => 5);
    expect(standingOf(constant, 5.001, 1)[0]).toBeLessThan(0.01);
    expect(standingOf(constant, 5.001, 1e-6)[0]).toBe(4);
  });

  it("forgets a record after two epochs", () => {
    const memory = new Float64Array(standingFields);
    const features = new Float32Array(standingFeatures);
    const rest = createNoise(6);
    for (let index = 0; index < 40_000; index += 1) learnStanding(memory, 0, index === 100 ? 1000 : rest());
    writeStanding(memory, 0, { value: 500, floor: 1e-9 }, features, 0);
    expect(features[0]).toBeGreaterThan(2);
  });
});
