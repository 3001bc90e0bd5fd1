import type { Answer } from "../domain/utterance.ts";

/** Sound to be played: mono, 16 bits. */
export interface PlayableSound {
  samples: Int16Array;
  /** Samples in a second. */
  rate: number;
}

/** What a source can be told of how it goes: a satellite with lights and a loudspeaker, a Hermes site. Calls must not throw. */
export interface SourceFeedback {
  woke?(phrase: string): void;
  /** It is listened to for a command now. */
  listening?(): void;
  speechStarted?(): void;
  speechStopped?(): void;
  /** What was heard, empty when nothing; the source goes back to waiting. */
  heard?(text: string): void;
  /** Another program wanted the text only: nothing of it is acted on. */
  readonly isForeign?: boolean;
  /** Once told what was heard it sends no sound until it is woken again, so no answer can be waited for. */
  readonly isAsleepAfter?: boolean;
  /** What became of it, for those who wait for the intent. */
  answered?(answer: Pick<Answer, "text" | "parse" | "outcome">): void;
  /** The exchange is over, with everything said. */
  done?(): void;
  failed?(reason: string): void;
  /** What is about to be said. */
  saying?(text: string): void;
  /** Settles when it has been played or `signal` aborts; rejects when it cannot be. Left out: it has no loudspeaker. */
  play?(sound: PlayableSound, signal: AbortSignal): Promise<void>;
}
