import { describe, expect, test } from "vitest";
import type { SpokenNode } from "../../../../src/domain/spoken-network.ts";
import {
  type CtcSearch,
  createCtcSearch,
  type SearchSettings,
} from "../../../../src/voice/decoder/ctc-search.ts";
import { wordsIn } from "../../../../src/voice/decoder/network-words.ts";
import { createSoundTrees } from "../../../../src/voice/decoder/sound-tree.ts";
import { createWordStates, type WordState } from "../../../../src/voice/decoder/word-states.ts";
import { WordWays } from "../../../../src/voice/decoder/word-ways.ts";
import { wordsOf } from "../../../support/sample-spoken.ts";
import {
  letterCount,
  letterFrames,
  lettersOf,
  spelled,
  spokenChoice,
  spokenWords,
} from "../../../support/spoken-letters.ts";

/** No sounds but the network's, and equal ones always parted. */
const strict: SearchSettings = {
  beam: 30,
  tokensMax: 500,
  wordScore: 0,
  mergedScore: Number.NEGATIVE_INFINITY,
  soundScoreMin: -30,
  fillerScore: Number.NEGATIVE_INFINITY,
  innerFillerScore: Number.NEGATIVE_INFINITY,
  fillerFrameScore: -1,
  priors: [],
  priorScale: 0,
};

function search(
  network: SpokenNode,
  openVocabulary = new Map<string, number>(),
  settings: Partial<SearchSettings> = {},
): CtcSearch {
  return createCtcSearch({
    start: createWordStates(network).start,
    trees: createSoundTrees({
      ways: new WordWays(
        [...wordsIn(network), ...openVocabulary.keys()].map((word) => [
          word,
          [{ sounds: lettersOf(word), logWeight: 0 }],
        ]),
      ),
      openVocabulary,
    }),
    labelCount: letterCount,
    blank: 0,
    ...strict,
    ...settings,
  });
}

function heard(found: CtcSearch): string[] {
  return found.sentences(10).map((sentence) => sentence.words.map(({ word }) => word).join(" "));
}

describe("the search for what was said", () => {
  test("finds the sentence of the network that the sounds tell of, with the frames of its words", () => {
    const found = search(spokenChoice(spokenWords("turn on"), spokenWords("turn off"), spokenWords("open")));
    found.advance(letterFrames("__tt_u_r_n__o_f_ff__"));
    expect(heard(found)[0]).toBe("turn off");
    expect(found.sentences(1)[0]?.words).toMatchObject([
      { word: "turn", from: 2, to: 9, sounds: 4 },
      { word: "off", from: 12, to: 17, sounds: 3 },
    ]);
  });

  test("gives the same however the frames are divided", () => {
    const network = spokenChoice(spokenWords("turn on the lamp"), spokenWords("turn on the lights"));
    const all = letterFrames("_t_u_r_n_o_n_t_h_e_l_i_g_h_t_s_", 0.6);
    const whole = search(network);
    whole.advance(all);
    const pieces = search(network);
    for (let start = 0; start < all.length; start += letterCount * 3) {
      pieces.advance(all.subarray(start, start + letterCount * 3));
    }
    expect(pieces.sentences(5)).toEqual(whole.sentences(5));
    expect(pieces.unboundScore).toBe(whole.unboundScore);
  });

  test("takes two equal sounds in a row as one unless a blank is between them, also over the end of a word", () => {
    const doubled = spokenChoice(spokenWords("of"), spokenWords("off"));
    const once = search(doubled);
    once.advance(letterFrames("_offf_"));
    expect(heard(once)[0]).toBe("of");
    const twice = search(doubled);
    twice.advance(letterFrames("_of_f_"));
    expect(heard(twice)[0]).toBe("off");
    const border = spokenChoice(spokenWords("is so"), spokenWords("is o"));
    const run = search(border);
    run.advance(letterFrames("_isso_"));
    expect(heard(run)[0]).toBe("is o");
    const parted = search(border);
    parted.advance(letterFrames("_is_so_"));
    expect(heard(parted)[0]).toBe("is so");
  });

  test("follows parts that may be left out and lists that many sentences share", () => {
    const names = spokenChoice(spokenWords("lamp"), spokenWords("bed lamp"), spokenWords("fan"));
    const please = spokenChoice({ kind: "sequence", items: [] }, spokenWords("please"));
    const network: SpokenNode = {
      kind: "sequence",
      items: [please, spokenChoice(spokenWords("switch on"), spokenWords("dim")), names, please],
    };
    for (const said of ["dim bed lamp", "please switch on fan", "dim fan please"]) {
      const found = search(network);
      found.advance(letterFrames(spelled(said)));
      expect(heard(found)[0]).toBe(said);
    }
  });

  test("hears any words where any may stand, no more than may", () => {
    const network: SpokenNode = {
      kind: "sequence",
      items: [spokenWords("remind me"), { kind: "anyWords", wordsMax: 2 }],
    };
    const open = new Map([
      ["bread", -3],
      ["buy", -3],
      ["now", -3],
    ]);
    const found = search(network, open);
    found.advance(letterFrames("_r_e_m_i_n_d_m_e_b_u_y_b_r_e_a_d_"));
    expect(heard(found)[0]).toBe("remind me buy bread");
    const longer = search(network, open);
    longer.advance(letterFrames("_r_e_m_i_n_d_m_e_b_u_y_b_r_e_a_d_n_o_w_"));
    expect(heard(longer).every((text) => text.split(" ").length <= 4)).toBe(true);
  });

  test("has no sentence before one is whole, and none where nothing may be said", () => {
    const found = search(spokenWords("turn on"));
    found.advance(letterFrames("_t_u_r"));
    expect(heard(found)).toEqual([]);
    const empty = search(spokenChoice());
    empty.advance(letterFrames("_t_u_r_n_"));
    expect(heard(empty)).toEqual([]);
  });

  test("is never above the likeliest sounds, and far below them for what the network does not have", () => {
    const network = spokenChoice(spokenWords("turn on"), spokenWords("turn off"));
    const told = search(network);
    told.advance(letterFrames("_t_u_r_n_o_n_"));
    const other = search(network);
    other.advance(letterFrames("_c_a_l_l_m_o_m_"));
    expect(told.sentences(1)[0]?.score).toBeCloseTo(0, 5);
    expect(other.sentences(1)[0]?.score ?? -1e9).toBeLessThan(-20);
  });

  test("finds other sentences also where they differ in the middle only", () => {
    const found = search(
      {
        kind: "sequence",
        items: [
          spokenWords("set"),
          spokenChoice(spokenWords("lamp"), spokenWords("damp"), spokenWords("camp")),
          spokenWords("to ten"),
        ],
      },
      new Map(),
      { beam: 40 },
    );
    found.advance(letterFrames("_s_e_t_l_a_m_p_t_o_t_e_n_", 0.7));
    expect(heard(found)).toEqual(["set lamp to ten", "set camp to ten", "set damp to ten"]);
    const scores = found.sentences(3).map(({ score }) => score);
    expect(scores[0]).toBeGreaterThan(scores[1] ?? 0);
  });

  test("passes over sounds that are none of the network's before, after and between words, at a price", () => {
    const network = spokenChoice(spokenWords("turn on"), spokenWords("turn off"));
    const garbage = { fillerScore: -2, innerFillerScore: -3, fillerFrameScore: -0.5 };
    const found = search(network, new Map(), garbage);
    found.advance(letterFrames("_p_l_e_a_s_e_t_u_r_n_u_m_o_f_f_n_o_w_"));
    expect(heard(found)[0]).toBe("turn off");
    expect(found.sentences(1)[0]?.words).toMatchObject([
      { word: "turn", from: 13, to: 19 },
      { word: "off", from: 25, to: 29 },
    ]);
    expect(found.sentences(1)[0]?.fillerScore).toBeLessThan(-2 - 3 - 2);
    const plain = search(network, new Map(), garbage);
    plain.advance(letterFrames("_t_u_r_n_o_f_f_"));
    expect(plain.sentences(1)[0]?.fillerScore).toBe(0);
    expect(plain.sentences(1)[0]?.score).toBeGreaterThan(plain.fillerScore);
    const other = search(network, new Map(), garbage);
    other.advance(letterFrames("_w_h_a_t_i_s_i_t_"));
    expect(other.fillerScore).toBeGreaterThan(other.sentences(1)[0]?.score ?? -1e9);
  });

  test("takes equal sounds as one where the price for it is paid", () => {
    const border = search(spokenWords("is so"), new Map(), { mergedScore: -2 });
    border.advance(letterFrames("_isso_"));
    expect(border.sentences(1)[0]?.score).toBeCloseTo(-2, 5);
    const within = search(spokenWords("off"), new Map(), { mergedScore: -2 });
    within.advance(letterFrames("_off_"));
    expect(within.sentences(1)[0]?.score).toBeCloseTo(-2, 5);
  });

  test("counts what the words of a sentence weigh on the way it goes, and only that", () => {
    const weighed = (word: string, logWeight: number): SpokenNode => ({ kind: "word", word, logWeight });
    const sequence = (...items: SpokenNode[]): SpokenNode => ({ kind: "sequence", items });
    const network = spokenChoice(
      // The same word at the same place, likelier with the one than with the other after it.
      sequence(weighed("do", -2), spokenWords("not run")),
      spokenWords("do run"),
      sequence(spokenWords("open"), spokenChoice(weighed("it", -3), spokenWords("at"))),
      weighed("yes", -1),
      sequence(spokenWords("shut"), weighed("that", -0.5)),
    );
    for (const [said, weight] of [
      ["do not run", -2],
      ["do run", 0],
      ["open it", -3],
      ["open at", 0],
      ["yes", -1],
      ["shut that", -0.5],
    ] as const) {
      const found = search(network);
      found.advance(letterFrames(spelled(said)));
      expect(heard(found)[0]).toBe(said);
      expect(found.sentences(1)[0]?.score).toBeCloseTo(weight, 5);
    }
  });

  test("prefers the plainer of two sentences that sound the same", () => {
    const rare: SpokenNode = { kind: "word", word: "rite", logWeight: -1 };
    const found = createCtcSearch({
      start: createWordStates(spokenChoice(rare, spokenWords("write"))).start,
      trees: createSoundTrees({
        ways: new WordWays(
          ["rite", "write"].map((word) => [word, [{ sounds: lettersOf("rait"), logWeight: 0 }]]),
        ),
      }),
      labelCount: letterCount,
      blank: 0,
      ...strict,
    });
    found.advance(letterFrames(spelled("rait")));
    expect(found.sentences(5).map(({ words, score }) => [words[0]?.word, Math.round(score)])).toEqual([
      ["write", 0],
      ["rite", -1],
    ]);
  });

  test("knows when what was said is whole, and when only its beginning was", () => {
    const found = search(
      spokenChoice(spokenWords("turn on"), spokenWords("turn on now"), spokenWords("stop")),
    );
    found.advance(letterFrames("_t_u_"));
    expect(found.standing().paused).toBeLessThan(found.standing().open - 10);
    found.advance(letterFrames("_r_n_"));
    expect(found.standing().whole).toBeLessThan(found.standing().open - 10);
    expect(found.standing().paused).toBeGreaterThan(found.standing().open - 1);
    found.advance(letterFrames("_o_n__"));
    const standing = found.standing();
    expect(standing.whole - standing.open).toBeGreaterThan(3);
    expect(wordsOf(standing.after as WordState)).toEqual(["now"]);
    expect(found.wordsSoFar()).toEqual(["turn", "on"]);
    found.advance(letterFrames("n_o_w_"));
    expect(wordsOf(found.standing().after as WordState)).toEqual([]);
  });
});
