import type { NumberWords } from "../guard-language.ts";

/** English numbers in words that a text may use, and what they mean. */
const words: ReadonlyMap<string, number> = new Map(
  (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
    "seventeen eighteen nineteen twenty"
  )
    .split(" ")
    .map((word, value) => [word, value]),
);

/** `one after the other` and `one of` count nothing. */
const wordSource = [...words.keys()].join("|").replace("one|", "one(?! after| of| thing)|");

/** `12,430`, `-0.5`, `1e-7`, `twelve`. */
export const englishNumbers: NumberWords = {
  source: `-?\\d(?:[\\d,]*\\d)?(?:\\.\\d+)?(?:e[+-]?\\d+)?|${wordSource}`,
  amountSource: `\\d(?:[\\d,]*\\d)?(?:\\.\\d+)?|${wordSource}`,
  padded: /\.\d*0$/,
  value: (said) => words.get(said.toLowerCase()) ?? Number(said.replaceAll(",", "")),
};
