import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exact,
  rangeEnds,
  sayExactNumber,
  sayNumber,
  sayNumbersApart,
} from "../../../src/text/say-number.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
const read = (text: string) => Number(text.replaceAll(",", ""));

describe("sayNumber", () => {
  it.each([
    [23.187, "23.2"],
    [0.00476, "0.0048"],
    [12_434, "12,430"],
    [1013.24, "1,013"],
    [-4.249, "-4.25"],
    [23, "23"],
    [0, "0"],
    [-0.0000001, "-1e-7"],
    [1_234_567, "1,235,000"],
    [1e21, "1e+21"],
  ])("says %d as %s", (value, said) => {
    expect(sayNumber(value)).toBe(said);
  });

  it("says what can be read back within half a percent, or five percent below 1", () => {
    fc.assert(
      fc.property(finite, (value) => {
        const tolerance = Math.abs(value) * (Math.abs(value) >= 1 ? 0.0051 : 0.051);
        expect(Math.abs(read(sayNumber(value)) - value)).toBeLessThanOrEqual(tolerance);
      }),
    );
  });
});

describe("sayNumbersApart", () => {
  it("never says a value above a limit as the limit itself", () => {
    expect(sayNumbersApart([30.02, exact(30)])).toEqual(["30.02", "30"]);
    expect(sayNumbersApart([29.999_97, exact(30)])).toEqual(["29.99997", "30"]);
    expect(sayNumbersApart([12_431, exact(12_429)])).toEqual(["12,430", "12,429"]);
    expect(sayNumbersApart([12_431, exact(12_430)])).toEqual(["12,431", "12,430"]);
  });

  it("keeps equal numbers equal and leaves far ones short", () => {
    expect(sayNumbersApart([23.187, 18, 23.187])).toEqual(["23.2", "18", "23.2"]);
  });

  it("keeps the order of any numbers", () => {
    fc.assert(
      fc.property(fc.array(finite, { maxLength: 5 }), (values) => {
        const said = sayNumbersApart(values).map(read);
        for (const [left, value] of values.entries()) {
          for (const [right, other] of values.entries()) {
            expect(Math.sign((said[left] ?? 0) - (said[right] ?? 0))).toBe(Math.sign(value - other));
          }
        }
      }),
    );
  });

  it("comes to an end on neighbours no decimal can tell apart", () => {
    expect(sayNumbersApart([1, 1 + Number.EPSILON])).toHaveLength(2);
    expect(sayNumbersApart([Number.NaN, 1])).toHaveLength(2);
  });
});

describe("rangeEnds", () => {
  it("rounds a learnt range as roughly as its width allows", () => {
    expect(sayNumbersApart(rangeEnds(55.2, 65.4))).toEqual(["55", "65"]);
    expect(sayNumbersApart(rangeEnds(2.02, 4.04))).toEqual(["2", "4"]);
    expect(sayNumbersApart(rangeEnds(18.43, 21.31))).toEqual(["18.4", "21.3"]);
    expect(sayNumbersApart(rangeEnds(1008.2, 1019.4))).toEqual(["1,008", "1,019"]);
    expect(sayNumbersApart(rangeEnds(-0.4, 130))).toEqual(["-0.4", "130"]);
    expect(sayNumbersApart(rangeEnds(21.187, 21.187))).toEqual(["21.2", "21.2"]);
  });

  it("keeps a value just above the range above it", () => {
    const said = sayNumbersApart([64.6, ...rangeEnds(50.1, 64.5)]);
    expect(Number(said[0])).toBeGreaterThan(Number(said[2]));
  });
});

describe("sayExactNumber", () => {
  it("keeps every digit a person chose", () => {
    expect(sayExactNumber(30.005)).toBe("30.005");
    expect(sayExactNumber(12_345.5)).toBe("12,345.5");
    expect(sayExactNumber(0.1 + 0.2)).toBe("0.3");
  });
});
