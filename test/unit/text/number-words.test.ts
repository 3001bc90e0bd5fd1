import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberToWords, otherOrdinal, readNumbers, withDigits } from "../../../src/text/number-words.ts";

/** The reading that takes the whole text. */
function readAll(text: string): number | undefined {
  return readNumbers(text, 0).find(({ end }) => end === text.length)?.value;
}

describe("readNumbers", () => {
  it.each([
    ["5", 5],
    ["21.5", 21.5],
    ["-5", -5],
    ["minus five", -5],
    ["zero", 0],
    ["nineteen", 19],
    ["twenty five", 25],
    ["a hundred", 100],
    ["hundred", 100],
    ["one hundred and ten", 110],
    ["two hundred five", 205],
    ["three thousand", 3000],
    ["two thousand seven hundred", 2700],
    ["one hundred twenty thousand and one", 120_001],
    ["21 and a half", 21.5],
    ["twenty one and a quarter", 21.25],
    ["three point one four", 3.14],
    ["21 point 5", 21.5],
    ["a hundred and five", 105],
    ["a thousand", 1000],
    ["a million", 1_000_000],
    ["two million three hundred thousand and five", 2_300_005],
    ["fifteen hundred", 1500],
    ["5 thousand", 5000],
    ["2.5 million", 2_500_000],
    ["two and a half thousand", 2500],
    ["oh five", 5],
    ["nought", 0],
    ["nought point oh five", 0.05],
    ["point five", 0.5],
    ["minus point two", -0.2],
    ["two and two thirds", 2 + 2 / 3],
    ["oh fifteen", undefined],
    ["point", undefined],
    ["million", undefined],
    ["twenty eleven", undefined],
    ["five twenty", undefined],
    ["hundreds", undefined],
    ["fiveteen", undefined],
    ["2nd", undefined],
    ["1.2.3", undefined],
    ["7:30", undefined],
    ["-", undefined],
    ["", undefined],
  ])("reads %j as %j", (text, expected) => {
    expect(readAll(text)).toBe(expected);
  });

  it("gives every shorter reading, too, but never half of a number in digits", () => {
    expect(readNumbers("twenty five percent", 0)).toEqual([
      { end: 6, value: 20 },
      { end: 11, value: 25 },
    ]);
    expect(readNumbers("250", 0)).toEqual([{ end: 3, value: 250 }]);
    expect(readNumbers("to 5 %", 3)).toEqual([{ end: 4, value: 5 }]);
  });

  it("reads back what numberToWords writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (value) => {
        expect(readAll(numberToWords(value) ?? "")).toBe(value);
      }),
    );
    expect(numberToWords(-1)).toBeUndefined();
    expect(numberToWords(1.5)).toBeUndefined();
    expect(numberToWords(1_000_000)).toBeUndefined();
  });
});

describe("otherOrdinal", () => {
  it.each([
    ["1st", "first"],
    ["2nd", "second"],
    ["third", "3rd"],
    ["eleventh", "11th"],
    ["12th", "twelfth"],
    ["21st", "twenty first"],
    ["30th", "thirtieth"],
    ["32nd", undefined],
    ["one", undefined],
  ])("takes %j to %j", (word, expected) => {
    expect(otherOrdinal(word)).toBe(expected);
  });
});

describe("numbers in words as digits", () => {
  it.each([
    ["press twelve", "press 12"],
    ["mixer one", "mixer 1"],
    ["twenty five to two", "25 to 2"],
    ["the one for the dust", "the 1 for the dust"],
    ["nothing to count", "nothing to count"],
    ["", ""],
  ])("%s", (said, written) => {
    expect(withDigits(said)).toBe(written);
  });
});
