import { expect, test } from "vitest";
import { grammarRemarks } from "../../../../src/cli/voice/grammar-remarks.ts";

test("nothing is remarked where all can be said", () => {
  expect(grammarRemarks({ unsayable: [], problems: [] })).toEqual([]);
});

test("words that nobody can say are named, with what to do; of very many only the first", () => {
  const [one] = grammarRemarks({ unsayable: ["включи"], problems: [] });
  expect(one).toBe(
    "Sentences with “включи” are not heard: no way to say it is known. Tell in voice.pronunciations how they are said.",
  );
  const unsayable = Array.from({ length: 300 }, (_, number) => `x${number}`);
  const [many] = grammarRemarks({ unsayable, problems: [] });
  expect(many).toContain("“x7” and 292 more are not heard: no way to say these 300");
});

test("that there is no model to read words is told before the words that it would have read", () => {
  const remarks = grammarRemarks({
    unsayable: ["zyx"],
    problems: ["there is no model for pronunciation on this device"],
  });
  expect(remarks[0]).toMatch(/not read: there is no model for pronunciation on this device\.$/);
  expect(remarks).toHaveLength(2);
});
