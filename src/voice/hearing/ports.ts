import type { Posteriors, SpokenText } from "../ports.ts";
import type { PhraseStanding } from "../wake/wake-spotter.ts";

/** What the listening needs of a decoder; `voice/decoder` has one. */
export interface HearingDecoder {
  accept(posteriors: Posteriors): void;
  /** The words of the likeliest way so far. */
  partial(): string;
  /** Where it is silent now, what was said is a whole sentence, clearly likelier than one that is to be gone on with. */
  readonly isComplete: boolean;
  /** Nothing is likely to follow the likeliest whole sentence but what is said as an afterthought. */
  readonly isFinal: boolean;
  /** Times of the words are from the first frame accepted. */
  finish(): { heard: "nothing" } | { heard: "other" } | { heard: "sentence"; spoken: SpokenText };
}

export interface HearingWake {
  phrase: string;
  /** Milliseconds since the first frame that the spotter ever accepted. */
  fromMs: number;
  toMs: number;
  score: number;
}

/** What it needs of a spotter of wake phrases; `voice/wake` has one. */
export interface Spotter<Found> {
  /** `isOwnVoice`: edgewise itself speaks there meanwhile. */
  accept(posteriors: Posteriors, isOwnVoice: boolean): Found[];
  /** What comes next does not follow what came before; the count of frames goes on. */
  reset(): void;
}

export interface HearingSpotter extends Spotter<HearingWake> {
  /** What each phrase must come to by now, for whoever wants to see it. */
  standing(): PhraseStanding[];
}

export type HearingEvent =
  /** waiting: for a wake phrase or a push; listening: for speech; hearing: somebody speaks. */
  | { type: "state"; state: HearingState }
  /** `atMs`: `clock.monotonicMs()` at the end of the phrase, as it was said and not as it was found; undefined: not known. */
  | { type: "woke"; phrase: string; score: number; isBargeIn: boolean; atMs: number | undefined }
  /** Somebody pressed a button, or the source woke by itself; not told of messages that have an end of their own. */
  | { type: "pushed"; atMs: number }
  | { type: "began" }
  | { type: "partial"; text: string }
  | HeardEvent
  /**
   * replaced: another push came meanwhile, which is listened to instead. cutOff: the sound broke off while somebody spoke.
   */
  | { type: "nothing"; because: "noSpeech" | "tooLong" | "broken" | "cutOff" | "replaced" }
  | { type: "failed"; error: unknown };

export interface HeardEvent {
  type: "heard";
  /** Undefined: it is nothing that can be said here. */
  spoken: SpokenText | undefined;
  /** Of the utterance, 16 kHz. */
  audio: Int16Array;
  /** `clock.monotonicMs()` at the end of the speech; undefined: not known, as of a message with a whole utterance. */
  endedAtMs: number | undefined;
  /** The conversation that a push belongs to. */
  session: string | undefined;
}

export type HearingState = "waiting" | "listening" | "hearing";
