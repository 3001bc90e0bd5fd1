import type { InputLevel } from "../acoustic/input-level.ts";
import { createSpeechTracker } from "../endpoint/speech-tracker.ts";
import type { AcousticModel, Posteriors } from "../ports.ts";
import { sampleRate } from "../ports.ts";
import { FrameHistory } from "./frame-history.ts";
import type { SoundFrame } from "./idle-gate.ts";

/** What is known when the model has told of one more frame. */
export interface HeardFrame {
  /** Number of the frame that the model tells of. */
  readonly number: number;
  /** Of that frame. */
  readonly posteriors: Posteriors;
  /** Number of the newest frame of sound, some frames later. */
  readonly newest: number;
  /** Somebody spoke in the frame that the model tells of. */
  readonly isSpeech: boolean;
  /** Number of the last frame in which the model heard a sound. */
  readonly lastSound: number;
  /** How long it has been silent at the newest frame. */
  readonly silentMs: number;
}

/** Three seconds: longer than a wake phrase and what is said with it in one breath until it is spotted. */
const framesKept = 75;

/**
 * One stream of sound with what the model makes of it, frame by frame of 40 ms.
 *
 * Limits: the posteriors of three seconds and the sound of `soundFramesMax` frames are kept.
 */
export class HeardFrames {
  readonly #model: AcousticModel;
  readonly #stream;
  readonly #tracker = createSpeechTracker();
  readonly #sound: FrameHistory<Int16Array>;
  readonly #heard = new FrameHistory<HeardFrame>(framesKept);
  #levels: number[] = [];
  #rows: Float32Array[] = [];
  #told = 0;
  /** How many frames later than the sound the model tells of it; known with its first. */
  #lag: number | undefined;

  constructor(model: AcousticModel, soundFramesMax: number, level: InputLevel) {
    this.#model = model;
    this.#stream = model.open(level);
    this.#sound = new FrameHistory(soundFramesMax);
  }

  /** More sound: what is known of each frame after it, in order. */
  async accept(frames: readonly SoundFrame[]): Promise<HeardFrame[]> {
    for (const { samples, levelDb } of frames) {
      this.#sound.push(samples);
      this.#levels.push(levelDb);
    }
    this.#keep(await this.#stream.accept(joined(frames.map(({ samples }) => samples))));
    if (this.#lag === undefined && this.#told === 0) return [];
    // A constant of the model, so that what is decided does not depend on how the sound was divided.
    this.#lag ??= this.#sound.count - this.#told;
    return this.#steps();
  }

  /** The frames that the model has not told of yet, as if silence followed. The stream goes on where it was. */
  async peek(): Promise<Posteriors> {
    return this.#together(await this.#stream.peek());
  }

  /** The same after `rest`, the end of the sound. The stream is over then. */
  async finish(rest: Int16Array): Promise<Posteriors> {
    if (rest.length > 0) {
      this.#sound.push(rest);
      this.#keep(await this.#stream.accept(rest));
    }
    return this.peek();
  }

  /** What was heard from frame `from` to before `to`, as far as it is kept. */
  heard(from: number, to: number): HeardFrame[] {
    return this.#heard.slice(from, to);
  }

  /** Sound of the frames `from` to before `to`, as far as it is kept. */
  sound(from: number, to: number): Int16Array {
    return joined(this.#sound.slice(from, to));
  }

  /** Frames of sound. */
  get count(): number {
    return this.#sound.count;
  }

  /** Frames that were told of and given out. */
  get heardCount(): number {
    return this.#heard.count;
  }

  forgetSpeech(): void {
    this.#tracker.forgetSpeech();
  }

  /** What was told and not given out, and what follows it. */
  #together({ logProbabilities, frames }: Posteriors): Posteriors {
    const { length } = this.#model.labels;
    const all = new Float32Array((this.#rows.length + frames) * length);
    for (const [row, values] of this.#rows.entries()) all.set(values, row * length);
    all.set(logProbabilities.subarray(0, frames * length), this.#rows.length * length);
    return { logProbabilities: all, frames: this.#rows.length + frames };
  }

  #keep({ logProbabilities, frames }: Posteriors): void {
    const { length } = this.#model.labels;
    for (let frame = 0; frame < frames; frame += 1) {
      this.#rows.push(logProbabilities.slice(frame * length, (frame + 1) * length));
    }
    this.#told += frames;
  }

  #steps(): HeardFrame[] {
    const steps: HeardFrame[] = [];
    const lag = this.#lag ?? 0;
    for (let newest = this.#sound.count - this.#levels.length; this.#levels.length > 0; newest += 1) {
      const number = newest - lag;
      const row = number >= 0 ? this.#rows[0] : undefined;
      if (number >= 0 && !row) break;
      const levelDb = this.#levels.shift() as number;
      this.#tracker.add(levelDb, row && 1 - Math.exp(row[0] as number));
      if (!row) continue;
      this.#rows.shift();
      const step = {
        number,
        newest,
        posteriors: this.#posteriorsOf(row),
        isSpeech: this.#tracker.isSpeech,
        lastSound: number - this.#tracker.sinceSound,
        silentMs: this.#tracker.silentMs,
      };
      this.#heard.push(step);
      steps.push(step);
    }
    return steps;
  }

  #posteriorsOf(row: Float32Array): Posteriors {
    return { logProbabilities: row, frames: 1 };
  }
}

/** Of the acoustic model's frames, in milliseconds. */
export const frameMs = 40;
export const frameSamples = (frameMs * sampleRate) / 1000;

export function joined(pieces: readonly Int16Array[]): Int16Array {
  if (pieces.length === 1) return pieces[0] as Int16Array;
  const all = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
