import { describe, expect, it } from "vitest";
import { compileGrammar } from "../../../../src/commands/grammar/compile.ts";
import { joinSources, readSentenceFiles } from "../../../../src/commands/grammar/sentence-file.ts";

const file = "custom_sentences/en/lights.yaml";

function read(content: unknown, at = file) {
  return readSentenceFiles([{ file: at, content }], { names: "asWritten" });
}

describe("readSentenceFiles", () => {
  it("reads one file with everything, as Home Assistant's users write it", () => {
    const source = read({
      language: "en",
      settings: { ignore_whitespace: false },
      intents: {
        HassTurnOn: {
          data: [
            {
              sentences: ["<turn> on {area} disco {style}"],
              slots: { domain: "light", flash: true, name: ["all", "none"] },
              requires_context: { area: { slot: true } },
              excludes_context: { domain: ["cover"] },
              expansion_rules: { turn: "flip" },
              lists: { style: { values: ["wild", { in: "calm", out: 2, context: { mood: "low" } }, 7] } },
              metadata: { note: 1 },
              response: "default",
              required_keywords: ["disco"],
            },
          ],
        },
      },
      expansion_rules: { turn: "(turn|switch)" },
      lists: {
        level: { range: { from: 0, to: 100, step: 5, type: "percentage", multiplier: 2.55 } },
        warmth: { range: { from: 15, to: 30, fractions: "halves" } },
        item: { wildcard: true },
        when: { reader: "period" },
      },
      skip_words: ["please"],
    });
    expect(source).toMatchObject({
      blocks: [
        {
          intent: "HassTurnOn",
          slots: { domain: "light", flash: "true", name: "all" },
          requiresContext: { area: { slot: true } },
          excludesContext: { domain: ["cover"] },
          rules: { turn: "flip" },
          lists: {
            style: {
              type: "text",
              values: [
                { in: "wild", out: "wild" },
                { in: "calm", out: 2, context: { mood: "low" } },
                { in: "7", out: "7" },
              ],
            },
          },
          metadata: { note: 1, response: "default" },
          origin: `${file}, intents.HassTurnOn.data[0]`,
        },
      ],
      rules: { turn: "(turn|switch)" },
      lists: {
        level: { type: "range", from: 0, to: 100, step: 5, multiplier: 2.55 },
        warmth: { type: "range", from: 15, to: 30, step: 1, fractions: "halves" },
        item: { type: "wildcard" },
        when: { type: "reader" },
      },
      skipWords: ["please"],
    });
  });

  it("reads the split files of Home Assistant's repository, the intent being the folder", () => {
    const source = readSentenceFiles(
      [
        { file: "en/rules/common.yaml", content: { language: "en", expansion_rules: { the: "(the|my)" } } },
        { file: "en/empty.yaml", content: null },
        {
          file: "en/sentences/HassTurnOn/area.yaml",
          content: {
            data: [
              { sentences: ["open [<the>] {area} blinds"], inferred_domain: "cover", response: "cover" },
              { sentences: ["open [<the>] {name}"], name_domains: ["valve"] },
            ],
          },
        },
      ],
      { names: "asWritten" },
    );
    expect(source.blocks).toMatchObject([
      {
        intent: "HassTurnOn",
        slots: { domain: "cover" },
        metadata: { inferredDomain: "cover", response: "cover" },
      },
      { intent: "HassTurnOn", slots: {}, requiresContext: { domain: ["valve"] } },
    ]);
    const area = { type: "text", values: [{ in: "attic", out: "attic" }] } as const;
    const grammar = compileGrammar(source, { area, name: { type: "text", values: [] } });
    expect(grammar.match("open my attic blinds")[0]?.slots).toEqual({ domain: "cover", area: "attic" });
  });

  it("merges files, a later one replacing rules and lists of the same name", () => {
    const source = readSentenceFiles([
      { file: "a", content: { expansion_rules: { a: "1", b: "2" }, skip_words: ["please"] } },
      { file: "b", content: { expansion_rules: { b: "3" }, skip_words: ["please", "now"] } },
    ]);
    expect(source).toMatchObject({ rules: { a: "1", b: "3" }, skipWords: ["please", "now"] });
  });

  it.each([
    [[], "the file must be a table, found a list"],
    ["text", 'the file must be a table, found "text"'],
    [{ intents: [] }, "intents must be a table, found a list"],
    [{ intents: { A: { data: {} } } }, "intents.A.data must be a list, found a table"],
    [
      { intents: { A: { data: [{}] } } },
      "intents.A.data[0].sentences must be a list of sentences, found nothing",
    ],
    [{ intents: { A: { data: [{ sentences: 42 }] } } }, "intents.A.data[0].sentences must be a list"],
    [
      { intents: { A: { data: [{ sentences: [true] }] } } },
      "intents.A.data[0].sentences[0] must be a text (put it in quotes), found true",
    ],
    [
      { intents: { A: { data: [{ sentences: ["go"], slots: { x: {} } }] } } },
      "intents.A.data[0].slots.x must be a text or a number, found a table",
    ],
    [{ expansion_rules: { a: 5 } }, "expansion_rules.a must be a text, found 5"],
    [{ lists: { a: {} } }, 'lists.a must be a table with "values", "range", "reader" or "wildcard: true"'],
    [{ lists: { a: { values: [{ out: 1 }] } } }, "lists.a.values[0].in must be a text, found nothing"],
    [
      { lists: { a: { values: [{ in: "x", out: {} }] } } },
      "lists.a.values[0].out must be a text or a number",
    ],
    [{ lists: { a: { range: { from: "0", to: 1 } } } }, 'lists.a.range.from must be a number, found "0"'],
    [
      { lists: { a: { range: { from: 5, to: 1 } } } },
      'lists.a.range.to must be at least 5, the "from" of the range',
    ],
    [{ lists: { a: { range: { from: 0, to: 1, step: 0 } } } }, "lists.a.range.step must be above 0"],
    [{ lists: { a: { range: { from: 0, to: 1, fractions: "thirds" } } } }, 'must be "halves" or "tenths"'],
    [{ lists: { a: { reader: "tea leaves" } } }, "lists.a.reader must be one of duration, period"],
    [{ skip_words: "please" }, "skip_words must be a list"],
  ])("names the place of a wrong type in %j", (content, message) => {
    expect(() => read(content)).toThrow(
      expect.objectContaining({
        code: "commands.sentenceFileInvalid",
        message: expect.stringContaining(`${file}: ${message}`.replace(`${file}: must`, "must")),
      }),
    );
  });

  it("wants a folder for a file that only has data", () => {
    expect(() => read({ data: [{ sentences: ["go"] }] }, "go.yaml")).toThrow(
      "in a folder named after its intent",
    );
  });
});

describe("Home Assistant's names", () => {
  const own = (intent: string, data: object) =>
    readSentenceFiles([
      { file, content: { intents: { [intent]: { data: [{ sentences: ["go {name}"], ...data }] } } } },
    ]).blocks[0];

  it.each([
    ["HassTurnOn", {}, "turnOn"],
    ["HassTurnOn", { slots: { domain: "cover" } }, "open"],
    ["HassTurnOff", { name_domains: ["valve", "cover"] }, "close"],
    ["HassTurnOff", { requires_context: { domain: "lock" } }, "unlock"],
    ["HassTurnOn", { name_domains: ["light", "cover"] }, "turnOn"],
    ["HassNevermind", {}, "cancel"],
    ["HassShoppingListAddItem", {}, "HassShoppingListAddItem"],
    ["feedTheCat", {}, "feedTheCat"],
  ])("reads %s with %j as %s", (intent, data, expected) => {
    expect(own(intent, data)?.intent).toBe(expected);
  });

  it("renames slots and domains, in templates too", () => {
    const source = readSentenceFiles([
      {
        file,
        content: {
          intents: {
            HassLightSet: {
              data: [
                { sentences: ["{name} {hue:color} at {0..9:temperature}"], slots: { device_class: "strip" } },
              ],
            },
            HassTurnOff: { data: [{ sentences: ["mute {name}"], name_domains: ["media_player"] }] },
          },
          lists: { hue: { values: ["red"] } },
        },
      },
    ]);
    const name = { type: "text", values: [{ in: "tv", out: "tv", context: { domain: "media" } }] } as const;
    const grammar = compileGrammar(source, { name });
    expect(grammar.match("tv red at 5")[0]).toMatchObject({
      intent: "set",
      slots: { name: "tv", colour: "red", colourTemperature: 5, deviceClass: "strip" },
    });
    expect(grammar.match("mute tv")[0]).toMatchObject({ intent: "turnOff", slots: { name: "tv" } });
  });
});

describe("joinSources", () => {
  const one = (sentence: string, rules: Record<string, string>) =>
    readSentenceFiles([
      {
        file: sentence,
        content: {
          intents: { [sentence]: { data: [{ sentences: [sentence, "same"] }] } },
          expansion_rules: rules,
        },
      },
    ]);

  it("keeps the rules of each apart, lends what is missing, and lets the earlier win a tie", () => {
    const joined = compileGrammar(
      joinSources([
        one("<go> there", { go: "run" }),
        one("<go> <fast>", { go: "walk", fast: "slowly" }),
        one("no <fast>", {}),
      ]),
      {},
    );
    expect(joined.match("run there")).toHaveLength(1);
    expect(joined.match("walk there")).toHaveLength(0);
    expect(joined.match("walk slowly")).toHaveLength(1);
    expect(joined.match("no slowly")).toHaveLength(1);
    expect(joined.match("same").map(({ intent }) => intent)[0]).toBe("<go> there");
  });
});
