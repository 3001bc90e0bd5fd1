import { describe, expect, it } from "vitest";
import { textLanguages } from "../../../../src/summaries/text/languages/table.ts";
import { weightOf, weightWords } from "../../../../src/summaries/text/weight.ts";

const words = weightWords(textLanguages);
const weigh = (text: string) =>
  weightOf(
    { text, start: 0, end: text.length, kind: "prose", heading: undefined, block: 0 },
    { position: 9, count: 20, words },
  );

describe("the weight of a sentence", () => {
  it("grows with the figures in it, however they are grouped", () => {
    expect(weigh("The tank holds 1,200,000 l this morning.")).toBeGreaterThan(
      weigh("The tank holds a lot this morning."),
    );
  });

  it("is told within the time of a test even of a sentence that is one endless number", () => {
    expect(weigh("1,".repeat(150_000))).toBe(0);
  });
});
