import type { Endpointer } from "../endpoint/endpointer.ts";
import { frameMs, type HeardFrame } from "./heard-frames.ts";
import type { HearingDecoder } from "./ports.ts";

type Found = ReturnType<HearingDecoder["finish"]>;

export interface UtteranceOptions {
  /** First frame that may belong to it. */
  from: number;
  session: string | undefined;
  /** Undefined: whoever pushed says when it is over. */
  endpointer: Endpointer | undefined;
  /** Where it may be longer than others. */
  soundMsMax?: number | undefined;
  isAfterWake: boolean;
  /** Only a long silence ends it before whoever pushed says that it is over. */
  isPatient: boolean;
  /** Frame by which somebody must have spoken. */
  untilFrame: number;
}

/** Silences after which what was said may be all, in milliseconds. */
export interface HangOvers {
  hangOverMs: number;
  /** Where what was said is a whole sentence that is not likely to go on, and where it may. */
  completeHangOverMs: number;
  ongoingHangOverMs: number;
}

/** What somebody says: from when it is waited for, through what its decoder makes of it, to whether it was one at all. */
export class Utterance {
  readonly options: UtteranceOptions;
  /** Set when speech has begun. */
  #beganFrame: number | undefined;
  #decoder: HearingDecoder | undefined;
  /** Frames in which the model heard a sound. */
  #soundFrames = 0;
  #frames = 0;
  #partial = "";
  /** The best sentence that was whole at a long silence, and `#soundFrames` at the last such silence. */
  #kept: Extract<Found, { heard: "sentence" }> | undefined;
  #keptAtSounds = 0;

  constructor(options: UtteranceOptions) {
    this.options = options;
  }

  get firstFrame(): number {
    return this.#beganFrame ?? this.options.from;
  }

  get hasDecoder(): boolean {
    return this.#decoder !== undefined;
  }

  /** What was whole at a long silence: it counts where the utterance turns out to be too long, and what is said after it does not. */
  get kept(): Found | undefined {
    return this.#kept;
  }

  /** Speech was recognised at `frame`, and soft sounds came before: the first frame to decode. */
  begin(frame: number, decoder: HearingDecoder | undefined): number {
    this.#beganFrame = Math.max(this.options.from, Math.floor(frame) - preRollFrames);
    this.#decoder = decoder;
    return this.#beganFrame;
  }

  accept(step: HeardFrame): void {
    if (!this.#decoder) return;
    this.#decoder.accept(step.posteriors);
    if (step.lastSound === step.number) this.#soundFrames += 1;
  }

  /** Frames that come after the last that a step tells of. */
  acceptRest(posteriors: HeardFrame["posteriors"]): void {
    this.#decoder?.accept(posteriors);
  }

  /** As {@link accept}; and now and then what is likely so far, where that has changed. */
  follow(step: HeardFrame): string | undefined {
    if (!this.#decoder) return undefined;
    this.accept(step);
    this.#frames += 1;
    if (this.#frames % partialFrames !== 0) return undefined;
    const text = this.#decoder.partial();
    if (text === "" || text === this.#partial) return undefined;
    this.#partial = text;
    return text;
  }

  finish(): Found | undefined {
    return this.#decoder?.finish();
  }

  /** A whole sentence was said, and it has been silent for long enough to tell that it does not go on. */
  isSaid(silentMs: number, { completeHangOverMs, ongoingHangOverMs }: HangOvers): boolean {
    const decoder = this.#decoder;
    if (this.options.isPatient || !decoder) return false;
    if (silentMs < Math.min(completeHangOverMs, ongoingHangOverMs)) return false;
    if (silentMs >= ongoingHangOverMs && decoder.isComplete) return true;
    // What is likeliest is a whole sentence, if not by far, and nothing has followed it for twice as long.
    if (silentMs >= 2 * (decoder.isFinal ? completeHangOverMs : ongoingHangOverMs)) {
      const found = decoder.finish();
      return found.heard === "sentence" && found.spoken.confidence >= likely;
    }
    return silentMs >= completeHangOverMs && decoder.isComplete && decoder.isFinal;
  }

  /** At a long silence: keeps the sentence that is whole now. */
  keepSentence(silentMs: number, { hangOverMs }: HangOvers): void {
    if (!this.#decoder || this.#soundFrames === this.#keptAtSounds || silentMs < hangOverMs) return;
    this.#keptAtSounds = this.#soundFrames;
    const found = this.#decoder.finish();
    if (found.heard !== "sentence") return;
    const kept = this.#kept;
    const goesOn = kept !== undefined && found.spoken.text.startsWith(`${kept.spoken.text} `);
    if (!kept || goesOn || found.spoken.confidence >= kept.spoken.confidence) this.#kept = found;
  }

  /**
   * What began was no utterance, and the command is still to come: the last sound of the wake phrase, a noise that the model
   * heard a sound or two in, or one that the decoder takes for noise.
   */
  isNone(heard: "nothing" | "other", endedFrame: number): boolean {
    const { from, isAfterWake } = this.options;
    if (heard === "nothing" || this.#soundFrames < soundFramesMin) return true;
    const isAtOnce = this.#beganFrame !== undefined && this.#beganFrame - from < soonFrames;
    return isAfterWake && isAtOnce && endedFrame - from < shortFrames;
  }

  /** For how much longer somebody may begin to speak, in milliseconds, after frame `number`. */
  msLeft(number: number): number {
    return (this.options.untilFrame - number) * frameMs;
  }
}

/** Before speech was recognised as such: soft beginnings. */
const preRollFrames = 8;
const partialFrames = 8;
/** More likely what was said than not. */
const likely = 0.5;
/** The shortest words have as many. */
const soundFramesMin = 3;
const soonFrames = 10;
const shortFrames = 14;
