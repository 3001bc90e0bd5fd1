import { describe, expect, it } from "vitest";
import { observeTail, tailFields, tailLimit } from "../../../src/signal/tail-estimate.ts";

/** A repeatable random stream, uniform in (0, 1] (Lehmer). */
function createUniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe("tail estimate", () => {
  it("finds the 98% quantile and the slope of an exponential tail", () => {
    const memory = new Float64Array(tailFields);
    const uniform = createUniform(7);
    for (let index = 0; index < 50_000; index += 1) observeTail(memory, 0, -Math.log(uniform()) * 2);
    // Quantile of the exponential with mean 2: -2 ln p.
    expect(tailLimit(memory, 0, 0.02)).toBeGreaterThan(-2 * Math.log(0.02) * 0.85);
    expect(tailLimit(memory, 0, 0.02)).toBeLessThan(-2 * Math.log(0.02) * 1.15);
    expect(tailLimit(memory, 0, 1e-6)).toBeGreaterThan(-2 * Math.log(1e-6) * 0.75);
    expect(tailLimit(memory, 0, 1e-6)).toBeLessThan(-2 * Math.log(1e-6) * 1.3);
  });

  it("gives a heavier tail a higher limit", () => {
    const limits = [1, 3].map((power) => {
      const memory = new Float64Array(tailFields);
      const uniform = createUniform(11);
      for (let index = 0; index < 20_000; index += 1) observeTail(memory, 0, (-Math.log(uniform())) ** power);
      return tailLimit(memory, 0, 1e-6);
    });
    expect(limits[1]).toBeGreaterThan(3 * (limits[0] as number));
  });

  it("is hardly moved by one score beyond all measure", () => {
    const memory = new Float64Array(tailFields);
    const uniform = createUniform(13);
    for (let index = 0; index < 5000; index += 1) observeTail(memory, 0, uniform());
    const before = tailLimit(memory, 0, 1e-6);
    observeTail(memory, 0, 1e9);
    expect(tailLimit(memory, 0, 1e-6)).toBeLessThan(before * 1.5);
  });
});
