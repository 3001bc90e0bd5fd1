import { describe, expect, it } from "vitest";
import { entityDefinition } from "../../../../src/commands/entities/definition.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import type { DecodedText } from "../../../../src/commands/nano/decode.ts";
import { inWordsSaid, withPlainNames } from "../../../../src/commands/nano/plain-names.ts";
import { wordsOf } from "../../../../src/commands/nano/tokenizer.ts";

const entities = [
  { name: "Big Bertha", aliases: ["the old girl"], kind: "machine", topic: "m/bertha", schema: "json" },
  { name: "Bjørk", kind: "light", topic: "l/bjork", schema: "json", area: "Dungeon" },
  { name: "Rain gauge", kind: "sensor", topic: "s/rain", schema: "json" },
].map((entity) => entityDefinition.parse(entity));
const registry = (() => {
  const made = createRegistry(entities, []);
  if (!made.ok) throw new Error(made.reason.join("; "));
  return made.value;
})();

const decoded = (text: string, spans: DecodedText["spans"]): DecodedText => ({
  intent: "turnOff",
  spans,
  confidence: 0.9,
  embedding: new Float32Array(2),
  text,
  words: wordsOf(text),
  origin: "test 1",
});

describe("reading a text with plain names", () => {
  it.each([
    ["shut Big Bertha down", "shut press 2 down"],
    ["bjørk off", "desk lamp off"],
    ["Bjørk and big bertha off", "desk lamp and press 2 off"],
    ["light the dungeon", "light the kitchen"],
    ["bjørk on and Bjørk off", "desk lamp on and floor lamp off"],
  ])("reads %j as %j", (text, plain) => {
    expect(withPlainNames(text, registry)?.text).toBe(plain);
  });

  it.each(["turn everything off", "how full is the rain gauge", "", "🙂", "big berthas"])(
    "leaves %j alone",
    (text) => {
      expect(withPlainNames(text, registry)).toBeUndefined();
    },
  );

  it("gives spans back in the words that were said", () => {
    const said = decoded("please shut Big Bertha down now", []);
    const plain = withPlainNames(said.text, registry);
    if (!plain) throw new Error("no plain text");
    const [start, end] = [2, 4];
    expect(wordsOf(plain.text).map(({ text }) => text)).toEqual([
      "please",
      "shut",
      "press",
      "2",
      "down",
      "now",
    ]);
    const back = inWordsSaid(
      decoded(plain.text, [{ tag: "name", start, end, text: "press 2", confidence: 0.9 }]),
      plain,
      said,
    );
    expect(back.spans).toEqual([
      expect.objectContaining({ tag: "name", start: 2, end: 4, text: "Big Bertha" }),
    ]);
    expect(back.words).toBe(said.words);
    expect(back.text).toBe(said.text);
  });

  it("widens a span that holds a part of a plain name to the whole name", () => {
    const said = decoded("Bjørk off", []);
    const plain = withPlainNames(said.text, registry);
    if (!plain) throw new Error("no plain text");
    const back = inWordsSaid(
      decoded(plain.text, [{ tag: "kind", start: 1, end: 2, text: "lamp", confidence: 0.9 }]),
      plain,
      said,
    );
    expect(back.spans).toEqual([expect.objectContaining({ start: 0, end: 1, text: "Bjørk" })]);
  });

  it("reads no more than it can give back when names make the text too long", () => {
    const text = `${"big bertha ".repeat(5)}${"x ".repeat(31)}`;
    const plain = withPlainNames(text, registry);
    expect(plain === undefined || plain.origins.length === wordsOf(plain.text).length).toBe(true);
  });
});
