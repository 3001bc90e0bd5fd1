import { expect, test } from "vitest";
import type { SpokenNode } from "../../../../src/domain/spoken-network.ts";
import { compileGrammar } from "../../../../src/voice/decoder/compiled-grammar.ts";
import { decoderSettingsSchema } from "../../../../src/voice/decoder/settings.ts";
import {
  createUtteranceDecoder,
  type UtteranceDecoder,
} from "../../../../src/voice/decoder/utterance-decoder.ts";
import {
  letterCount,
  letterPosteriors,
  letterPronouncer as pronouncer,
  spelled,
  spokenChoice,
  spokenWords,
} from "../../../support/spoken-letters.ts";

const names = spokenChoice(spokenWords("bedroom lamp"), spokenWords("bathroom lamp"), spokenWords("fan"));
const please = spokenChoice({ kind: "sequence", items: [] }, spokenWords("please"));
const network: SpokenNode = {
  kind: "sequence",
  items: [spokenChoice(spokenWords("turn on"), spokenWords("turn off")), names, please],
};
const grammar = await compileGrammar({ network, pronouncer });
const settings = decoderSettingsSchema.parse({});

function decoder(meaningOf?: (text: string) => string): UtteranceDecoder {
  const options = { grammar, settings, labelCount: letterCount, frameMs: 40 };
  return createUtteranceDecoder(meaningOf ? { ...options, meaningOf } : options);
}

function said(text: string, sure?: number, meaningOf?: (text: string) => string) {
  const one = decoder(meaningOf);
  one.accept(letterPosteriors(spelled(text), sure));
  const found = one.finish();
  return found.heard === "sentence" ? found.spoken : undefined;
}

test("a sentence comes with the times of its words and confidences that are chances", () => {
  const spoken = said("turn on fan");
  expect(spoken?.text).toBe("turn on fan");
  expect(spoken?.words.map(({ word, fromMs, toMs }) => [word, fromMs, toMs])).toEqual([
    ["turn", 40, 320],
    ["on", 360, 480],
    ["fan", 520, 720],
  ]);
  for (const one of [spoken, ...(spoken?.words ?? [])]) {
    expect(one?.confidence).toBeGreaterThan(0.5);
    expect(one?.confidence).toBeLessThanOrEqual(1);
  }
});

test("what is heard badly is less certain than what is heard well, and other words less than those", () => {
  const well = said("turn on bedroom lamp", 0.95)?.confidence ?? 0;
  const badly = said("turn on bxdxoom lamp", 0.8)?.confidence ?? 0;
  const other = said("tell me a story", 0.95)?.confidence ?? 0;
  expect(well).toBeGreaterThan(badly);
  expect(badly).toBeGreaterThan(other);
  expect(other).toBeLessThan(0.2);
});

test("a sentence whose free text is filled with words that were not said is less certain than one with those that were", async () => {
  const open = await compileGrammar({
    network: { kind: "sequence", items: [spokenWords("remind me to"), { kind: "anyWords", wordsMax: 3 }] },
    pronouncer,
    openVocabulary: new Map([
      ["water", -6],
      ["plants", -6],
    ]),
  });
  const understand = (text: string, poorOpen: number) => {
    const weighed = decoderSettingsSchema.parse({
      confidence: { sentence: { bias: 3, perSound: 1, poorOpen }, word: {} },
    });
    const one = createUtteranceDecoder({
      grammar: open,
      settings: weighed,
      labelCount: letterCount,
      frameMs: 40,
    });
    one.accept(letterPosteriors(spelled(text), 0.6));
    const found = one.finish();
    return found.heard === "sentence" ? found.spoken : undefined;
  };
  const said = understand("remind me to water plants", 1);
  expect(said?.text).toBe("remind me to water plants");
  expect(said?.confidence).toBe(understand("remind me to water plants", 0)?.confidence);
  const filled = understand("remind me to wxtxr pxanxs", 1);
  expect(filled?.text).toMatch(/^remind me to /);
  expect(filled?.confidence).toBeLessThan(understand("remind me to wxtxr pxanxs", 0)?.confidence ?? 0);
});

test("models without a weight for poor free text have that of all", () => {
  const { sentence } = decoderSettingsSchema.parse({
    confidence: { sentence: { bias: 1 }, word: {} },
  }).confidence;
  expect(sentence).toEqual({ bias: 1, poorOpen: 1 });
});

test("alternatives are other texts, the likelier first, none likelier than the best", () => {
  const spoken = said("turn on ba room lamp", 0.7);
  const texts = [spoken?.text, ...(spoken?.alternatives.map(({ text }) => text) ?? [])];
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts.slice(0, 2).sort()).toEqual(["turn on bathroom lamp", "turn on bedroom lamp"]);
  const chances = [
    spoken?.confidence ?? 0,
    ...(spoken?.alternatives.map(({ confidence }) => confidence) ?? []),
  ];
  expect(chances).toEqual([...chances].sort((a, b) => b - a));
});

test("a text that means the same makes a sentence no less certain", () => {
  const apart = said("turn on ba room lamp", 0.7)?.confidence ?? 0;
  const together =
    said("turn on ba room lamp", 0.7, (text) => text.replace(/b\w+room/, "room"))?.confidence ?? 0;
  expect(together).toBeGreaterThan(apart);
});

test("silence is nothing, and sounds that are no sentence are no sentence", () => {
  const silent = decoder();
  silent.accept(letterPosteriors("_".repeat(100)));
  expect(silent.finish()).toEqual({ heard: "nothing" });
  const other = decoder();
  other.accept(letterPosteriors(spelled("what a day it is"), 0.95));
  expect(other.finish().heard).not.toBe("nothing");
  const unheard = decoder();
  expect(unheard.finish()).toEqual({ heard: "nothing" });
});

test("speech is not taken for silence where the search has dropped it for a likelier beginning of a sentence", () => {
  const one = decoder();
  one.accept(letterPosteriors(`${spelled("turn on bedroom")}_`, 0.99));
  expect(one.finish()).toEqual({ heard: "other" });
});

test("it is complete once a whole sentence was said, not in the middle of one", () => {
  const one = decoder();
  const states: boolean[] = [];
  for (const piece of ["_t_u_r_n_", "_o_n_", "_b_e_d", "_r_o_o_m_", "_l_a_m_p__"]) {
    one.accept(letterPosteriors(piece));
    states.push(one.isComplete);
  }
  expect(states).toEqual([false, false, false, false, true]);
  expect(one.partial()).toBe("turn on bedroom lamp");
  expect(one.isFinal).toBe(false);
  one.accept(letterPosteriors("_p_l_e_a_s_e_"));
  expect(one.isFinal).toBe(true);
});

test("what was said before is understood although the stream goes on without end", () => {
  const one = decoder();
  one.accept(letterPosteriors(`${"_".repeat(500)}${spelled("turn off fan")}${"_".repeat(2000)}`));
  const found = one.finish();
  expect(found).toMatchObject({ heard: "sentence", spoken: { text: "turn off fan" } });
});

test("a courtesy or a second command, which few say, keeps no sentence open", async () => {
  const weighed = (logWeight: number): SpokenNode => ({ kind: "word", word: "please", logWeight });
  const finals: boolean[] = [];
  for (const logWeight of [-1.5, -0.5]) {
    const spoken: SpokenNode = {
      kind: "sequence",
      items: [spokenWords("stop"), spokenChoice({ kind: "sequence", items: [] }, weighed(logWeight))],
    };
    const one = createUtteranceDecoder({
      grammar: await compileGrammar({ network: spoken, pronouncer }),
      settings,
      labelCount: letterCount,
      frameMs: 40,
    });
    finals.push(one.isFinal);
    one.accept(letterPosteriors("_s_t_o_p__"));
    finals.push(one.isFinal);
  }
  expect(finals).toEqual([false, true, false, false]);
});

/** What spoke for the sentence that was found in a text, with `changed` settings. */
function evidenceOf(text: string, changed: Record<string, unknown> = {}) {
  const one = createUtteranceDecoder({
    grammar,
    settings: decoderSettingsSchema.parse({ plausibleMin: 0, ...changed }),
    labelCount: letterCount,
    frameMs: 40,
  });
  one.accept(letterPosteriors(spelled(text), 0.95));
  const found = one.finish();
  return found.heard === "sentence" ? { text: found.spoken.text, ...found.evidence } : undefined;
}

test("a word that a sentence has no place for counts by itself, between its words and around them", () => {
  const inside = evidenceOf("turn on kit fan");
  expect(inside?.text).toBe("turn on fan");
  expect(inside?.innerFiller).toBeLessThan(-0.5);
  expect(inside?.outerFiller).toBe(0);
  const before = evidenceOf("kit turn on fan");
  expect(before?.text).toBe("turn on fan");
  expect(before?.innerFiller).toBe(0);
  expect(before?.outerFiller).toBeLessThan(-0.3);
  expect(evidenceOf("turn on fan")).toMatchObject({ innerFiller: 0, outerFiller: 0 });
});

test("what falls behind sounds that are no sentence is the sentence all the same, with little confidence", () => {
  // Two sounds of three are others, so that "none of these" is ahead from the first word on.
  const text = "tqxn qn bxdxqqm lqmx";
  const confidence = (plausibleMin: number) => {
    const one = createUtteranceDecoder({
      grammar,
      settings: decoderSettingsSchema.parse({ plausibleMin }),
      labelCount: letterCount,
      frameMs: 40,
    });
    one.accept(letterPosteriors(spelled(text), 0.6));
    const found = one.finish();
    return found.heard === "sentence" ? found.spoken : found.heard;
  };
  const found = confidence(0);
  expect(found).toMatchObject({ text: "turn on bedroom lamp" });
  expect(typeof found === "string" ? 1 : found.confidence).toBeLessThan(0.5);
  expect(confidence(0.99)).toBe("other");
});
