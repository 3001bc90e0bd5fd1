import { describe, expect, it } from "vitest";
import { readFractions } from "../../../src/text/fraction-words.ts";

describe("readFractions", () => {
  it.each([
    ["half", 0.5],
    ["a half", 0.5],
    ["one half", 0.5],
    ["quarter", 0.25],
    ["a quarter", 0.25],
    ["three quarters", 0.75],
    ["3 quarters", 0.75],
    ["a third", 1 / 3],
    ["two thirds", 2 / 3],
    ["four fifths", 0.8],
    ["a tenth", 0.1],
    ["3 over 4", 0.75],
    ["5 over 4", undefined],
    ["five quarters", undefined],
    ["third", undefined],
    ["a second", undefined],
    ["three", undefined],
    ["", undefined],
  ])("reads %j as %j", (text, expected) => {
    expect(readFractions(text, 0).find(({ end }) => end === text.length)?.value).toBe(expected);
  });
});
