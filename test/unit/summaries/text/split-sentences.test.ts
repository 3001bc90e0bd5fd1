import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitSentences } from "../../../../src/summaries/text/split-sentences.ts";

const textsOf = (text: string) => splitSentences(text).map((sentence) => sentence.text);

describe("sentences of a text", () => {
  it("end at full stops, question and exclamation marks", () => {
    expect(textsOf("It froze. Did it? Yes! Cover the plants.")).toEqual([
      "It froze.",
      "Did it?",
      "Yes!",
      "Cover the plants.",
    ]);
  });

  it.each([
    "Wind from the N.W. at approx. 12 km/h, max. 20 km/h.",
    "Mr. Smith of Dept. 4 found 3.5 mm, i.e. too much.",
    "See no. 7 and Fig. 2 for the flow of 1.5 l/min.",
    "Am 5. Januar fielen ca. 12 mm, d. h. wenig.",
    "J. Okafor signed at 7 a.m. sharp.",
  ])("do not end at abbreviations, decimals, dates and initials: %s", (text) => {
    expect(textsOf(text)).toEqual([text]);
  });

  it("end with their line in notes and lists, with or without a full stop", () => {
    const text = "Notes\n\n- Pan at 22 cm\n- Slugs low\n2) Gate leans\nOil ok\nBelt ok";
    expect(textsOf(text)).toEqual(["Notes", "Pan at 22 cm", "Slugs low", "Gate leans", "Oil ok", "Belt ok"]);
  });

  it("go on over lines that were broken to fit a page", () => {
    const text =
      "The river rises until Thursday morning and then falls\nslowly, as the rain has stopped in the hills above\nthe town. Nothing else is expected this week.";
    expect(textsOf(text)).toEqual([
      "The river rises until Thursday morning and then falls slowly, as the rain has stopped in the hills above the town.",
      "Nothing else is expected this week.",
    ]);
  });

  it("know the heading they stand under", () => {
    const [heading, first, second] = splitSentences("Hazards:\n- Open pit\n- Bare cable");
    expect(heading?.kind).toBe("heading");
    expect([first?.heading, second?.heading]).toEqual([0, 0]);
  });

  it("are cut at semicolons when they are long", () => {
    const long = `${"The pump ran well and nothing was found ".repeat(5).trim()}; do not open the valve.`;
    expect(textsOf(long)).toHaveLength(2);
  });

  it("stand where they say, in order and apart, whatever the text is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        let from = 0;
        for (const sentence of splitSentences(text)) {
          expect(sentence.start).toBeGreaterThanOrEqual(from);
          expect(text.slice(sentence.start, sentence.end).replace(/\s+/gu, " ")).toBe(sentence.text);
          from = sentence.end;
        }
      }),
    );
  });

  it("are no more than 400, with the rest in the last", () => {
    const sentences = splitSentences("It rained. ".repeat(1000));
    expect(sentences).toHaveLength(400);
    expect(sentences[399]?.end).toBe("It rained. ".repeat(1000).trim().length);
  });

  it("are none in a text without letters or digits", () => {
    expect(splitSentences(" \n--- ...\n")).toEqual([]);
  });
});
