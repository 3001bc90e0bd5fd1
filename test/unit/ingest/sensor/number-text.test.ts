import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNumberText } from "../../../../src/ingest/sensor/number-text.ts";

describe("readNumberText", () => {
  it.each<[string, number, string?]>([
    ["21.5", 21.5],
    ["+21.5", 21.5],
    ["-0.5", -0.5],
    [".5", 0.5],
    ["5.", 5],
    ["1e3", 1000],
    ["1.5E-3", 0.0015],
    ["  7\n", 7],
    ["21,5", 21.5],
    ["-0,125", -0.125],
    ["1234,567", 1234.567],
    ["1,234,567", 1_234_567],
    ["1,234.5", 1234.5],
    ["1.234,5", 1234.5],
    ["21.5°C", 21.5, "°C"],
    ["21.5 C", 21.5, "°C"],
    ["70 f", 70, "°F"],
    ["55 %", 55, "%"],
    ["3 kWh", 3, "kWh"],
    ["12 ug/m3", 12, "µg/m³"],
  ])("reads %j", (text, value, unit) => {
    expect(readNumberText(text)).toEqual({ value, unit });
  });

  it.each([
    "",
    " ",
    "-",
    ".",
    "abc",
    "12abc",
    "0x10",
    "0b1",
    "1.2.3",
    "1_000",
    "12:30",
    "192.168.1.1",
    "1,2,3",
    "Infinity",
    "NaN",
    "2026-01-05",
    "1 234 567 and more",
    "9".repeat(60),
  ])("does not take %j for a number", (text) => {
    expect(readNumberText(text)).toBeUndefined();
  });

  it("asks rather than guesses what 1,234 is", () => {
    expect(readNumberText("1,234")).toBe("ambiguous");
    expect(readNumberText("1,234 W")).toBe("ambiguous");
    expect(readNumberText("1,234", { isDecimalComma: true })).toEqual({ value: 1.234, unit: undefined });
    expect(readNumberText("1,234", { isDecimalComma: false })).toEqual({ value: 1234, unit: undefined });
    expect(readNumberText("1.234", { isDecimalComma: true })).toEqual({ value: 1234, unit: undefined });
    expect(readNumberText("21.5", { isDecimalComma: true })).toEqual({ value: 21.5, unit: undefined });
    expect(readNumberText("21,5", { isDecimalComma: false })).toBeUndefined();
  });

  it("takes an unknown unit only where asked to", () => {
    expect(readNumberText("3 items")).toBeUndefined();
    expect(readNumberText("3 items", { anyUnit: true })).toEqual({ value: 3, unit: "items" });
    expect(readNumberText("0x10", { anyUnit: true })).toBeUndefined();
  });

  it("reads every number that JavaScript writes", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumberText(String(value))).toEqual({
          value: Object.is(value, -0) ? 0 : value,
          unit: undefined,
        });
      }),
    );
  });
});
