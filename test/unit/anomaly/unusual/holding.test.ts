import { describe, expect, it } from "vitest";
import { beginHolding, heldLogRarity, holdingFields } from "../../../../src/anomaly/unusual/holding.ts";

function begun(): Float64Array {
  const memory = new Float64Array(holdingFields);
  beginHolding(memory, 0, -10, [
    { value: 30, location: 20, scale: 1 },
    { value: 0, location: 0, scale: 0.2 },
  ]);
  return memory;
}

describe("what is held of a report", () => {
  it("lasts while the level stays far from what was usual before", () => {
    const memory = begun();
    const rarities = Array.from({ length: 100 }, () => heldLogRarity(memory, 0, [30, 0]));
    expect(rarities.every((rarity) => rarity < -9)).toBe(true);
  });

  it("lasts while the series is restless, though its level is back", () => {
    expect(heldLogRarity(begun(), 0, [20, 2])).toBeLessThan(-9);
  });

  it("ends when all is as before, and does not come back by itself", () => {
    const memory = begun();
    expect(heldLogRarity(memory, 0, [20.5, 0.1])).toBe(0);
    expect(heldLogRarity(memory, 0, [30, 2])).toBe(0);
  });

  it("fades, and ends after two thousand readings", () => {
    const memory = begun();
    const rarities = Array.from({ length: 2100 }, () => heldLogRarity(memory, 0, [30, 0]));
    expect(rarities[1000]).toBeCloseTo(-5, 0);
    expect(rarities.at(-1)).toBe(0);
  });

  it("holds nothing before a report", () => {
    expect(heldLogRarity(new Float64Array(holdingFields), 0, [1e9, 1e9])).toBe(0);
  });
});
