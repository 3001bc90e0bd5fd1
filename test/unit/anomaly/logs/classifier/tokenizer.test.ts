import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  lineFeaturesOf,
  lineFeaturesPerWord,
  lineWordsMax,
  lineWordsOf,
} from "../../../../../src/anomaly/logs/classifier/tokenizer.ts";

interface Vectors {
  vocabulary: string[];
  buckets: number;
  cases: { text: string; words: string[]; features: number[][] }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../../models/train/logs/tokenizer-vectors.json", import.meta.url), "utf8"),
) as Vectors;
const vocabulary = {
  indexes: new Map(vectors.vocabulary.map((word, index) => [word, index])),
  buckets: vectors.buckets,
};

describe("the tokenizer of the log classifier", () => {
  it.each(vectors.cases.map((one) => [one.text.slice(0, 40), one] as const))(
    "reads %j as the training does",
    (_, { text, words, features }) => {
      const found = lineWordsOf(text);
      expect(found).toEqual(words);
      expect(found.map((word) => lineFeaturesOf(word, vocabulary))).toEqual(features);
    },
  );

  it("reads the same words of a line and of its template, but for short numbers", () => {
    expect(lineWordsOf("link of 10.1.2.3:80 down since 14:03:22")).toEqual(
      lineWordsOf("link of <*>:<*> down since <*>"),
    );
    expect(lineWordsOf("exit status 1")).not.toEqual(lineWordsOf("exit status 0"));
  });

  it("reads a bounded part of a line of any length", () => {
    expect(lineWordsOf("lamp ".repeat(100_000))).toHaveLength(lineWordsMax);
    const [long, ...rest] = lineWordsOf("x".repeat(100_000));
    expect(rest).toEqual([]);
    expect(lineFeaturesOf(long ?? "", vocabulary)).toHaveLength(lineFeaturesPerWord);
  });

  it("takes half a surrogate pair and control characters for no word", () => {
    expect(lineWordsOf("\ud83d lamp \udca1 \u001b[31m\u0000")).toEqual(["lamp", "31", "m"]);
  });
});
