import { describe, expect, it } from "vitest";
import { commandsConfig } from "../../../../src/commands/config.ts";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { configuredSentences } from "../../../../src/commands/spoken/configured-sentences.ts";
import { readSentences } from "../../../../src/commands/world.ts";
import { hasSpoken, measureSpoken } from "../../../support/sample-spoken.ts";
import { home } from "../../../support/sites.ts";

describe("what a configuration lets people say", () => {
  const spoken = configuredSentences(
    commandsConfig.parse({
      ...home,
      ownIntents: [
        {
          name: "orderBoxes",
          examples: [
            "order [two](amount) boxes of [labels](what)",
            "we need [a dozen](amount) boxes",
            "boxes (now)",
          ],
          defaults: { to: "hall 1" },
        },
      ],
    }),
    readSentences([englishSentences]),
  );

  it.each([
    ["turn on the kitchen lamp", "turnOn"],
    ["could you please set the floor lamp to fifty percent", "set"],
    ["set a timer for an hour and a half", "timerStart"],
    ["remind me at half past six to water the plants", "reminderSet"],
    ["what was the highest temperature last night", "queryMeasure"],
    ["thank you", "smallTalk"],
  ])("%s", (text, intent) => {
    expect(hasSpoken(spoken.network, text)).toBe(true);
    expect(spoken.understand(text)?.intent).toBe(intent);
  });

  it("has own intents, with what any example has in a slot", () => {
    expect(hasSpoken(spoken.network, "order a dozen boxes of labels")).toBe(true);
    expect(spoken.understand("order a dozen boxes of labels")).toEqual({
      intent: "orderBoxes",
      slots: { amount: "a dozen", what: "labels", to: "hall 1" },
    });
    expect(hasSpoken(spoken.network, "boxes now")).toBe(true);
  });

  it("has no names of things that are not there", () => {
    expect(hasSpoken(spoken.network, "turn on the greenhouse pump")).toBe(false);
  });

  it.each([
    "turn off the kitchen lamp and close the bedroom blind",
    "turn on the hall lamp in ten minutes",
    "at half past seven every day open the bedroom blind",
    "if the kitchen window opens turn off the thermostat",
    "dont open the garage door",
    "the second one",
    "no the counter lamp",
    "no i meant the bedside one",
    "yes start it",
    "turn off the kitchen lamp and then the hall lamp",
    "turn off all the lights upstairs but not the bedside lamp",
    "turn off the lights except the counter",
    "and the floor lamp",
    "the hall as well",
    "right close it again",
    "turn on the hall lamp instead",
    "every morning at half five turn on the coffee machine",
    "turn on the coffee machine tomorrow at quarter past five in the morning",
  ])("has what is more than one sentence: %s", (text) => {
    expect(hasSpoken(spoken.network, text)).toBe(true);
  });

  it("has one of several spellings of a sound", () => {
    expect(hasSpoken(spoken.network, "turn off the lights")).toBe(true);
    expect(hasSpoken(spoken.network, "turn off the lites")).toBe(false);
  });

  it("is small", () => {
    expect(measureSpoken(spoken.network).nodes).toBeLessThan(20_000);
  });
});
