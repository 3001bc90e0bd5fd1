import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { metaphone } from "../../../src/text/phonetics.ts";

describe("metaphone", () => {
  it.each([
    ["night", "knight"],
    ["right", "write"],
    ["photo", "foto"],
    ["phone", "fone"],
    ["kitchen", "kichen"],
    ["there", "their"],
    ["shoot", "chute"],
    ["cellar", "seller"],
    ["lamb", "lam"],
    ["whale", "wale"],
  ])("gives %j and %j one key", (a, b) => {
    expect(metaphone(a)).toBe(metaphone(b));
  });

  it.each([
    ["kitchen", "bathroom"],
    ["pump", "lamp"],
    ["ghost", "host"],
    ["open", "closed"],
  ])("tells %j from %j", (a, b) => {
    expect(metaphone(a)).not.toBe(metaphone(b));
  });

  it("makes a key of capital letters and 0 out of anything", () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        expect(metaphone(word)).toMatch(/^[A-Z0]*$/);
      }),
    );
  });
});
