import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, jaroWinkler, nameSimilarity, wordSimilarity } from "../../../src/text/similarity.ts";

describe("editDistance", () => {
  it.each([
    ["kitchen", "kitchen", 0],
    ["kichen", "kitchen", 1],
    ["kithcen", "kitchen", 1],
    ["lamp", "lamps", 1],
    ["abc", "xyz", 3],
    ["", "ab", 2],
  ])("from %j to %j is %i", (a, b, expected) => {
    expect(editDistance(a, b, 5)).toBe(expected);
  });

  it("stops at the maximum", () => {
    expect(editDistance("abcdef", "uvwxyz", 2)).toBe(3);
    expect(editDistance("a", "abcdefgh", 2)).toBe(3);
  });

  it("is symmetric and zero only for equals", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 8)).toBe(editDistance(b, a, 8));
        expect(editDistance(a, b, 8) === 0).toBe(a === b);
      }),
    );
  });
});

describe("jaroWinkler", () => {
  it("agrees with the published examples", () => {
    expect(jaroWinkler("martha", "marhta")).toBeCloseTo(0.961, 3);
    expect(jaroWinkler("dixon", "dicksonx")).toBeCloseTo(0.813, 3);
    expect(jaroWinkler("dwayne", "duane")).toBeCloseTo(0.84, 3);
    expect(jaroWinkler("abc", "xyz")).toBe(0);
    expect(jaroWinkler("", "")).toBe(1);
    expect(jaroWinkler("a", "")).toBe(0);
  });
});

describe("wordSimilarity", () => {
  it("forgives a slip in a word", () => {
    expect(wordSimilarity("kichen", "kitchen")).toBeCloseTo(6 / 7);
    expect(wordSimilarity("grenhuose", "greenhouse")).toBeGreaterThan(0.75);
    expect(wordSimilarity("lamps", "lamp")).toBe(0.8);
    expect(wordSimilarity("ikea", "kiea")).toBe(0.75);
  });

  it("forgives a spelling that sounds the same", () => {
    expect(wordSimilarity("fotograf", "photograph")).toBeGreaterThan(0);
    expect(wordSimilarity("nite", "night")).toBeGreaterThan(0);
  });

  it.each([
    ["on", "off"],
    ["of", "off"],
    ["off", "of"],
    ["1", "2"],
    ["pump1", "pump2"],
    ["lock", "clock"],
    ["unlock", "lock"],
    ["lamp", "damp"],
    ["left", "right"],
    ["upstairs", "downstairs"],
    ["two", "too"],
    ["east", "west"],
  ])("takes %j and %j for two words", (a, b) => {
    expect(wordSimilarity(a, b)).toBe(0);
  });
});

describe("nameSimilarity", () => {
  const similarity = (written: string, meant: string) => nameSimilarity(written.split(" "), meant.split(" "));

  it("is 1 for the same words and a little less in another order", () => {
    expect(similarity("kitchen lamp", "kitchen lamp")).toBe(1);
    expect(similarity("lamp kitchen", "kitchen lamp")).toBeCloseTo(0.97);
  });

  it("joins and splits words", () => {
    expect(similarity("livingroom", "living room")).toBeCloseTo(0.98);
    expect(similarity("bed room", "bedroom")).toBeCloseTo(0.98);
    expect(similarity("livngroom", "living room")).toBeGreaterThan(0.8);
  });

  it("counts what is left out by its length, and refuses what the name has not", () => {
    expect(similarity("living room ceiling", "living room ceiling lamp")).toBeCloseTo(17 / 21);
    expect(similarity("of lamp", "lamp")).toBe(0);
    expect(similarity("kitchen fan", "kitchen lamp")).toBe(0);
    expect(nameSimilarity([], ["lamp"])).toBe(0);
  });
});
