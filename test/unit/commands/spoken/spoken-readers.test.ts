import { describe, expect, it } from "vitest";
import { type ReaderName, readers } from "../../../../src/commands/grammar/readers.ts";
import { SpokenPool } from "../../../../src/commands/spoken/spoken-pool.ts";
import { createSpokenReaders } from "../../../../src/commands/spoken/spoken-readers.ts";
import { createRandom } from "../../../../src/simulate/engine/random.ts";
import { hasSpoken, sampleSpoken } from "../../../support/sample-spoken.ts";

const spoken = createSpokenReaders(new SpokenPool()).of;

describe("what readers read, as it is said", () => {
  it.each(Object.keys(readers) as ReaderName[])("is read by the reader: %s", (name) => {
    const random = createRandom(11);
    const texts = Array.from({ length: 200 }, () => sampleSpoken(spoken(name), random));
    const unread = texts.filter((text) => !readers[name](text, 0).some(({ end }) => end === text.length));
    expect(unread).toEqual([]);
  });

  it.each<[ReaderName, string[]]>([
    [
      "duration",
      [
        "ten minutes",
        "half an hour",
        "an hour and a half",
        "two and a half hours",
        "a couple of minutes",
        "one hour thirty",
        "three quarters of an hour",
        "ninety seconds",
      ],
    ],
    [
      "when",
      [
        "at seven",
        "tomorrow at half past six",
        "in ten minutes",
        "tonight",
        "at quarter to eight in the evening",
        "every weekday at seven thirty",
        "half an hour before sunset",
        "at noon",
        "until midnight",
        "at six p m",
        "on monday morning",
        "now",
        "at twenty past seven",
        "tomorrow at half six",
        "tomorrow at quarter past five in the morning",
      ],
    ],
    [
      "period",
      ["today", "last night", "in the last two hours", "since yesterday", "this week", "over the past hour"],
    ],
    ["colour", ["red", "dark blue", "light green", "warm orange"]],
    ["white", ["warm white", "daylight", "three thousand kelvin", "twenty seven hundred kelvin"]],
    ["level", ["half", "maximum", "three quarters", "all the way", "halfway"]],
    [
      "amount",
      [
        "seventy fahrenheit",
        "thirty percent",
        "twenty one point five degrees",
        "two bar",
        "fifteen hundred rpm",
        "full speed",
      ],
    ],
    ["opening", ["half open", "ajar", "a quarter closed"]],
    ["change", ["a bit", "two notches", "ten percent", "two degrees"]],
    ["rise", ["a bit brighter", "twice as fast", "two degrees warmer"]],
    ["fall", ["a little quieter", "half as bright"]],
  ])("has what people say: %s", (name, texts) => {
    expect(texts.filter((text) => !hasSpoken(spoken(name), text))).toEqual([]);
  });
});
