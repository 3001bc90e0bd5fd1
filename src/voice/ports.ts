import type { InputLevel } from "./acoustic/input-level.ts";

/** What the folders of this part tell each other. Sound is 16 kHz, mono, 16 bits everywhere behind the sources. */
export const sampleRate = 16_000;

/** Label probabilities of a piece of sound. */
export interface Posteriors {
  /** frames × labels, natural logarithms, row by row. Label 0 is the blank. */
  readonly logProbabilities: Float32Array;
  readonly frames: number;
}

/** The model that tells sounds (ARPAbet without stress) from audio, frame by frame. */
export interface AcousticModel {
  /** `<blank>` first. */
  readonly labels: readonly string[];
  /** Length of a frame, in milliseconds. */
  readonly frameMs: number;
  /** A stream of its own, with nothing heard before. `level`: how loud it is there; without, only what comes tells. */
  open(level?: InputLevel): AcousticStream;
}

export interface AcousticStream {
  /**
   * More audio, in order; calls must not overlap. Frame `n` of the stream tells of the audio from `n * frameMs` on: what the model
   * must hear beyond a frame makes its frames late, not displaced.
   */
  accept(samples: Int16Array): Promise<Posteriors>;
  /** The frames that still wait for audio, as if silence followed. The stream goes on where it was. */
  peek(): Promise<Posteriors>;
}

/** One way to say a word. */
export interface Pronunciation {
  /** Numbers of the acoustic model's labels. */
  readonly sounds: readonly number[];
  /** Natural logarithm of its share among the ways to say the word, 0 at most. */
  readonly logWeight: number;
}

export interface Pronouncer {
  /** Ways to say each word, the likeliest first; a word that cannot be said (only signs) is left out. */
  pronounce(words: readonly string[]): Promise<ReadonlyMap<string, readonly Pronunciation[]>>;
}

/** What was understood of an utterance's sound. */
export interface SpokenText {
  text: string;
  /** In [0, 1]: the chance that these are the words, among all that can be said here and everything else. */
  confidence: number;
  words: readonly { word: string; fromMs: number; toMs: number; confidence: number }[];
  alternatives: readonly { text: string; confidence: number }[];
}

/** Where recognised speech goes, and with it the sound of one source: a microphone, a satellite, a topic. */
export interface SoundSource {
  /** Unique; the `source` of its utterances. */
  readonly name: string;
  readonly area: string | undefined;
}

/** How somebody began to speak without a wake phrase: a button, a session that goes on, a whole message with the words. */
export interface PushToTalk {
  /** The source says itself when it is over (`onEnd`); otherwise the listener finds the end by the silence. */
  readonly hasEnd: boolean;
  /** The conversation that it belongs to, in the source's words. */
  readonly session: string | undefined;
  /** Longest sound that is taken, in milliseconds, where it has an end of its own; left out: that of any utterance. */
  readonly soundMsMax?: number;
}

/**
 * Takes the sound of all sources. Every call must be quick and must not throw: the work is queued, not done. Calls of one
 * source come in order; sources are told apart by their name.
 */
export interface SoundListener {
  /** More sound, following what came before. The array belongs to the listener. */
  onSound(source: SoundSource, samples: Int16Array): void;
  /** What follows is one utterance and needs no wake phrase. */
  onBegin(source: SoundSource, push: PushToTalk): void;
  /** The utterance that began is over: somebody let go of the button, or the message ends here. */
  onEnd(source: SoundSource): void;
  /**
   * What comes next, if anything, does not follow what came before: a gap in the sound, a source that was muted or is gone
   * (its session is over). An utterance that is under way is given up.
   */
  onBreak(source: SoundSource, because: "gap" | "muted" | "gone"): void;
}
