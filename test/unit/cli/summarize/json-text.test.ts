import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "../../../../src/cli/summarize/json-text.ts";

describe("a JSON text", () => {
  it("is read as JSON.parse reads it, whatever it holds", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(readJson(text)).toMatchObject({ value: JSON.parse(text) });
      }),
    );
  });

  it("knows where each value stands, and for one that is missing where its object does", () => {
    const read = readJson('{\n  "a": [1,\n    {"b": 2}]\n}');
    if (!("value" in read)) throw new Error(read.problem);
    expect(read.placeOf(["a", 1, "b"])).toEqual({ line: 3, column: 11 });
    expect(read.placeOf(["a", 1, "missing"])).toEqual({ line: 3, column: 5 });
    expect(read.placeOf(["missing"])).toEqual({ line: 1, column: 1 });
  });

  it.each([
    ["", 1, 1],
    ["{", 1, 2],
    ['{"a":1,\n "b" 2}', 2, 6],
    ['{"a":1,\n}', 2, 1],
    ["[1,\n2,,]", 2, 3],
    ['["a\nb"]', 1, 2],
    ["[01]", 1, 2],
    ["[1] x", 1, 5],
    ["{'a':1}", 1, 2],
    ['{"a":undefined}', 1, 6],
    ['["\\q"]', 1, 2],
    ["[".repeat(200), 1, 102],
  ])("says what is wrong with %j and where", (text, line, column) => {
    expect(readJson(text)).toMatchObject({ place: { line, column } });
  });

  it("refuses whatever JSON.parse refuses", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,01e.-tfn \\ua'), maxLength: 12 }), (text) => {
        let isValid = true;
        try {
          JSON.parse(text);
        } catch {
          isValid = false;
        }
        expect("value" in readJson(text)).toBe(isValid);
      }),
    );
  });
});
