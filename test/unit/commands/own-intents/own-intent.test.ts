import { describe, expect, it } from "vitest";
import type { OwnIntentDefinition } from "../../../../src/commands/own-intents/definition.ts";
import { readOwnIntents } from "../../../../src/commands/own-intents/own-intent.ts";

const intent = (rest: Partial<OwnIntentDefinition>): OwnIntentDefinition => ({
  name: "order",
  examples: ["order [two](amount) boxes"],
  defaults: {},
  safety: "normal",
  ...rest,
});

const problemsOf = (...definitions: OwnIntentDefinition[]): string => {
  try {
    readOwnIntents(definitions);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("readOwnIntents", () => {
  it("finds the slots that must be said", () => {
    const [read] = readOwnIntents([
      intent({
        examples: ["order [two](amount) [large](size) boxes", "[one](amount) box"],
        defaults: { by: "voice" },
      }),
    ]);
    expect(read).toMatchObject({ slots: ["amount", "size", "by"], requiredSlots: ["amount"] });
  });

  it.each([
    ["a name that is built in", intent({ name: "turnOn" }), "turnOn: this is the name of a built-in intent"],
    ["a mark without an end", intent({ examples: ["order [two(amount)"] }), '"[" is not part of a mark'],
    ["an empty mark", intent({ examples: ["order [ ](amount)"] }), "the slot amount marks no word"],
    ["a slot without a name", intent({ examples: ["order [two]()"] }), "is no name for a slot"],
    ["a slot that is marked twice", intent({ examples: ["[a](x) [b](x)"] }), "the slot x is marked twice"],
    ["an example without words", intent({ examples: ["?!"] }), "it has no word"],
    [
      "a payload with an unknown slot",
      intent({ action: { topic: "a/b", payload: { n: ["{count}"] } } }),
      "the payload of its action uses {count}, which no example marks",
    ],
    ["a reply with an unknown slot", intent({ reply: "{colour} it is" }), "its reply uses {colour}"],
    ["a topic with a wildcard", intent({ action: { topic: "a/+", payload: "x" } }), "wildcard"],
    ["a safety class of nothing", intent({ safety: "confirm" }), "needs an action"],
  ])("refuses %s and says why", (_, definition, problem) => {
    expect(problemsOf(definition)).toContain(problem);
  });

  it("names every problem, and examples that mean two things", () => {
    const message = problemsOf(
      intent({ examples: ["bring a box"] }),
      intent({ name: "bring", examples: ["Bring a box!", "[x"] }),
      intent({ examples: ["another"] }),
    );
    expect(message).toContain('bring: the example "Bring a box!" is one of order, too');
    expect(message).toContain('bring: example 2 "[x"');
    expect(message).toContain("order: there are two intents of this name");
  });
});
