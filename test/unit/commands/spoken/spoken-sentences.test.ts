import { describe, expect, it } from "vitest";
import { readSpokenSentences } from "../../../../src/commands/spoken/spoken-sentences.ts";
import { createRandom } from "../../../../src/simulate/engine/random.ts";
import { hasSpoken, measureSpoken, sampleSpoken } from "../../../support/sample-spoken.ts";

const coffee = {
  language: "en",
  intents: {
    OrderDrink: {
      data: [
        {
          sentences: [
            "[(please|can you|could you)] (make|get|i'd like|give) [me] [a|an] [{size}] [{roast}] {drink} [with {milk}[ and {number:sugars} sugar[s]]] [please]",
            "<order> {drink} with {number:sugars} sugars (and {milk}|)",
          ],
        },
      ],
    },
    Repeat: { data: [{ sentences: ["(same again; please)"], slots: { again: true } }] },
  },
  expansion_rules: { order: "(make|brew) [me] [a|an]" },
  lists: {
    size: { values: ["small", "medium", "large", { in: "(eight|8) ounce", out: "8oz" }] },
    roast: { values: ["light roast", "medium roast", "dark roast"] },
    drink: { values: ["latte", "americano", "cold brew", { in: "cappuc[c]ino", out: "cappuccino" }] },
    milk: {
      values: ["oat milk", "soy milk", { in: "[(two|2) percent] milk", out: "milk" }, "half-and-half"],
    },
    number: { range: { from: 0, to: 6 } },
  },
};

function read(content: unknown) {
  return readSpokenSentences([{ file: "coffee.yaml", content }]);
}

describe("sentences of a file by themselves", () => {
  const spoken = read(coffee);

  it("take what their templates spell out, and give slots by their names", () => {
    const said = "can you make me a small dark roast latte with oat milk and two sugars";
    expect(hasSpoken(spoken.network, said)).toBe(true);
    expect(spoken.understand(said)).toEqual({
      intent: "OrderDrink",
      slots: { size: "small", roast: "dark roast", drink: "latte", milk: "oat milk", sugars: 2 },
    });
  });

  it.each([
    "id like an eight ounce cappuccino",
    "get a cold brew with two percent milk",
    "brew an americano with zero sugars and half and half",
    "please same again",
    "same again please",
  ])("take %s", (said) => {
    expect(hasSpoken(spoken.network, said)).toBe(true);
    expect(spoken.understand(said)).toBeDefined();
  });

  it.each(["make me a", "make me a tea", "latte", "make a latte with seven sugars", "make a latte with oat"])(
    "do not take %s",
    (said) => {
      expect(hasSpoken(spoken.network, said)).toBe(false);
      expect(spoken.understand(said)).toBeUndefined();
    },
  );

  it("read whatever can be said", () => {
    const random = createRandom(3);
    const texts = Array.from({ length: 200 }, () => sampleSpoken(spoken.network, random));
    expect(texts.filter((text) => !spoken.understand(text))).toEqual([]);
  });

  it("share equal parts", () => {
    expect(measureSpoken(spoken.network).nodes).toBeLessThan(200);
  });

  it("let sentences consist of what may be left out, as long as something is said", () => {
    const { network, understand } = read({
      intents: { Order: { data: [{ sentences: ["[large] [latte]"] }] } },
    });
    expect(hasSpoken(network, "large latte")).toBe(true);
    expect(understand("latte")).toEqual({ intent: "Order", slots: {} });
    expect(understand("")).toBeUndefined();
  });

  it("take any words for entities that they do not list themselves", () => {
    const { network, openWords, understand } = read({
      intents: {
        Ring: { data: [{ sentences: ["call {name} [now]"], requires_context: { domain: "phone" } }] },
      },
    });
    expect(hasSpoken(network, "call the doctor")).toBe(true);
    expect(openWords.has("doctor")).toBe(true);
    expect(understand("call the doctor")?.slots).toEqual({ name: "the doctor" });
  });

  it("let a value stand only where its context is wanted", () => {
    const { network } = read({
      intents: { Open: { data: [{ sentences: ["open the {thing}"], requires_context: { sort: "cover" } }] } },
      lists: {
        thing: {
          values: [
            { in: "blind", out: "blind", context: { sort: "cover" } },
            { in: "lamp", out: "lamp", context: { sort: "light" } },
          ],
        },
      },
    });
    expect(hasSpoken(network, "open the blind")).toBe(true);
    expect(hasSpoken(network, "open the lamp")).toBe(false);
  });

  it("say signs and numbers in words", () => {
    const { network, understand } = read({
      intents: { Dim: { data: [{ sentences: ["lamp {number:lamp} [to] {0..100:level}%"] }] } },
      lists: { number: { values: ["1", "2"] } },
    });
    expect(hasSpoken(network, "lamp two to fifty five percent")).toBe(true);
    expect(understand("lamp two to fifty five percent")?.slots).toEqual({ lamp: "2", level: 55 });
  });

  it("join letters to the word before them, also to a value's", () => {
    const { network, understand } = read({
      intents: { Ask: { data: [{ sentences: ["{who}'s drink[s]", "bed[ ]room"] }] } },
      lists: { who: { values: ["Anna", "the boss"] } },
    });
    for (const said of ["annas drink", "the bosss drinks", "bedroom", "bed room"]) {
      expect(hasSpoken(network, said), said).toBe(true);
      expect(understand(said), said).toBeDefined();
    }
    expect(hasSpoken(network, "anna drink")).toBe(false);
  });
});

describe("sentences that cannot be read", () => {
  it.each([
    [
      { intents: { A: { data: [{ sentences: ["make {drink}"] }] } } },
      /coffee\.yaml.*\{drink\} is not defined/,
    ],
    [{ intents: { A: { data: [{ sentences: ["make (a|b"] }] } } }, /coffee\.yaml.*expected "\)"/],
    [{ intents: { A: { data: [{}] } } }, /intents\.A\.data\[0\]\.sentences must be a list of sentences/],
    [{ lists: { a: { range: { from: 2, to: 1 } } } }, /lists\.a\.range\.to must be at least 2/],
    ["text", /the file must be a table/],
  ])("say where and why: %j", (content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});
