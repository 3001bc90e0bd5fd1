import { expect, test } from "vitest";
import { compileGrammar } from "../../../../src/voice/decoder/compiled-grammar.ts";
import { EmptyGrammarError } from "../../../../src/voice/decoder/errors.ts";
import { decoderSettingsSchema } from "../../../../src/voice/decoder/settings.ts";
import { createUtteranceDecoder } from "../../../../src/voice/decoder/utterance-decoder.ts";
import {
  letterCount,
  letterPosteriors,
  letterPronouncer as pronouncer,
  spelled,
  spokenChoice,
  spokenWords,
} from "../../../support/spoken-letters.ts";

const settings = decoderSettingsSchema.parse({});

test("words that nobody can say are named, and only their sentences are left out", async () => {
  const names = spokenChoice(spokenWords("lamp"), spokenWords("??"), spokenWords("fan"));
  const network = { kind: "sequence" as const, items: [spokenWords("dim"), names] };
  const grammar = await compileGrammar({ network: spokenChoice(network, spokenWords("run ##")), pronouncer });
  expect(grammar.unsayable).toEqual(expect.arrayContaining(["??", "##"]));
  expect(grammar.wordCount).toBe(4);
  const decoder = createUtteranceDecoder({ grammar, settings, labelCount: letterCount, frameMs: 40 });
  decoder.accept(letterPosteriors(spelled("dim fan")));
  expect(decoder.finish()).toMatchObject({ heard: "sentence", spoken: { text: "dim fan" } });
});

test("a grammar of nothing, or of nothing that can be said, is an error that says so", async () => {
  for (const network of [spokenChoice(), { kind: "sequence" as const, items: [] }, spokenWords("open ??")]) {
    await expect(compileGrammar({ network, pronouncer })).rejects.toBeInstanceOf(EmptyGrammarError);
  }
  await expect(compileGrammar({ network: spokenWords("open ??"), pronouncer })).rejects.toThrow(/\?\?/);
  const any = { kind: "anyWords" as const, wordsMax: 3 };
  await expect(compileGrammar({ network: any, pronouncer })).rejects.toBeInstanceOf(EmptyGrammarError);
});

test("any words are those of the open vocabulary that can be said", async () => {
  const network = {
    kind: "sequence" as const,
    items: [spokenWords("note"), { kind: "anyWords" as const, wordsMax: 3 }],
  };
  const openVocabulary = new Map([
    ["buy", -2],
    ["milk", -2],
    ["--", -1],
  ]);
  const grammar = await compileGrammar({ network, pronouncer, openVocabulary });
  expect(grammar.unsayable).toEqual([]);
  const decoder = createUtteranceDecoder({ grammar, settings, labelCount: letterCount, frameMs: 40 });
  decoder.accept(letterPosteriors(spelled("note buy milk"), 0.99));
  expect(decoder.finish()).toMatchObject({ heard: "sentence", spoken: { text: "note buy milk" } });
});

test("a word may be said in several ways, of which the unusual counts less", async () => {
  const sounds = (text: string) => letterPosteriors(spelled(text));
  const ways: typeof pronouncer = {
    pronounce: async (words) => {
      const said = new Map(await pronouncer.pronounce(words));
      const other = (await pronouncer.pronounce(["vaz"])).get("vaz") ?? [];
      said.set("vase", [...(said.get("vase") ?? []), ...other.map((way) => ({ ...way, logWeight: -2 }))]);
      return said;
    },
  };
  const grammar = await compileGrammar({
    network: spokenChoice(spokenWords("vase"), spokenWords("base")),
    pronouncer: ways,
  });
  const heard = (text: string) => {
    const decoder = createUtteranceDecoder({ grammar, settings, labelCount: letterCount, frameMs: 40 });
    decoder.accept(sounds(text));
    const found = decoder.finish();
    return found.heard === "sentence" ? found : undefined;
  };
  expect(heard("vaz")?.spoken.text).toBe("vase");
  expect(heard("vase")?.spoken.text).toBe("vase");
  expect(heard("vaz")?.evidence.perSound).toBeLessThan(heard("vase")?.evidence.perSound ?? 0);
});

test("what one utterance had worked out is kept for the next, and counted once", async () => {
  const names = spokenChoice(
    ...Array.from({ length: 26 }, (_, one) => spokenWords(`lamp ${"abcdefghijklmnopqrstuvwxyz"[one]}`)),
  );
  const network = { kind: "sequence" as const, items: [spokenWords("dim"), names] };
  const grammar = await compileGrammar({ network, pronouncer });
  const hear = (text: string) => {
    const decoder = createUtteranceDecoder({ grammar, settings, labelCount: letterCount, frameMs: 40 });
    decoder.accept(letterPosteriors(spelled(text)));
    return decoder.finish();
  };
  const fresh = grammar.bytes;
  const first = hear("dim lamp q");
  const afterOne = grammar.bytes;
  expect(afterOne).toBeGreaterThan(fresh);
  expect(hear("dim lamp q")).toEqual(first);
  expect(grammar.bytes).toBe(afterOne);
});
