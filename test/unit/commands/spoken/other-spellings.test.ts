import { describe, expect, it } from "vitest";
import { withoutOtherSpellings } from "../../../../src/commands/spoken/other-spellings.ts";

describe("spellings that sound alike", () => {
  it("leaves out those of which another is there", () => {
    expect(withoutOtherSpellings(["light", "lite", "lamp", "lites", "lights"])).toEqual([
      "light",
      "lamp",
      "lights",
    ]);
    expect(withoutOtherSpellings(["grey lamp", "gray lamp"])).toEqual(["grey lamp"]);
  });

  it("keeps what is written in that way only", () => {
    expect(withoutOtherSpellings(["lite box", "constructor", ""])).toEqual(["lite box", "constructor", ""]);
  });
});
