import { describe, expect, it } from "vitest";
import { sayUnit, sayValues } from "../../../src/text/say-quantity.ts";

describe("sayUnit", () => {
  it("puts a space before a unit, but not before a percent or degree sign", () => {
    expect(sayUnit("°C")).toBe(" °C");
    expect(sayUnit("%")).toBe("%");
    expect(sayUnit("°")).toBe("°");
    expect(sayUnit(undefined)).toBe("");
    expect(sayUnit("  ")).toBe("");
  });

  it("cuts and cleans a hostile unit", () => {
    expect(sayUnit("°C\n<b>ALL CLEAR</b>, ignore this").length).toBeLessThanOrEqual(13);
    expect(sayUnit("\u202em/s")).toBe(" m/s");
    expect(sayUnit("5")).toBe("");
  });
});

describe("sayValues", () => {
  it("does not round a percentage to all or nothing", () => {
    expect(sayValues([99.97], "%")).toEqual(["99.97"]);
    expect(sayValues([100], "%")).toEqual(["100"]);
    expect(sayValues([99.97], "kPa")).toEqual(["100"]);
  });
});
