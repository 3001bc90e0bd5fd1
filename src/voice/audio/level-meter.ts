/** How loud a piece of sound is. dBFS: decibels below full scale, of which a square wave at the limit has 0 and a sine −3. */
export interface SoundLevels {
  readonly seconds: number;
  /** Root mean square; −120 for digital silence. */
  readonly rmsDb: number;
  readonly peakDb: number;
  /** What is there when nobody speaks: the level that a tenth of the last half minute stays below. */
  readonly noiseFloorDb: number;
  /** Share of the samples that stand at the limit of the input's format for two or more in a row, in [0, 1]. */
  readonly clippedShare: number;
  /** Constant part of the input, of full scale. */
  readonly offset: number;
  /** Seconds since the last sample that was not exactly the same as the one before: a microphone that is off sends such. */
  readonly stillSeconds: number;
}

/** Measures the input of a source before anything is done to it. */
export interface LevelMeter {
  /** One channel's samples in [−1, 1]. */
  push(samples: Float32Array): void;
  /** Since the last `reset`, except the noise floor and the stillness, which go on. */
  levels(): SoundLevels;
  reset(): void;
  /** The level of the newest block (20 ms), for whoever compares sources. */
  readonly blockDb: number;
  readonly noiseFloorDb: number;
}

/** Digital silence has no logarithm. */
const silenceDb = -120;
const blockSeconds = 0.02;
/** Blocks after which what was counted for the noise floor counts half: half a minute. */
const blocksMax = 1_500;
const floorShare = 0.1;

/** `largest`: the largest sample that the input's format can hold, from which clipping is told. */
export function createLevelMeter(rate: number, largest: number): LevelMeter {
  const blockLength = Math.max(1, Math.round(rate * blockSeconds));
  /** Blocks by level, in whole decibels below full scale. */
  const histogram = new Float64Array(-silenceDb + 1);
  let blocks = 0;
  let inBlock = 0;
  let blockSum = 0;
  let blockSquares = 0;
  let blockDb = silenceDb;
  let last = Number.NaN;
  let still = 0;
  let atLimit = 0;
  let totals = emptyTotals();

  function endBlock(): void {
    const mean = blockSum / inBlock;
    blockDb = decibels(blockSquares / inBlock - mean * mean);
    const bin = Math.min(histogram.length - 1, Math.max(0, Math.round(-blockDb)));
    histogram[bin] = (histogram[bin] as number) + 1;
    blocks += 1;
    if (blocks >= blocksMax) {
      for (let at = 0; at < histogram.length; at += 1) histogram[at] = (histogram[at] as number) / 2;
      blocks /= 2;
    }
    inBlock = 0;
    blockSum = 0;
    blockSquares = 0;
  }

  function noiseFloor(): number {
    let below = 0;
    for (let bin = histogram.length - 1; bin >= 0; bin -= 1) {
      below += histogram[bin] as number;
      if (below > 0 && below >= blocks * floorShare) return -bin;
    }
    return silenceDb;
  }

  function countLimit(isAtLimit: boolean): void {
    if (!isAtLimit) {
      atLimit = 0;
      return;
    }
    atLimit += 1;
    if (atLimit === 2) totals.clipped += 2;
    else if (atLimit > 2) totals.clipped += 1;
  }

  return {
    push(samples) {
      for (let at = 0; at < samples.length; at += 1) {
        const value = samples[at] as number;
        const size = Math.abs(value);
        if (size > totals.peak) totals.peak = size;
        countLimit(size >= largest);
        still = value === last ? still + 1 : 0;
        last = value;
        totals.sum += value;
        totals.squares += value * value;
        blockSum += value;
        blockSquares += value * value;
        inBlock += 1;
        if (inBlock === blockLength) endBlock();
      }
      totals.count += samples.length;
    },
    levels() {
      const { count, sum, squares, peak, clipped } = totals;
      const mean = count === 0 ? 0 : sum / count;
      return {
        seconds: count / rate,
        rmsDb: count === 0 ? silenceDb : decibels(squares / count - mean * mean),
        peakDb: decibels(peak * peak),
        noiseFloorDb: noiseFloor(),
        clippedShare: count === 0 ? 0 : clipped / count,
        offset: mean,
        stillSeconds: still / rate,
      };
    },
    reset() {
      totals = emptyTotals();
    },
    get blockDb() {
      return blockDb;
    },
    get noiseFloorDb() {
      return noiseFloor();
    },
  };
}

function emptyTotals() {
  return { count: 0, sum: 0, squares: 0, peak: 0, clipped: 0 };
}

function decibels(power: number): number {
  return power > 10 ** (silenceDb / 10) ? 10 * Math.log10(power) : silenceDb;
}
