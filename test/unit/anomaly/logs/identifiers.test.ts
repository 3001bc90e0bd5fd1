import { describe, expect, it } from "vitest";
import { identifiersOf } from "../../../../src/anomaly/logs/identifiers.ts";

describe("identifiers of a line", () => {
  it.each([["4711"], ["blk_38865049064139660"], ["0x1f"], ["10.0.0.7:8080"], ["zone-3"], ["b3806442"]])(
    "may be %s",
    (text) => {
      expect(identifiersOf([text])).toEqual([text]);
    },
  );

  it.each([
    ["12.5"],
    ["-3"],
    ["120ms"],
    ["45%"],
    ["14:03:22"],
    ["2026-01-05T12:00:00Z"],
    ["ok"],
    [""],
    ["two 2 words"],
  ])("are not %s", (text) => {
    expect(identifiersOf([text])).toEqual([]);
  });

  it("are at most three, each once and without the marks around it", () => {
    expect(identifiersOf(["[12]", "12", '"a7",', "(b8)", "c9"])).toEqual(["12", "a7", "b8"]);
    expect(identifiersOf(["x1".repeat(40)])).toEqual([]);
  });

  it("are not looked for in what is far too long, whatever marks it is made of", () => {
    expect(identifiersOf([`h1/${":".repeat(500_000)}x`, "blk_7"])).toEqual(["blk_7"]);
    expect(identifiersOf([`a7${":".repeat(100)}`, `${"[".repeat(20)}b8`])).toEqual(["a7", "b8"]);
    expect(identifiersOf([":".repeat(100)])).toEqual([]);
  });
});
