import { describe, expect, it } from "vitest";
import { createEncoder } from "../../../../src/commands/nano/encoder.ts";
import { evaluateIntents } from "../../../../src/commands/own-intents/evaluate.ts";
import { createBagOfWordsModel } from "../../../support/bag-of-words-model.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

const labelled = (intent: string, texts: readonly string[]) => texts.map((text) => ({ text, intent }));

const train = [
  ...labelled("balance", [
    "what is my balance",
    "what is the balance of my account",
    "how much money is on my account",
    "show the balance of my account",
    "show me how much money is on the account",
    "tell me the balance",
  ]),
  ...labelled("card", [
    "my card is lost",
    "block my card",
    "please block the lost card",
    "i have lost my card",
    "somebody stole the card please block it",
    "the card is lost block it",
  ]),
  ...labelled("hours", [
    "when do you open",
    "when do you open on sunday",
    "what are your opening hours",
    "what are the opening hours on sunday",
    "are you open on sunday",
    "do you open on monday",
  ]),
];
const test = [
  ...labelled("balance", ["show my balance", "how much money is on the account"]),
  ...labelled("card", ["block the lost card"]),
  ...labelled("__oos__", ["why is the sky blue", "?!"]),
];

async function evaluate(tested = test) {
  const encoder = createEncoder({ models: createBagOfWordsModel(), onUnusable: () => {} });
  await encoder.start();
  return evaluateIntents(train, tested, {
    encoder,
    clock: createVirtualClock(),
    pause: async () => {},
    signal: new AbortController().signal,
  });
}

describe("evaluateIntents", () => {
  it("counts what was right, what was rejected and what for", async () => {
    const evaluation = await evaluate();
    expect(evaluation).toMatchObject({
      intents: 3,
      examples: 18,
      tested: 5,
      inScopeAccuracy: 1,
      accuracyWithoutRejection: 1,
      oosRecall: 1,
      oosPrecision: 1,
      confusions: [],
    });
    expect(evaluation.predictions.map(({ intent }) => intent)).toEqual([
      "balance",
      "balance",
      "card",
      "__oos__",
      "__oos__",
    ]);
  });

  it("lists confusions, the commonest first, with examples", async () => {
    const { confusions, inScopeAccuracy } = await evaluate([
      ...labelled("card", ["show my balance", "what is my balance"]),
      ...labelled("__oos__", ["block my card"]),
    ]);
    expect(inScopeAccuracy).toBe(0);
    expect(confusions).toEqual([
      { gold: "card", intent: "balance", count: 2, examples: ["show my balance", "what is my balance"] },
      { gold: "__oos__", intent: "card", count: 1, examples: ["block my card"] },
    ]);
  });

  it("leaves out figures of what the test has none of", async () => {
    const { oosRecall, inScopeAccuracy } = await evaluate(labelled("card", ["block my card"]));
    expect(oosRecall).toBeUndefined();
    expect(inScopeAccuracy).toBe(1);
  });
});
