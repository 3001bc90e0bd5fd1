import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { featuresOf, featuresPerWord, wordsMax, wordsOf } from "../../../../src/commands/nano/tokenizer.ts";

interface Vectors {
  vocabulary: string[];
  buckets: number;
  cases: { text: string; words: string[]; features: number[][] }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../models/train/commands/tokenizer-vectors.json", import.meta.url), "utf8"),
) as Vectors;
const vocabulary = {
  indexes: new Map(vectors.vocabulary.map((word, index) => [word, index])),
  buckets: vectors.buckets,
};

describe("the tokenizer of the command model", () => {
  it.each(vectors.cases.map((one) => [one.text.slice(0, 40), one] as const))(
    "reads %j as the training does",
    (_, { text, words, features }) => {
      const found = wordsOf(text);
      expect(found.map((word) => word.text)).toEqual(words);
      const rows = found.map((word) => {
        const ids = featuresOf(word.text, vocabulary);
        return [...ids, ...new Array<number>(featuresPerWord - ids.length).fill(0)];
      });
      expect(rows).toEqual(features);
    },
  );

  it("says where each word stands in the text", () => {
    const text = "İs the Kitchen at 21.5°C?";
    const places = wordsOf(text).map(({ start, end }) => text.slice(start, end));
    expect(places).toEqual(["İs", "the", "Kitchen", "at", "21.5", "°", "C"]);
  });

  it("reads a bounded part of a text of any length", () => {
    const many = wordsOf("lamp ".repeat(100_000));
    expect(many).toHaveLength(wordsMax);
    const [long, ...rest] = wordsOf("x".repeat(100_000));
    expect(rest).toEqual([]);
    expect(featuresOf(long?.text ?? "", vocabulary)).toHaveLength(featuresPerWord);
  });

  it("takes half a surrogate pair for no word", () => {
    expect(wordsOf("\ud83d lamp \udca1").map((word) => word.text)).toEqual(["lamp"]);
  });
});
