import { describe, expect, it } from "vitest";
import { isPlural, pluralOf, singularOf } from "../../../src/text/plural.ts";

describe("plurals of what things are called", () => {
  it.each([
    ["lamp", "lamps"],
    ["press", "presses"],
    ["switch", "switches"],
    ["battery", "batteries"],
    ["tray", "trays"],
    ["box", "boxes"],
    ["shelf", "shelves"],
    ["lights", "lights"],
  ])("%s, %s", (one, several) => {
    expect(pluralOf(one)).toBe(several);
    expect(isPlural(several)).toBe(true);
    expect(pluralOf(singularOf(several))).toBe(several);
  });

  it.each(["press", "gas", "bus", "tv"])("takes %s for no plural", (noun) => {
    expect(isPlural(noun)).toBe(false);
    expect(singularOf(noun)).toBe(noun);
  });
});
