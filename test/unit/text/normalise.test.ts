import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalise, normaliseText } from "../../../src/text/normalise.ts";

describe("normalise", () => {
  it.each([
    ["Turn ON the Café-Lamp!", "turn on the cafe lamp"],
    ["what's up, it’s `fine´", "whats up its fine"],
    ["21,5 °C", "21.5 ° c"],
    ["1,000 and 12.345", "1000 and 12.345"],
    ["20%", "20 %"],
    ["-5 and 1-5 and − 5 and −7", "-5 and 1 5 and 5 and -7"],
    ["at 7:30.", "at 7:30"],
    ["the A.C. and the T.V. on.", "the ac and the tv on"],
    ["Straße, Øre, Łódź", "strasse ore lodz"],
    ["salt & pepper", "salt and pepper"],
    ["2½ cups, ½ cup", "2.5 cups 0.5 cup"],
    ["m³ ℃", "m3 ° c"],
    ["zero\u200bwidth\u0000null", "zerowidth null"],
    ["  ...  ", ""],
    ["", ""],
    ["кухня 台所", "кухня 台所"],
  ])("folds %j to %j", (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it("is the same when done twice, and never leaves a space at an end or two together", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const once = normalise(text);
        expect(once).not.toMatch(/^ | $| {2}/);
        expect(normalise(once)).toBe(once);
      }),
    );
  });

  it("tells for each character where it came from, in order", () => {
    const { text, offsets } = normaliseText("  The  Café's lamp");
    expect(text).toBe("the cafes lamp");
    expect(offsets[text.indexOf("cafes")]).toBe(7);
    expect(offsets[text.indexOf("lamp")]).toBe(14);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (original) => {
        const normalised = normaliseText(original);
        expect(normalised.offsets).toHaveLength(normalised.text.length);
        const sorted = [...normalised.offsets].sort((a, b) => a - b);
        expect(normalised.offsets).toEqual(sorted);
        for (const offset of normalised.offsets) expect(offset).toBeLessThan(original.length);
      }),
    );
  });
});
