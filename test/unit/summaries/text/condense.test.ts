import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { condense } from "../../../../src/summaries/text/condense.ts";
import type { SentenceReader } from "../../../../src/summaries/text/sentence-reader.ts";

const budget = { sentencesMax: 2, lengthMax: 120 };
const embedding = { withinMs: 1_000 };
/** Every sentence its own direction, and none like a warning unless it says "odd". */
const reader: SentenceReader = {
  read: async (texts) => ({
    embeddings: texts.map((_, at) =>
      Float32Array.from({ length: texts.length }, (_one, on) => Number(on === at)),
    ),
    warningLogits: texts.map((text) => (text.includes("odd") ? 2 : -5)),
  }),
};
const digestOf = (text: string, how: Partial<{ reader: SentenceReader | undefined }> = { reader }) =>
  condense(text, { budget, reader: how.reader, embedding });

const filler = (count: number) =>
  "The pump was cleaned and the filter was changed in the morning. ".repeat(count);

describe("a digest of a text", () => {
  it("keeps every warning even where they are more than it may have sentences", async () => {
    const warnings = [
      "Do not enter the pit.",
      "The cable is bare and live.",
      "Gas was smelt.",
      "Frost comes tonight.",
    ];
    const { sentences } = await digestOf(`${filler(5)}${warnings.join(" ")} ${filler(5)}`);
    expect(sentences.filter(({ isWarning }) => isWarning).map(({ text }) => text)).toEqual(warnings);
  });

  it("keeps what the model takes for a warning though no word of it warns", async () => {
    const { sentences } = await digestOf(`${filler(6)}The ladder looked odd to the painter. ${filler(4)}`);
    expect(sentences).toContainEqual(
      // It is kept, and not said to be a warning: of those that the model alone takes for one, half are none.
      expect.objectContaining({ text: "The ladder looked odd to the painter.", isWarning: false }),
    );
  });

  it("condenses a text of which the model takes everything for a warning, and keeps what warns by its words", async () => {
    const odd: SentenceReader = {
      read: async (texts, options) => ({
        ...(await reader.read(texts, options)),
        warningLogits: texts.map((text) => (text.includes("tower") ? 3 : 1)),
      }),
    };
    const calm = Array.from({ length: 20 }, (_, at) => `The team of line ${at} was at the gate on time.`);
    const text = `${calm.join(" ")} The tower was painted. The fire in silo 3 spread. ${calm.join(" ")}`;
    const { sentences } = await digestOf(text, { reader: odd });
    expect(sentences.length).toBeLessThanOrEqual(4);
    const texts = sentences.map((sentence) => sentence.text);
    expect(texts).toContain("The tower was painted.");
    expect(texts).toContain("The fire in silo 3 spread.");
  });

  it("keeps what a warning points back to though it was said before", async () => {
    const stair = "The north stair is covered with paint.";
    const text = `${stair} ${filler(4)}${stair} It must not be used. ${filler(4)}`;
    const { sentences } = await digestOf(text);
    const texts = sentences.map((sentence) => sentence.text);
    expect(texts[texts.indexOf("It must not be used.") - 1]).toBe(stair);
  });

  it("keeps the warnings of a part in another language", async () => {
    const calm = "Le temps reste calme et sec sur la plupart des régions pour la journée de demain. ";
    const storm = "Am Abend Sturm mit Orkanböen.";
    for (const text of [`${calm.repeat(9)}\n\n${storm}`, `${calm.repeat(9)}${storm}`]) {
      const { language, sentences } = await digestOf(text);
      expect(language).toBe("fr");
      expect(sentences).toContainEqual(expect.objectContaining({ text: storm, isWarning: true }));
    }
    const telegram = await digestOf(`${calm.repeat(9)}\n\nHochwasser Mosel, Keller räumen.`);
    expect(telegram.sentences.map(({ text }) => text)).toContain("Hochwasser Mosel, Keller räumen.");
  });

  it("keeps what stands under a heading that warns, unless it is nothing", async () => {
    const { sentences } = await digestOf(`Hazards:\n- wet paint on the stair\n\n${filler(8)}`);
    expect(sentences[0]).toMatchObject({
      text: "wet paint on the stair",
      isWarning: true,
      heading: "Hazards:",
    });
    const none = await digestOf(`Hazards:\n- none today\n\n${filler(8)}`);
    expect(none.sentences.some(({ isWarning }) => isWarning)).toBe(false);
  });

  it("keeps the sentence that a warning points back to", async () => {
    const text = `${filler(4)}The north stair is covered with algae. It must not be used. ${filler(4)}`;
    const { sentences } = await digestOf(text);
    const texts = sentences.map((sentence) => sentence.text);
    expect(texts.indexOf("It must not be used.")).toBe(
      texts.indexOf("The north stair is covered with algae.") + 1,
    );
  });

  it("does not say the same twice", async () => {
    const text = `${filler(8)}Flow in block 7 rose to 9.8 m³/h since Monday. ${filler(3)}`;
    const { sentences } = await digestOf(text);
    expect(new Set(sentences.map((sentence) => sentence.text)).size).toBe(sentences.length);
  });

  it("is the whole text where that is short", async () => {
    const digest = await digestOf("Rain is on its way. Take a coat with you.");
    expect(digest).toMatchObject({ method: "whole", sentencesOmitted: 0 });
  });

  it("is the whole text where its language is not known", async () => {
    const text = "W nocy spodziewany jest przymrozek. Rano mgła. Wiatr słaby, zmienny. ".repeat(6);
    expect(await digestOf(text)).toMatchObject({ language: undefined, method: "whole", sentencesOmitted: 0 });
  });

  it("is its beginning and its warnings without the model, and the whole text where that is not long", async () => {
    const long = `${filler(12)}Do not enter the pit. ${filler(2)}`;
    const digest = await digestOf(long, { reader: undefined });
    expect(digest.method).toBe("lead");
    expect(digest.sentences[0]?.start).toBe(0);
    expect(digest.sentences.map(({ text }) => text)).toContain("Do not enter the pit.");
    expect((await digestOf(filler(3), { reader: undefined })).method).toBe("whole");
  });

  it("fails with what the model fails with", async () => {
    const failing: SentenceReader = { read: () => Promise.reject(new Error("the host is gone")) };
    await expect(digestOf(filler(9), { reader: failing })).rejects.toThrow("the host is gone");
  });

  it("is verbatim, in order, whatever the text is", async () => {
    const words = fc.constantFrom(
      "do not",
      "frost",
      "12.5 °C",
      "the",
      "pump",
      ".",
      "\n",
      "- ",
      ":",
      "!",
      "é",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 120 }), async (parts) => {
        const text = parts.join(" ");
        let from = 0;
        for (const sentence of (await digestOf(text)).sentences) {
          expect(sentence.start).toBeGreaterThanOrEqual(from);
          expect(text.slice(sentence.start, sentence.end).replace(/\s+/gu, " ")).toBe(sentence.text);
          from = sentence.end;
        }
      }),
      { numRuns: 60 },
    );
  });
});
