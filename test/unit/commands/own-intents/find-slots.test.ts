import { describe, expect, it } from "vitest";
import { findSlots } from "../../../../src/commands/own-intents/find-slots.ts";
import { readMarkedExample } from "../../../../src/commands/own-intents/marked-example.ts";

const examples = [
  "order [two boxes](amount) of [labels](material)",
  "we need [ten](amount) [pallets](material) at [line 3](place)",
  "send [film](material) to [the packing hall](place) please",
  "order something",
].map((line) => {
  const read = readMarkedExample(line);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
});

describe("findSlots", () => {
  it.each([
    ["order two boxes of labels", { amount: "two boxes", material: "labels" }],
    [
      "could you order five big crates of shrink film",
      { amount: "five big crates", material: "shrink film" },
    ],
    ["we need 12 barrels at line 7", { amount: 12, material: "barrels", place: "line 7" }],
    ["please send glue to the north hall", { material: "glue", place: "the north hall" }],
    ["we need twenty five pallets at line 3", { amount: 25, material: "pallets", place: "line 3" }],
    ["order something", {}],
  ])("reads %s", (text, slots) => {
    expect(findSlots(text, examples)).toEqual(slots);
  });

  it("finds nothing in a text without words, or without marked examples", () => {
    expect(findSlots("?!", examples)).toEqual({});
    expect(findSlots("order two boxes", [])).toEqual({});
  });

  it("stays quick with a long text", () => {
    const text = `order ${"very ".repeat(1000)}many boxes of labels`;
    expect(Object.keys(findSlots(text, examples)).length).toBeLessThanOrEqual(3);
  });
});
