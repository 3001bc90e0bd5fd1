import { describe, expect, it } from "vitest";
import { withSlipsRepaired } from "../../../../src/commands/understand/spelling.ts";

const own = new Set("turn off on the of in open close lamp lock unlock tv kettle".split(" "));
const english = new Map(
  ["clone", "stoop", "lick", ...Array.from({ length: 1000 }, (_, index) => `filler${index}`)].map((word) => [
    word,
    1,
  ]),
);
const repaired = (text: string) => withSlipsRepaired(text, { own, vocabulary: english });

describe("slips of the keyboard", () => {
  it.each([
    ["opne the lamp", "open the lamp"],
    ["strat teh kettle", "start the kettle"],
    ["swich the tv onn", "switch the tv on"],
    ["trun of the lamp", "turn off the lamp"],
    ["switch the lamp of in the attic", "switch the lamp off in the attic"],
    ["lamp of", "lamp off"],
    ["turnoff the tv", "turn off the tv"],
    ["turn the tvoff", "turn the tv off"],
    ["turn onthe kettle", "turn on the kettle"],
    ["cloes the lamp!", "close the lamp!"],
  ])("repairs %j", (text, meant) => {
    expect(repaired(text).text).toBe(meant);
  });

  it.each([
    "turn the light of the hall on",
    "clone the lamp",
    "nlock the lamp",
    "ulock the lamp",
    "open lick",
  ])("leaves %j as it is", (text) => {
    expect(repaired(text).text).toBe(text);
  });

  it("tells whether the deed itself was repaired", () => {
    expect(repaired("opne the lamp").isDeedRepaired).toBe(true);
    expect(repaired("turn of the lamp").isDeedRepaired).toBe(true);
    expect(repaired("open teh lamp").isDeedRepaired).toBe(false);
  });

  it("repairs only what can be no other word where nobody tells what is one", () => {
    const without = (text: string) => withSlipsRepaired(text, { own, vocabulary: undefined }).text;
    expect(without("opne the lamp")).toBe("open the lamp");
    expect(without("sop the lamp")).toBe("sop the lamp");
  });
});
