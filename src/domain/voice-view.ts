/** What can be seen of the voice part from outside: in `status`, by HTTP, on `<base>/voice/state`. */
export interface VoiceView {
  /** False: no source of sound is configured, so nothing listens. */
  isOn: boolean;
  isMuted: boolean;
  sources: readonly VoiceSourceView[];
  grammar: SpokenGrammarView;
  wakePhrases: readonly WakePhraseView[];
}

export interface VoiceSourceView {
  name: string;
  /** How its sound comes. */
  kind: "microphone" | "mqtt" | "wyoming";
  area: string | undefined;
  state: VoiceSourceState;
  /** What is wrong, and what to do, where something is. */
  problem?: string | undefined;
}

/**
 * `waiting`: for the wake phrase, or for somebody to press a button. `listening`: for a command. `hearing`: somebody speaks.
 * `thinking`: what was said is decoded or acted on. `silent`: it should give sound and gives none.
 */
export type VoiceSourceState = "off" | "muted" | "waiting" | "listening" | "hearing" | "thinking" | "silent";

/** What can be said here, compiled for the decoder. */
export interface SpokenGrammarView {
  state: "none" | "compiling" | "ready" | "failed";
  /** Words that can be said now. */
  words: number;
  /** How long the last compilation took. */
  compileMs: number | undefined;
  /** Why the newest one could not be compiled, or what of it was left out. */
  problem: string | undefined;
}

/** How hard one wake phrase is to say well enough for one source, and how often something else wakes it. */
export interface WakePhraseView {
  phrase: string;
  /** Where it is listened for; undefined: at no source now, as where satellites ask for it by the Wyoming protocol. */
  source: string | undefined;
  /** The score that it must come to. */
  threshold: number;
  /** Expected by what the source has let hear so far; before it has, by figures of the acoustic model for other speech. */
  falseAlarmsPerDay: number;
  /** See `PhraseStanding`; undefined: the threshold is as `voice.wake.falseAlarmsPerDay` asks. */
  heldAt: "highest" | "lowest" | undefined;
  /** What it being held means for who says it and for the room, in words. */
  note: string | undefined;
}

/** One thing that happened while listening, for somebody who watches. Nothing of it is kept on disk. */
export type VoiceHappening = { source: string; area: string | undefined } & (
  | { type: "state"; state: VoiceSourceState; problem?: string | undefined }
  /** The wake phrase; the higher `score`, the surer. */
  | { type: "woke"; phrase: string; score: number }
  | { type: "began" }
  /** The likeliest text while somebody still speaks. */
  | { type: "partial"; text: string }
  /** `by`: what understood it. `isUnsure`: its confidence is below the bar, so it was not acted on as it is. */
  | { type: "heard"; text: string; confidence: number; isUnsure: boolean; by: "decoder" | "larger" }
  /** Somebody spoke, and it is nothing that can be said here, or the sound broke off; or nobody spoke at all. */
  | { type: "nothing"; because: "noSpeech" | "notUnderstood" | "tooLong" | "cutOff" }
  /** `latencyMs`: from the end of speech to the decision what to do; undefined where the end is not known. */
  | { type: "answered"; text: string; outcome: string; reply: string; latencyMs: number | undefined }
);

/** Numbered from 1 on since the start of the daemon; `at` is wall time in milliseconds. */
export type NumberedHappening = VoiceHappening & { number: number; at: number };
