import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readUnits, unitNamed } from "../../../src/text/unit-words.ts";
import { convert, convertDifference, quantityOf, type UnitName, units } from "../../../src/text/units.ts";

describe("convert", () => {
  it.each<[number, UnitName, UnitName, number]>([
    [70, "°F", "°C", 21.11],
    [100, "°C", "°F", 212],
    [-40, "°F", "°C", -40],
    [0, "°C", "K", 273.15],
    [3, "bar", "kPa", 300],
    [44, "psi", "bar", 3.034],
    [1500, "mm", "m", 1.5],
    [6, "ft", "in", 72],
    [36, "km/h", "m/s", 10],
    [1.5, "kW", "W", 1500],
    [1, "gal", "l", 3.785],
    [6, "m³/h", "l/min", 100],
    [2.5, "kg", "g", 2500],
    [20, "1/s", "rpm", 1200],
    [90, "s", "min", 1.5],
  ])("turns %d %s into %s as %d", (value, from, to, expected) => {
    expect(convert(value, from, to)).toEqual({ ok: true, value: expected });
  });

  it("refuses what measures something else, also rpm against hertz", () => {
    expect(convert(50, "Hz", "rpm")).toEqual({
      ok: false,
      reason: "Hz measures frequency, and rpm rotation",
    });
    expect(convert(3, "bar", "°C").ok).toBe(false);
  });

  it("leaves the zero point out of differences", () => {
    expect(convertDifference(9, "°F", "°C")).toEqual({ ok: true, value: 5 });
    expect(convertDifference(2, "K", "°C")).toEqual({ ok: true, value: 2 });
  });

  it("comes back to about the same value", () => {
    const names = Object.keys(units) as UnitName[];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(...names),
        fc.integer({ min: 1, max: 500 }),
        (a, b, n) => {
          fc.pre(quantityOf(a) === quantityOf(b));
          const there = convertDifference(n, a, b);
          const back = there.ok ? convertDifference(there.value, b, a) : there;
          expect(back.ok && Math.abs(back.value / n - 1)).toBeLessThan(0.001);
        },
      ),
    );
  });
});

describe("unitNamed", () => {
  it.each([
    ["°C", "°C"],
    ["L/min", "l/min"],
    ["m3/h", "m³/h"],
    ["µS/cm", "µS/cm"],
    [" Bar ", "bar"],
    ["kmh", "km/h"],
    ["widgets/h", undefined],
    ["", undefined],
    ["constructor", undefined],
  ])("knows %j as %j", (symbol, expected) => {
    expect(unitNamed(symbol)).toBe(expected);
  });
});

describe("readUnits", () => {
  it("reads every unit of an ambiguous word, the longest words too", () => {
    expect(readUnits("5 m", 1)).toEqual([
      { end: 3, unit: "m" },
      { end: 3, unit: "min" },
    ]);
    expect(readUnits("5 litres per minute", 1)).toEqual([
      { end: 8, unit: "l" },
      { end: 19, unit: "l/min" },
    ]);
    expect(readUnits("21 degrees celsius", 2).map(({ unit }) => unit)).toEqual(["°", "°C"]);
    expect(readUnits("5 lamps", 1)).toEqual([]);
  });
});
