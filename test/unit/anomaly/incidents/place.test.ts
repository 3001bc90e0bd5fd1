import { describe, expect, it } from "vitest";
import { commonPrefix } from "../../../../src/anomaly/incidents/place.ts";

describe("the common prefix of two topics", () => {
  it.each([
    ["plant/3/soil", "plant/3/pump", "plant/3"],
    ["plant/3", "plant/31", "plant"],
    ["plant/3", "plant/3/pump", "plant/3"],
    ["plant/3", "plant/3", "plant/3"],
    ["plant", "planet", undefined],
    ["plant", "house", undefined],
    ["", "house", undefined],
    ["/plant/a", "/house/b", ""],
    ["", "", ""],
  ])("of %j and %j is %j, by whole levels", (a, b, expected) => {
    expect(commonPrefix(a, b)).toBe(expected);
    expect(commonPrefix(b, a)).toBe(expected);
  });
});
