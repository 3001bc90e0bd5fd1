import { describe, expect, it } from "vitest";
import { readColours } from "../../../src/text/colour-words.ts";

describe("readColours", () => {
  it.each([
    ["red", "red", [255, 0, 0]],
    ["dark blue", "dark blue", [0, 0, 139]],
    ["darkblue", "dark blue", [0, 0, 139]],
    ["light gray", "light grey", [211, 211, 211]],
    ["cornflower blue", "cornflower blue", [100, 149, 237]],
    ["warm red", "orange red", [255, 35, 0]],
    ["deep purple", "indigo", [90, 0, 90]],
    ["navy blue", "navy", [0, 0, 128]],
    ["bluish", "blue", [0, 0, 255]],
    ["purplish", "purple", [128, 0, 128]],
    ["reddish", "red", [255, 0, 0]],
    ["hex ff8800", "dark orange", [255, 136, 0]],
    ["rgb 255 136 0", "dark orange", [255, 136, 0]],
    ["bright green", "lime", [0, 255, 0]],
    ["blue green", "light sea green", [13, 152, 186]],
  ])("reads %j as about %s", (text, name, rgb) => {
    const colour = readColours(text, 0).find(({ end }) => end === text.length)?.colour;
    expect(colour).toEqual({ name, rgb });
  });

  it.each(["", "banana", "dark", "rgb 300 0 0", "hex ff88", "constructor", "dark constructor"])(
    "reads no colour out of %j",
    (text) => {
      expect(readColours(text, 0).filter(({ end }) => end === text.length)).toEqual([]);
    },
  );
});
