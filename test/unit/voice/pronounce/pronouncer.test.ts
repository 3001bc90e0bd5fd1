import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPronouncer } from "../../../../src/voice/pronounce/pronouncer.ts";
import { writeSounds } from "../../../../src/voice/pronounce/sounds.ts";
import { createWordReader, type WordReader } from "../../../../src/voice/pronounce/word-reader.ts";
import { acousticLabels, bundledDictionary, letterModel } from "./support.ts";

function setUp(
  options: { own?: Record<string, string[]>; reader?: WordReader; hasDictionary?: boolean } = {},
) {
  const events: string[] = [];
  const pronouncer = createPronouncer({
    labels: acousticLabels,
    own: options.own ?? {},
    openDictionary: () => {
      if (options.hasDictionary === false) throw new Error("it is gone");
      return bundledDictionary();
    },
    reader: options.reader,
    reporter: { report: (event, fields) => events.push(`${event} ${JSON.stringify(fields)}`) },
  });
  const said = async (word: string) =>
    (await pronouncer.explain([word])).get(word)?.ways.map((way) => writeSounds(way.sounds));
  return { pronouncer, events, said };
}

function reading(): { reader: WordReader; models: ReturnType<typeof letterModel> } {
  const models = letterModel({ z: "Z", o: "OW", r: "R", b: "B" });
  return { models, reader: createWordReader({ models, priority: "command", withinMs: 100 }) };
}

describe("Pronouncer", () => {
  it("gives labels of the acoustic model with shares that add up to one", async () => {
    const { pronouncer } = setUp();
    const ways = (await pronouncer.pronounce(["lamp", "tomato"])).get("lamp");
    expect(ways?.[0]?.sounds.map((label) => acousticLabels[label])).toEqual(["L", "AE", "M", "P"]);
    const tomato = (await pronouncer.pronounce(["tomato"])).get("tomato") ?? [];
    expect(tomato.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0)).toBeCloseTo(1);
    expect(tomato.every(({ logWeight }) => logWeight <= 0)).toBe(true);
  });

  it("prefers the user's way, then the dictionary, then rules, then the model", async () => {
    const { reader } = reading();
    const { pronouncer } = setUp({ own: { Lamp: ["L AA M P"] }, reader });
    const explained = await pronouncer.explain(["lamp", "kitchen", "coffeetable", "zorb"]);
    expect([...explained.values()].map(({ origin }) => origin)).toEqual([
      "own",
      "dictionary",
      "rules",
      "model",
    ]);
  });

  it("finds a word of the user's without the apostrophe and the accent that a normalised text lacks", async () => {
    const { said } = setUp({ own: { "Zoë's": ["Z OW IY Z"] } });
    expect(await said("zoes")).toEqual(["Z OW IY Z"]);
  });

  it("has the weak forms of short words", async () => {
    const { said } = setUp();
    expect(await said("and")).toContain("AH N");
    expect(await said("the")).toEqual(expect.arrayContaining(["DH AH", "DH IY"]));
    expect(await said("water")).toEqual(["W AO T ER", "W AO D ER"]);
    expect(await said("find")).toEqual(["F AY N D", "F AY N"]);
    expect(await said("heating")).toEqual(expect.arrayContaining(["HH IY T IH N", "HH IY D IH NG"]));
    expect(await said("old")).not.toContain("OW L");
    expect(await said("nineteen")).not.toContain("N AY N IY N");
  });

  it("asks the model once for a word, and again after another model came", async () => {
    const { models, reader } = reading();
    const { pronouncer } = setUp({ reader });
    await pronouncer.pronounce(["zorb"]);
    const once = models.runs;
    await pronouncer.pronounce(["zorb"]);
    expect(models.runs).toBe(once);
    pronouncer.forget();
    await pronouncer.pronounce(["zorb"]);
    expect(models.runs).toBe(2 * once);
  });

  it("works without a model and says which words cannot be said", async () => {
    const { pronouncer, events } = setUp();
    const ways = await pronouncer.pronounce(["kitchen", "zorb", "日本"]);
    expect([...ways.keys()]).toEqual(["kitchen"]);
    expect(events).toEqual([`wordsUnsaid ${JSON.stringify({ words: "zorb, 日本" })}`]);
    const explained = await pronouncer.explain(["zorb", "日本"]);
    expect(explained.get("zorb")?.problem).toContain("no model to read it is there");
    expect(explained.get("日本")?.problem).toContain("no letters or digits");
  });

  it("does not keep what a failing model left unsaid", async () => {
    const { models, reader } = reading();
    const { run } = models;
    models.run = () => Promise.reject(new Error("the host was lost"));
    const { pronouncer, events, said } = setUp({ reader });
    await pronouncer.pronounce(["zorb"]);
    expect(events[0]).toContain("readerFailed");
    models.run = run;
    expect(await said("zorb")).toContain("Z OW R B");
  });

  it("works without the dictionary, and reports that once", async () => {
    const { reader } = reading();
    const { events, said } = setUp({ reader, hasDictionary: false, own: { lamp: ["L AE M P"] } });
    expect(await said("lamp")).toEqual(["L AE M P"]);
    expect(await said("zorb")).toContain("Z OW R B");
    expect(await said("bozo")).toContain("B OW Z OW");
    expect(events).toEqual([`dictionaryUnusable ${JSON.stringify({ error: "it is gone" })}`]);
  });

  it("takes changed words of the user's at once", async () => {
    const { pronouncer, said } = setUp();
    expect(await said("lamp")).toEqual(["L AE M P"]);
    pronouncer.reconfigure({ lamp: ["L AA M P"] });
    expect(await said("lamp")).toEqual(["L AA M P"]);
  });

  it("takes any text as a word, with shares that add up to one where there is a way", async () => {
    const { reader } = reading();
    const { pronouncer } = setUp({ reader });
    const pieces = fc.constantFrom(
      "constructor",
      "__proto__",
      "zorb",
      "LED",
      "2.5",
      "kW",
      "-",
      "'",
      "°C",
      "½",
      "ß",
      "é",
    );
    const word = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(pieces, { maxLength: 5 }).map((all) => all.join("")),
    );
    await fc.assert(
      fc.asyncProperty(word, async (written) => {
        const spoken = (await pronouncer.explain([written])).get(written);
        const total = spoken?.ways.reduce((sum, { share }) => sum + share, 0) ?? 0;
        expect(spoken?.problem === undefined ? total : 1).toBeCloseTo(1);
      }),
      { numRuns: 100 },
    );
  });

  it("will not serve an acoustic model that lacks a sound", () => {
    const make = () =>
      createPronouncer({
        labels: acousticLabels.slice(0, -1),
        own: {},
        openDictionary: bundledDictionary,
        reader: undefined,
        reporter: { report: () => {} },
      });
    expect(make).toThrow("no label for ZH");
  });

  it("asks the model only for words that it has not read before", async () => {
    const { reader, models } = reading();
    const { pronouncer } = setUp({ reader });
    await pronouncer.pronounce(["zorb", "lamp"]);
    const { runs } = models;
    const again = await pronouncer.pronounce(["lamp", "zorb", "kitchen"]);
    expect(models.runs).toBe(runs);
    expect([...again.keys()]).toEqual(expect.arrayContaining(["zorb", "lamp", "kitchen"]));
    await pronouncer.pronounce(["zorb", "borz"]);
    expect(models.runs).toBeGreaterThan(runs);
  });

  it("does not keep what it was looking up while the user's ways changed", async () => {
    const { reader } = reading();
    const { pronouncer, said } = setUp({ reader });
    const before = pronouncer.pronounce(["zorb", "lamp"]);
    pronouncer.reconfigure({ lamp: ["L AA M P"], zorb: ["Z ER B"] });
    await before;
    expect(await said("zorb")).toEqual(["Z ER B"]);
    expect(await said("lamp")).toEqual(["L AA M P"]);
  });
});
