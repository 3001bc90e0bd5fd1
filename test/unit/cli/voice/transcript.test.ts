import { describe, expect, test } from "vitest";
import { type Transcript, transcriptJson, transcriptText } from "../../../../src/cli/voice/transcript.ts";

const understood: Transcript = {
  file: "a.wav",
  seconds: 1.23456,
  spoken: {
    text: "a large latte",
    confidence: 0.987654,
    words: [{ word: "a", fromMs: 80.4, toMs: 120, confidence: 0.9 }],
    alternatives: [{ text: "a large mocha", confidence: 0.01 }],
  },
  meaning: { intent: "orderDrink", slots: { size: "large", sugars: 2 } },
  heard: "sentence",
  remarks: [],
};

describe("a transcript", () => {
  test("is one object of JSON with the same keys whatever was heard", () => {
    const json = transcriptJson(understood);
    expect(json).toMatchObject({
      file: "a.wav",
      text: "a large latte",
      intent: "orderDrink",
      slots: { size: "large", sugars: 2 },
      confidence: 0.9877,
      words: [{ word: "a", fromMs: 80, toMs: 120, confidence: 0.9 }],
      seconds: 1.235,
    });
    const nothing = transcriptJson({
      ...understood,
      spoken: undefined,
      meaning: undefined,
      heard: "nothing",
    });
    expect(Object.keys(nothing)).toEqual(Object.keys(json));
    expect(nothing).toMatchObject({ text: null, intent: null, slots: {}, confidence: 0, words: [] });
  });

  test("tells a person the text, how sure it is and what it means", () => {
    expect(transcriptText(understood, true)).toBe(
      "a.wav: a large latte  (99 %)  →  orderDrink  size=large  sugars=2",
    );
    const other = { ...understood, spoken: undefined, meaning: undefined, heard: "other" } as const;
    expect(transcriptText(other, false)).toBe("(speech, but none of the sentences)");
    expect(transcriptText({ ...other, heard: "nothing", remarks: ["Clipped."] }, false)).toBe(
      "(no speech)\n  Clipped.",
    );
  });
});
