import { describe, expect, it } from "vitest";
import type { DecodedText } from "../../../../src/commands/nano/decode.ts";
import { wordsOf } from "../../../../src/commands/nano/tokenizer.ts";
import { crossesParts, isCommandByItself, unsaidParts } from "../../../../src/commands/understand/parts.ts";

/** `kill the [lamp](name)` with its spans. */
function decoded(annotated: string): DecodedText {
  const pattern = /\[([^\]]+)\]\((\w+)\)/g;
  const text = annotated.replace(pattern, "$1");
  const words = wordsOf(text);
  let removed = 0;
  const spans = [...annotated.matchAll(pattern)].map((match) => {
    const [whole, inside = "", tag = ""] = match;
    const from = match.index - removed;
    removed += whole.length - inside.length;
    const start = words.findIndex((word) => word.start >= from);
    const end = words.filter((word) => word.start < from + inside.length).length;
    return { tag, start, end, text: inside, confidence: 1 };
  });
  return {
    intent: "turnOff",
    spans,
    confidence: 1,
    embedding: new Float32Array(1),
    text,
    words,
    origin: "m 1",
  };
}

const parts = (...texts: string[]) => texts.map((text) => ({ text, decoded: undefined }));

describe("parts of a sentence", () => {
  it.each([
    "kill the [lamp](name)",
    "[lamp](name) off",
    "[lights](kind) on",
    "is the [door](kind) [open](state)",
  ])("says what to do in %j", (text) => {
    expect(isCommandByItself(decoded(text))).toBe(true);
  });

  it.each([
    "the [lamp](name)",
    "and also the [lamp](name) in the [hall](area)",
    "[blinds](kind) to [half](value)",
    "the",
  ])("says only with what in %j", (text) => {
    expect(isCommandByItself(decoded(text))).toBe(false);
  });

  it("does not cut what belongs together", () => {
    const whole = decoded("remind me to [feed the cat and lock the door](message)");
    expect(crossesParts(whole, parts("remind me to feed the cat", "lock the door"))).toBe(true);
    const two = decoded("kill the [lamp](name) and the [fan](name)");
    expect(crossesParts(two, parts("kill the lamp", "the fan"))).toBe(false);
  });

  it("names the parts of which nothing was understood, courtesies left out", () => {
    const whole = decoded("kill the [lamp](name) and boil an egg, thank you");
    const unsaid = unsaidParts(whole, parts("kill the lamp", "boil an egg", "thank you"));
    expect(unsaid.map(({ text }) => text)).toEqual(["boil an egg"]);
  });
});
