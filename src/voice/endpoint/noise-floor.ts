/**
 * How loud the room is when nobody speaks: the least level of the last seconds, since even in the middle of speech there are
 * pauses between words (minimum statistics: Martin, "Noise power spectral density estimation", IEEE TSAP 2001).
 *
 * Limits: a dozen numbers. A noise that begins and stays counts as the room after `spanFrames`.
 */
export interface NoiseFloor {
  /** The level of 40 ms of sound, in dB of full scale. */
  add(levelDb: number): void;
  /** In dB of full scale; an assumption until half a second was heard. */
  readonly levelDb: number;
}

/** Twelve pieces of half a second. */
const pieceFrames = 12;
const piecesMax = 12;
/** Of a quiet room with a good microphone; louder at first is taken for speech, which the acoustic model then denies. */
const assumedDb = -55;
/** Digital silence is no room: what is above it by some dB is no speech yet. */
const leastDb = -72;

export function createNoiseFloor(): NoiseFloor {
  const minima: number[] = [];
  let pieceMin = Number.POSITIVE_INFINITY;
  let frames = 0;
  let before = Number.NaN;
  let floorDb = assumedDb;
  return {
    add(levelDb) {
      // A single quiet frame, such as a dropped packet, is not the room.
      const smooth = Number.isNaN(before) ? levelDb : Math.max(levelDb, before);
      before = levelDb;
      pieceMin = Math.min(pieceMin, smooth);
      frames += 1;
      if (frames >= pieceFrames) {
        minima.push(pieceMin);
        if (minima.length > piecesMax) minima.shift();
        pieceMin = Number.POSITIVE_INFINITY;
        frames = 0;
      }
      if (minima.length > 0) floorDb = Math.max(leastDb, Math.min(...minima, pieceMin));
    },
    get levelDb() {
      return floorDb;
    },
  };
}

/** Level of a piece of sound in dB of full scale (a full square wave is 0), without its mean; -100 at least. */
export function levelDbOf(samples: Int16Array): number {
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < samples.length; at += 1) {
    const value = samples[at] as number;
    sum += value;
    squares += value * value;
  }
  const mean = sum / Math.max(1, samples.length);
  const power = squares / Math.max(1, samples.length) - mean * mean;
  return 10 * Math.log10(Math.max(1e-10, power / 32_768 ** 2));
}
