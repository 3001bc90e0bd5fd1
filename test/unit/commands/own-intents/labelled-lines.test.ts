import { describe, expect, it } from "vitest";
import { readLabelledLines, requireIntents } from "../../../../src/commands/own-intents/labelled-lines.ts";

describe("readLabelledLines", () => {
  it("reads texts and intents, whatever ends the lines", () => {
    expect(readLabelledLines("\uFEFFturn it up\tlouder\r\n\n who are you \t __oos__ \n", "a.tsv")).toEqual([
      { text: "turn it up", intent: "louder" },
      { text: "who are you", intent: "__oos__" },
    ]);
  });

  it.each([
    ["no tab", "one\ta\nturn it up louder\n", "a.tsv:2: it has no tab"],
    ["two tabs", "one\ta\tb", "a.tsv:1: it has 2 tabs"],
    ["no text", "ok\ta\n\n \tb", "a.tsv:3: there is no text before the tab"],
    ["no intent", "one\t ", "a.tsv:1: there is no intent after the tab"],
    ["a text without end", `${"x".repeat(10_001)}\ta`, "a.tsv:1: the text has 10001 characters"],
    ["a NUL", "a\u0000b\tc", "a.tsv:1: it has a NUL character"],
  ])("refuses a line with %s, and says where and what to do", (_, content, message) => {
    expect(() => readLabelledLines(content, "a.tsv")).toThrow(
      expect.objectContaining({ message, hint: expect.stringMatching(/\w/), code: "commands.labelledLine" }),
    );
  });

  it("refuses a file without a text, and a training file without an intent", () => {
    expect(() => readLabelledLines("\n\n", "a.tsv")).toThrow("a.tsv: it holds no text");
    expect(() => requireIntents([{ text: "hm", intent: "__oos__" }], "b.tsv")).toThrow(
      "b.tsv: all of its texts are __oos__",
    );
    expect(() => requireIntents([{ text: "hm", intent: "x" }], "b.tsv")).not.toThrow();
  });
});
