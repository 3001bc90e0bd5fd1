import { describe, expect, it } from "vitest";
import { fillPayload, fillText, slotsNamed } from "../../../../src/commands/own-intents/slot-template.ts";

describe("slot templates", () => {
  it("fill texts and JSON, with numbers as numbers and nothing for what was not said", () => {
    const values = { amount: 5, material: 'film "blue"' };
    expect(fillText("{amount} of {material}{place}", values)).toBe('5 of film "blue"');
    expect(
      fillPayload({ n: "{amount}", what: "the {material}", where: "{place}", fix: [1, true] }, values),
    ).toBe('{"n":5,"what":"the film \\"blue\\"","where":null,"fix":[1,true]}');
    expect(fillPayload("{amount}", values)).toBe("5");
    expect(fillPayload(7, values)).toBe("7");
  });

  it("fill nothing from what a slot is called by nature", () => {
    expect(fillText("{constructor}{toString}", {})).toBe("");
  });

  it("do not fill in again what was said", () => {
    expect(fillText("{a}", { a: "{b}", b: "x" })).toBe("{b}");
  });

  it("name their slots", () => {
    expect(slotsNamed({ a: ["{x}", { b: "{y} and {z}" }], c: 4, d: null })).toEqual(["x", "y", "z"]);
  });
});
