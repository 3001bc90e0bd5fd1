import type { Answer, Parse } from "../../domain/utterance.ts";
import type { SoundSource, SpokenText } from "../ports.ts";

/** What stands behind the protocol: who hears and who understands. All sound here is 16 kHz, mono, 16 bits. */
export interface WyomingBackend {
  /** Asked anew by every `describe`, since phrases and names may change. */
  offer(): WyomingOffer;
  /** One utterance whose sound follows. */
  transcribe(request: TranscribeRequest): UtteranceInput;
  /** Watches the sound that follows for wake phrases. */
  detect(request: DetectRequest): WatchInput;
  /** What a text means, with nothing done. */
  recognise(request: TextRequest): Promise<Recognition>;
  /** Does what a text says, or answers it. */
  handle(request: TextRequest): Promise<Answer>;
  /** A satellite that leaves everything to edgewise: wake phrase, utterance, action and reply. */
  attach(satellite: Satellite): SatelliteInput;
}

export interface WyomingOffer {
  version: string;
  /** Language tags, such as `en`. */
  languages: readonly string[];
  /** Phrases as they are said; none: nothing is offered to watch for them. */
  wakePhrases: readonly string[];
  /** Left out while there is no acoustic model: then only texts are taken. */
  recogniser: { version: string; description: string; hasOwnEndpoint: boolean } | undefined;
}

export interface SoundInput {
  /** More sound, in order. What it returns is awaited before more is read from the peer. */
  accept(samples: Int16Array): Promise<void> | void;
  /** The sound is over, or the peer is gone: frees everything, and nothing may be acted on any more. */
  abandon(): void;
}

export interface UtteranceInput extends SoundInput {
  /** The sound is complete. */
  end(): void;
  /**
   * What was said; undefined: nothing that can be said here. Settles after `end`, or before it when the end of the
   * utterance is heard. Never settles after `abandon`.
   */
  readonly heard: Promise<SpokenText | undefined>;
}

export interface WatchInput extends SoundInput {
  /** The sound is complete; settles when all of it was watched and every detection told. */
  end(): Promise<void>;
}

export interface TranscribeRequest {
  source: SoundSource;
  language: string | undefined;
  /** The words so far, each time the whole of them. */
  onPartial(text: string): void;
}

export interface DetectRequest {
  source: SoundSource;
  /** Phrases to watch for, of those on offer. */
  phrases: readonly string[];
  /** `atMs`: position in the sound since it began, where the phrase ended. */
  onDetection(detection: { phrase: string; atMs: number }): void;
}

export interface TextRequest {
  text: string;
  source: SoundSource;
  /** Requests of one session are one conversation. */
  session: string | undefined;
  language: string | undefined;
}

/** `reply`: what to say, such as why it was not understood. */
export interface Recognition {
  parse: Parse | undefined;
  reply: string | undefined;
}

/** A satellite as the rest of edgewise sees it. Nothing here throws: a satellite that is gone takes nothing. */
export interface Satellite {
  readonly source: SoundSource;
  /** The phrase was heard. */
  woke(phrase: string): void;
  /** It listens for a command now. */
  listening(): void;
  speechStarted(): void;
  speechStopped(): void;
  /** What was heard, empty when nothing; the satellite goes back to waiting. */
  heard(text: string): void;
  /** Something went wrong; the satellite goes back to waiting. */
  failed(reason: string): void;
  /** Tells it what is about to be said, for those that show it. */
  saying(text: string): void;
  /**
   * Plays sound and settles when the satellite says it has been played, when it could have been, or when `signal`
   * aborts.
   * @throws WyomingPeerError when the satellite is gone
   */
  play(sound: { samples: Int16Array; rate: number }, signal: AbortSignal): Promise<void>;
}

export interface SatelliteInput extends SoundInput {
  /**
   * The satellite starts to send sound. `wake`: a wake phrase comes first; `command`: it was woken already (by itself:
   * `phrase`) or a button was pressed.
   */
  begin(stage: "wake" | "command", phrase: string | undefined): void;
  /** It sends no more sound for now. */
  end(): void;
  /** What is wrong with the sound it sends; undefined: nothing any more. */
  doubt(problem: string | undefined): void;
}
