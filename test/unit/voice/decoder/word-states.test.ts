import { expect, test } from "vitest";
import { createFirstWords } from "../../../../src/voice/decoder/first-words.ts";
import { createWordStates } from "../../../../src/voice/decoder/word-states.ts";
import { hasSpoken, wordsOf } from "../../../support/sample-spoken.ts";
import { spokenChoice, spokenWords } from "../../../support/spoken-letters.ts";

const names = spokenChoice(...Array.from({ length: 40 }, (_, number) => spokenWords(`lamp ${number}`)));
const silent = { kind: "sequence" as const, items: [] };
const network = {
  kind: "sequence" as const,
  items: [
    spokenChoice(silent, spokenWords("please")),
    spokenChoice(spokenWords("dim"), spokenWords("turn on")),
    names,
    spokenChoice(silent, spokenWords("now")),
  ],
};

test("a state tells whether a sentence may end there before it works out what follows", () => {
  const { start } = createWordStates(network);
  expect(start.isFinal).toBe(false);
  const number = wordsOf(start).indexOf("dim");
  const lamp = start.after(number);
  const named = lamp.after(wordsOf(lamp).indexOf("lamp"));
  const whole = named.after(wordsOf(named).indexOf("7"));
  expect([lamp.isFinal, named.isFinal, whole.isFinal]).toEqual([false, false, true]);
  expect(wordsOf(whole)).toEqual(["now"]);
});

test("what one search has worked out is counted, and another begins anew with the same sentences", () => {
  const firstWords = createFirstWords();
  const states = createWordStates(network, firstWords);
  const before = states.bytes;
  expect(wordsOf(states.start)).toEqual(expect.arrayContaining(["please", "dim", "turn"]));
  expect(states.bytes).toBeGreaterThan(before);
  const anew = createWordStates(network, firstWords);
  expect(anew.bytes).toBeLessThan(states.bytes);
  expect(wordsOf(anew.start).sort()).toEqual(wordsOf(states.start).sort());
  expect(hasSpoken(network, "please dim lamp 39 now")).toBe(true);
  expect(hasSpoken(network, "please dim lamp")).toBe(false);
});

test("what was prepared in steps is the same as what is worked out at once", () => {
  const prepared = createFirstWords();
  const steps = [...prepared.prepare(network)];
  expect(steps.length).toBeGreaterThan(1);
  const [one, other] = [createWordStates(network, prepared), createWordStates(network)];
  expect(wordsOf(one.start)).toEqual(wordsOf(other.start));
  const after = (states: typeof one) => states.start.after(wordsOf(states.start).indexOf("dim"));
  expect(wordsOf(after(one))).toEqual(wordsOf(after(other)));
});
