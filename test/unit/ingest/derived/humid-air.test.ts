import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  dewPointCelsius,
  saturationPressureHpa,
  vapourPressureDeficitKpa,
} from "../../../../src/ingest/derived/humid-air.ts";

describe("saturation vapour pressure", () => {
  // Values over water of Sonntag (1990), as in the tables of WMO-No. 8.
  it.each([
    [0, 6.112],
    [10, 12.27],
    [20, 23.37],
    [30, 42.43],
    [40, 73.77],
  ])("at %d °C is %d hPa within half a per cent", (celsius, hectopascals) => {
    expect(Math.abs(saturationPressureHpa(celsius) / hectopascals - 1)).toBeLessThan(0.005);
  });
});

describe("dew point", () => {
  it("of saturated air is its temperature, and of a sensor that reads a little over 100% too", () => {
    expect(dewPointCelsius(18, 100)).toBeCloseTo(18, 9);
    expect(dewPointCelsius(18, 104)).toBeCloseTo(18, 9);
  });

  it("of a room at 20 °C and 50% is 9.3 °C", () => {
    expect(dewPointCelsius(20, 50)).toBeCloseTo(9.27, 1);
  });

  it("has the vapour pressure of the air as its saturation pressure", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -20, max: 60, noNaN: true }),
        fc.double({ min: 5, max: 100, noNaN: true }),
        (t, h) => {
          const pressure = saturationPressureHpa(dewPointCelsius(t, h) ?? Number.NaN);
          expect(Math.abs(pressure / ((saturationPressureHpa(t) * h) / 100) - 1)).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it.each([
    [20, 0],
    [20, -3],
    [20, 130],
    [-60, 50],
    [200, 50],
    [Number.NaN, 50],
  ])("is not told for %d °C and %d%%", (celsius, humidity) => {
    expect(dewPointCelsius(celsius, humidity)).toBeUndefined();
  });
});

describe("vapour-pressure deficit", () => {
  it("is zero in saturated air and the saturation pressure in dry air", () => {
    expect(vapourPressureDeficitKpa(25, 100)).toBe(0);
    expect(vapourPressureDeficitKpa(25, 0)).toBeCloseTo(3.16, 1);
  });

  it("of a greenhouse at 25 °C and 60% is 1.26 kPa", () => {
    expect(vapourPressureDeficitKpa(25, 60)).toBeCloseTo(1.26, 2);
  });

  it("is not told outside the range of the formula", () => {
    expect(vapourPressureDeficitKpa(80, 50)).toBeUndefined();
    expect(vapourPressureDeficitKpa(25, 111)).toBeUndefined();
  });
});
