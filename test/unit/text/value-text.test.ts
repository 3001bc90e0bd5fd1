import { describe, expect, it } from "vitest";
import { valueText } from "../../../src/text/value-text.ts";

describe("valueText", () => {
  it.each([
    ["About 50%, please!", "50 %"],
    ["3/4", "3 over 4"],
    ["20-22 °C", "20 to 22 ° c"],
    ["20 – 22", "20 to 22"],
    ["between 5 -3", "between 5 -3"],
    ["- 5 degrees", "-5 degrees"],
    ["below - 5", "below -5"],
    ["2026-12-24", "2026 12 24"],
    ["#FF8800", "hex ff8800"],
    ["22 ± 1", "22 plus or minus 1"],
    ["for about twenty minutes or so", "for twenty minutes"],
    ["at exactly seven o'clock sharp", "at seven oclock"],
    ["🤖", ""],
  ])("makes %j %j", (words, expected) => {
    expect(valueText(words)).toBe(expected);
  });

  it("takes no more words than a value has", () => {
    expect(valueText("five ".repeat(100_000))).toBeUndefined();
  });
});
