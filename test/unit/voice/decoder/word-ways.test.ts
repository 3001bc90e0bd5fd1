import { expect, test } from "vitest";
import { WordWays } from "../../../../src/voice/decoder/word-ways.ts";

test("the ways of a word stand next to each other, without those that have no sounds or far too many", () => {
  const ways = new WordWays([
    [
      "the",
      [
        { sounds: [3, 4], logWeight: -0.1 },
        { sounds: [], logWeight: -3 },
        { sounds: [3, 5], logWeight: -2 },
      ],
    ],
    ["…", []],
    ["long", [{ sounds: Array.from({ length: 256 }, () => 1), logWeight: 0 }]],
    ["lamp", [{ sounds: [7, 1, 2, 9], logWeight: 0 }]],
  ]);
  const soundsOf = (word: string) => {
    const { first, end } = ways.of(word);
    return Array.from({ length: end - first }, (_, one) => [
      ...ways.sounds.subarray(ways.start(first + one), ways.end(first + one)),
    ]);
  };
  expect(soundsOf("the")).toEqual([
    [3, 4],
    [3, 5],
  ]);
  expect(ways.logWeight(ways.of("the").first + 1)).toBe(-2);
  expect(soundsOf("lamp")).toEqual([[7, 1, 2, 9]]);
  for (const word of ["…", "long", "never heard"]) expect(soundsOf(word)).toEqual([]);
});
