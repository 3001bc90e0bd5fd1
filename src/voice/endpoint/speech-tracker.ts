import { createNoiseFloor, type NoiseFloor } from "./noise-floor.ts";

/**
 * Whether somebody speaks, from two witnesses: the level, which is known at once but cannot tell speech from noise, and the
 * sounds that the acoustic model hears, which are known some frames later but need no loudness. Frames are 40 ms.
 *
 * 1. Speech begins only when the model hears sounds.
 * 2. It goes on where the model hears sounds, and after the last frame that the model has told of as long as the level is nearer to that of
 *    the speech than to the room's, unless the model has heard nothing for a while: then what is loud is noise. So the end is
 *    seen at once in a quiet room, and when the model tells of it in a loud one.
 */
export interface SpeechTracker {
  /** The next frame's level, and the chance that a sound is heard in the frame that the model tells of now. */
  add(levelDb: number, soundChance: number | undefined): void;
  /** The model has heard sounds just now. */
  readonly isSpeech: boolean;
  /** Frames from the last in which the model heard a sound to the last that it told of; infinite before any. */
  readonly sinceSound: number;
  /** Time since the last speech, by what is known now. */
  readonly silentMs: number;
  /** How far speech stands above the room, in dB; undefined before there was any. */
  readonly ratioDb: number | undefined;
  /** Begins anew with what is known of the room. */
  forgetSpeech(): void;
}

const frameMs = 40;
/** A frame with a sound in it. The posteriors are spikes: nearly all frames are nearly certain of one or none. */
const soundChanceMin = 0.5;
/** Spikes of one word are this far apart at most; between them is speech. */
const spikeFrames = 3;
/** Frames without a sound after which loudness is no speech. */
const noiseFrames = 6;
/** A sound goes on for a little after its spike. */
const tailFrames = 1;
/** Where between the room (0) and the speech (1), in dB, the level divides them, and the least and most above the room. */
const share = 0.4;
const marginDbMin = 4;
const marginDbMax = 15;
/** Speech that stands less above the room than this is not told from it by its level. */
const tellingDb = 6;

export function createSpeechTracker(floor: NoiseFloor = createNoiseFloor()): SpeechTracker {
  /** Levels of the frames that the model has not told of, the oldest first. */
  const untold: number[] = [];
  /** Frames since the last with a sound, counted to the last that the model told of. */
  let sinceSound = Number.POSITIVE_INFINITY;
  let speechDb: number | undefined;

  function isLoud(levelDb: number): boolean {
    const room = floor.levelDb;
    const above = speechDb === undefined ? marginDbMin : share * (speechDb - room);
    return levelDb > room + Math.min(marginDbMax, Math.max(marginDbMin, above));
  }

  function tell(levelDb: number, soundChance: number): void {
    if (soundChance < soundChanceMin) {
      sinceSound += 1;
      return;
    }
    sinceSound = 0;
    speechDb = speechDb === undefined ? levelDb : speechDb + (levelDb - speechDb) * 0.15;
  }

  return {
    add(levelDb, soundChance) {
      floor.add(levelDb);
      untold.push(levelDb);
      if (soundChance !== undefined) tell(untold.shift() ?? levelDb, soundChance);
    },
    get isSpeech() {
      return sinceSound <= spikeFrames;
    },
    get sinceSound() {
      return sinceSound;
    },
    get silentMs() {
      const silent = Math.max(0, untold.length + sinceSound - tailFrames) * frameMs;
      if (sinceSound >= noiseFrames) return silent;
      if (speechDb !== undefined && speechDb - floor.levelDb < tellingDb) return 0;
      let quiet = 0;
      while (quiet < untold.length && !isLoud(untold[untold.length - 1 - quiet] as number)) quiet += 1;
      return quiet < untold.length ? quiet * frameMs : silent;
    },
    get ratioDb() {
      return speechDb === undefined ? undefined : speechDb - floor.levelDb;
    },
    forgetSpeech() {
      sinceSound = Number.POSITIVE_INFINITY;
      speechDb = undefined;
    },
  };
}
