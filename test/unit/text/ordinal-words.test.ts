import { describe, expect, it } from "vitest";
import { readOrdinals } from "../../../src/text/ordinal-words.ts";

describe("readOrdinals", () => {
  it.each([
    ["1st", 1],
    ["3rd", 3],
    ["first", 1],
    ["twelfth", 12],
    ["twenty first", 21],
    ["thirtieth", 30],
    ["hundred and fifth", 105],
    ["three", undefined],
    ["3", undefined],
    ["worth", undefined],
    ["first second", undefined],
    ["", undefined],
  ])("reads %j as %j", (text, expected) => {
    expect(readOrdinals(text, 0).find(({ end }) => end === text.length)?.value).toBe(expected);
  });
});
