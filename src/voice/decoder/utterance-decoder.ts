import type { Posteriors, SpokenText } from "../ports.ts";
import type { Sentence } from "./arrivals.ts";
import type { CompiledGrammar } from "./compiled-grammar.ts";
import {
  chanceOf,
  type SentenceEvidence,
  sentenceEvidence,
  type WordEvidence,
  wordEvidence,
} from "./confidence.ts";
import { createCtcSearch } from "./ctc-search.ts";
import type { DecoderSettings } from "./settings.ts";
import type { WordState } from "./word-states.ts";

/** What an utterance came to. */
export type Understanding =
  /** Silence, or noise that is like no sounds of speech. */
  | { heard: "nothing" }
  /** Sounds that are hardly any of the sentences: below `plausibleMin`. */
  | { heard: "other" }
  /** The likeliest sentence; its confidence says how far to trust it. */
  | {
      heard: "sentence";
      spoken: SpokenText;
      evidence: SentenceEvidence;
      wordEvidence: readonly WordEvidence[];
    };

/** Understands one utterance, piece by piece as its posteriors come. */
export interface UtteranceDecoder {
  accept(posteriors: Posteriors): void;
  /** The words of the likeliest way so far; they may still change. */
  partial(): string;
  /** What was said is a whole sentence and clearly likelier than one that goes on after the last word, if nobody speaks now. */
  readonly isComplete: boolean;
  /** Nothing is likely to follow the likeliest whole sentence, if there is one. */
  readonly isFinal: boolean;
  /** What was said up to now; more may be accepted afterwards. Times are from the first frame that was accepted. */
  finish(): Understanding;
}

export interface UtteranceDecoderOptions {
  grammar: CompiledGrammar;
  settings: DecoderSettings;
  labelCount: number;
  /** Length of a frame of posteriors. */
  frameMs: number;
  /**
   * Texts with the same meaning are no alternatives to each other: `turn the light on` does not make `turn on the light`
   * doubtful. Without it each text is a meaning of its own.
   */
  meaningOf?: (text: string) => string;
}

const alternativesMax = 5;
/** Sentences looked at, of which many may differ in a word that means nothing. */
const sentencesMax = 20;
/**
 * Words that are as far-fetched, such as “please” or a second command, are no reason to wait longer for them. A natural
 * logarithm.
 */
const afterthoughtWeight = -1;

export function createUtteranceDecoder(options: UtteranceDecoderOptions): UtteranceDecoder {
  const { grammar, settings, labelCount, frameMs, meaningOf = (text: string) => text } = options;
  const search = createCtcSearch({ ...grammar.open(), ...settings, labelCount, blank: 0 });

  function understanding(sentences: readonly Sentence[]): Understanding {
    const best = sentences[0];
    const { fillerScore, unboundScore, frames, soundFrames } = search;
    if (isSilence(best?.score)) return { heard: "nothing" };
    if (!best || best.words.length === 0) return { heard: "other" };
    const meaning = meaningOf(textOf(best));
    const other = sentences.find((sentence) => meaningOf(textOf(sentence)) !== meaning);
    const evidence = sentenceEvidence({ best, other, fillerScore, unboundScore, frames, soundFrames });
    const confidence = chanceOf(settings.confidence.sentence, { ...evidence });
    if (confidence < settings.plausibleMin) return { heard: "other" };
    const chances = sentences.map((sentence) => ({
      sentence,
      chance: Math.exp((sentence.score - best.score) / settings.alternativeScale),
    }));
    const ofWords = best.words.map((word) => wordEvidence(word, chances));
    const spoken: SpokenText = {
      text: textOf(best),
      confidence,
      words: best.words.map(({ word, from, to }, place) => ({
        word,
        fromMs: from * frameMs,
        toMs: (to + 1) * frameMs,
        confidence: chanceOf(settings.confidence.word, { ...ofWords[place] }),
      })),
      alternatives: chances.slice(1, alternativesMax + 1).map(({ sentence, chance }) => ({
        text: textOf(sentence),
        confidence: confidence * chance,
      })),
    };
    return { heard: "sentence", spoken, evidence, wordEvidence: ofWords };
  }

  /**
   * Silence is likelier than any words. Beside it stands what sounds that are none of the words would score at the worst, and
   * not only what the search has of them: it drops them where words were likelier for a while.
   */
  function isSilence(bestScore = Number.NEGATIVE_INFINITY): boolean {
    const { fillerScore, silenceScore, soundFrames } = search;
    const others = settings.fillerScore + settings.fillerFrameScore * soundFrames;
    return silenceScore >= Math.max(fillerScore, bestScore, others);
  }

  return {
    accept({ logProbabilities, frames }) {
      search.advance(logProbabilities.subarray(0, frames * labelCount));
    },
    partial: () => search.wordsSoFar().join(" "),
    get isComplete() {
      const { whole, open, paused } = search.standing();
      // Nobody pauses within a word. What is short of a sound or so may even score better than the whole word, if it was unheard.
      return whole > paused + settings.completeMargin && whole > open + settings.soundScoreMin;
    },
    get isFinal() {
      const { after } = search.standing();
      return after !== undefined && !mayGoOn(after);
    },
    finish: () => understanding(search.sentences(sentencesMax)),
  };
}

function mayGoOn({ next, afterAny }: WordState): boolean {
  return afterAny !== undefined || next.logWeightMax > afterthoughtWeight;
}

function textOf(sentence: Sentence): string {
  return sentence.words.map(({ word }) => word).join(" ");
}
