import { expect, test } from "vitest";
import { WakePhraseUnsayableError } from "../../../../src/voice/wake/errors.ts";
import { compileWakePhrase, phraseStrength } from "../../../../src/voice/wake/wake-phrase.ts";
import { lettersOf, letterPronouncer as pronouncer } from "../../../support/spoken-letters.ts";

test("a phrase is all ways to say its words one after the other", async () => {
  const phrase = await compileWakePhrase("Hey, Edgewise!", {
    pronounce: async () =>
      new Map([
        ["hey", [{ sounds: lettersOf("hey"), logWeight: 0 }]],
        [
          "edgewise",
          [
            { sounds: lettersOf("ejwise"), logWeight: -0.1 },
            { sounds: lettersOf("edjewize"), logWeight: -2 },
          ],
        ],
      ]),
  });
  expect(phrase.ways).toEqual([
    { sounds: lettersOf("heyejwise"), logWeight: -0.1 },
    { sounds: lettersOf("heyedjewize"), logWeight: -2 },
  ]);
  expect(phrase.sounds).toBe(9);
});

test("words that nobody can say, and no words, are named in the error", async () => {
  await expect(compileWakePhrase("hey 4711", pronouncer)).rejects.toThrow(/4711/);
  for (const text of ["", " … ", "hey ##"]) {
    await expect(compileWakePhrase(text, pronouncer)).rejects.toBeInstanceOf(WakePhraseUnsayableError);
  }
});

test("short and monotonous phrases are known to be hard to tell from other speech", async () => {
  const strengths: string[] = [];
  for (const text of ["hi", "lalala", "jarvis", "hey computer"]) {
    strengths.push(phraseStrength(await compileWakePhrase(text, pronouncer)));
  }
  expect(strengths).toEqual(["tooShort", "tooShort", "short", "good"]);
});
