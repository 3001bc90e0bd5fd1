import type { Sentence, SpokenWord } from "./arrivals.ts";

/** What speaks for and against a sentence; each near 0 to ±5, so that one small logistic model can weigh them. */
export interface SentenceEvidence {
  /** Score of its words for each of their sounds: 0 where every frame's likeliest label is the sentence's. */
  perSound: number;
  /** The same for each frame that is a sound. */
  perFrame: number;
  /** `perSound` of the worst word: a name that is not in the network is heard as another one, badly. */
  worstWord: number;
  /**
   * How far the worst word of free text is below `openScoreMin`, for each of its sounds and by these alone: there, any word is heard
   * as whatever comes nearest. 0 where none is.
   */
  poorOpen: number;
  /** How far the next sentence of another meaning is behind: 15 at most. */
  margin: number;
  /** How far ahead of "none of these" it is, for each frame that is a sound. */
  overFiller: number;
  /** Score of sounds before, after and between that are none of the sentence's, for each frame that is a sound. */
  filler: number;
  /**
   * Score of such sounds between two of its words, in tens: somebody who says "turn on the living room lamp" has not said "turn on
   * the lamp", however long the rest is. `fillerLeast` at least.
   */
  innerFiller: number;
  /** The same before and after its words. */
  outerFiller: number;
  /** Mean log probability of the frames' likeliest labels: how plainly the model hears. */
  clarity: number;
  /** Log of its sounds: a short word is easily heard in anything. */
  size: number;
}

export interface WordEvidence {
  perSound: number;
  /** Share of the alternatives, by their chances, that have this word at this time. */
  share: number;
  size: number;
}

export type Weights = Readonly<Record<string, number>>;

/** Where a model's manifest has none: fitted by models/train/voice/calibrate.py to an early model's held-back speakers, but for `poorOpen`. */
export const defaultSentenceWeights: Weights & { readonly poorOpen: number } = {
  bias: 2.6,
  perSound: 1.84,
  worstWord: -0.12,
  margin: 0.1,
  overFiller: 0.36,
  innerFiller: 2.07,
  poorOpen: 1,
  outerFiller: 2.67,
  clarity: 0.35,
  size: -0.47,
};
export const defaultWordWeights: Weights = { bias: -1.57, perSound: 0.84, share: 5.2, size: 0.17 };

export interface Heard {
  best: Sentence;
  /** The best sentence of another meaning. */
  other: Sentence | undefined;
  fillerScore: number;
  unboundScore: number;
  frames: number;
  soundFrames: number;
}

const marginMax = 15;
/**
 * Of 35 sentences with free text by two synthetic voices, words that were right had -1.75 and more but for one (-1.93); where a
 * word was said that free text has not, the worst of those heard in its place had -1.75 to -3.5 in eight of fourteen sentences.
 */
const openScoreMin = -1.25;
const fillerLeast = -5;

export function sentenceEvidence(heard: Heard): SentenceEvidence {
  const { best, other, frames } = heard;
  const soundFrames = Math.max(1, heard.soundFrames);
  const sounds = Math.max(
    1,
    best.words.reduce((sum, word) => sum + word.sounds, 0),
  );
  const own = best.score - best.fillerScore;
  return {
    perSound: own / sounds,
    perFrame: own / soundFrames,
    worstWord: Math.min(...best.words.map((word) => word.score / word.sounds)),
    poorOpen: Math.min(
      0,
      ...best.words.map(({ openScore = 0, sounds: ofWord }) => openScore / ofWord - openScoreMin),
    ),
    margin: other ? Math.min(marginMax, best.score - other.score) : marginMax,
    overFiller: (best.score - heard.fillerScore) / soundFrames,
    filler: best.fillerScore / soundFrames,
    innerFiller: Math.max(fillerLeast, best.innerFillerScore / 10),
    outerFiller: Math.max(fillerLeast, (best.fillerScore - best.innerFillerScore) / 10),
    clarity: heard.unboundScore / Math.max(1, frames),
    size: Math.log(sounds),
  };
}

export function wordEvidence(
  word: SpokenWord,
  alternatives: readonly { chance: number; sentence: Sentence }[],
): WordEvidence {
  let all = 0;
  let same = 0;
  for (const { chance, sentence } of alternatives) {
    all += chance;
    if (sentence.words.some((one) => one.word === word.word && one.from <= word.to && one.to >= word.from))
      same += chance;
  }
  return { perSound: word.score / word.sounds, share: all > 0 ? same / all : 1, size: Math.log(word.sounds) };
}

/** In [0, 1]: the chance by a logistic model. A feature without a weight counts nothing. */
export function chanceOf(weights: Weights, evidence: Readonly<Record<string, number>>): number {
  let sum = weights.bias ?? 0;
  for (const [name, value] of Object.entries(evidence)) sum += (weights[name] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}
