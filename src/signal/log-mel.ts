import { createFft } from "./fft.ts";

/**
 * Log-mel frames of 16 kHz sound as a stream, the same numbers as `models/train/voice/features.py` computes for the
 * training of the acoustic model: frame t covers samples 160 t to 160 t + 399 (25 ms each 10 ms, nothing padded).
 *
 * Limits: what is not yet a whole frame is kept, at most 399 samples; tables of a few kilobytes.
 */
export interface LogMel {
  /**
   * More sound, in order, any number of samples. The frames that it completes, one after the other, `melBins` values
   * each: a new array, and the same frames however the sound is divided.
   */
  accept(samples: Int16Array): Float32Array;
  /** Forgets the sound that waits. */
  reset(): void;
}

export const melBins = 64;
export const melHopSamples = 160;
export const melWindowSamples = 400;

const rateHz = 16_000;
const size = 512;
const lowestHz = 20;
const highestHz = 7_600;
/** Added to an energy before its logarithm: about the power of half a unit of 16 bits. */
const floor = 1e-6;
/** About the mean and spread of speech, the same for all bins, so that loudness stays visible. */
const mean = -5;
const scale = 4;

/** Frame of perfect silence: each of its values. */
export const silentMel = (Math.log(floor) - mean) / scale;

/** `gainOf`: factor for the power of the frame whose samples have this mean square (full scale 1); 1 without, as in training. */
export function createLogMel(gainOf: (meanSquare: number) => number = () => 1): LogMel {
  const power = createPowerSpectrum();
  const filters = createFilters();
  const waiting = new Float64Array(melWindowSamples);
  let count = 0;

  function writeFrame(out: Float32Array, at: number): void {
    const bins = power(waiting);
    const gain = gainOf(meanSquareOf(waiting));
    for (let filter = 0; filter < melBins; filter += 1) {
      const { first, weights } = filters[filter] as MelFilter;
      let energy = 0;
      for (let index = 0; index < weights.length; index += 1) {
        energy += (bins[first + index] as number) * (weights[index] as number);
      }
      out[at + filter] = (Math.log(energy * gain + floor) - mean) / scale;
    }
  }

  return {
    accept(samples) {
      const frames = Math.max(0, Math.floor((count + samples.length - melWindowSamples) / melHopSamples) + 1);
      const out = new Float32Array(frames * melBins);
      let written = 0;
      for (let from = 0; from < samples.length; ) {
        const taken = Math.min(samples.length - from, melWindowSamples - count);
        for (let index = 0; index < taken; index += 1) {
          waiting[count + index] = (samples[from + index] as number) / 32_768;
        }
        from += taken;
        count += taken;
        if (count < melWindowSamples) break;
        writeFrame(out, written);
        written += melBins;
        waiting.copyWithin(0, melHopSamples);
        count -= melHopSamples;
      }
      return out;
    },
    reset() {
      count = 0;
    },
  };
}

/**
 * |X|² of 400 samples under a Hann window, zeros up to 512: the even samples as real and the odd ones as imaginary parts
 * of one transform of half the size (Sorensen et al. 1987, doi.org/10.1109/TASSP.1987.1165220). The result, 257 values,
 * is overwritten by the next call.
 */
function createPowerSpectrum(): (samples: Float64Array) => Float64Array {
  const half = size / 2;
  const fft = createFft(half);
  const real = new Float64Array(half);
  const imaginary = new Float64Array(half);
  const power = new Float64Array(half + 1);
  const window = Float64Array.from(
    { length: melWindowSamples },
    (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / melWindowSamples),
  );
  const cosines = Float64Array.from({ length: half }, (_, bin) => Math.cos((2 * Math.PI * bin) / size));
  const sines = Float64Array.from({ length: half }, (_, bin) => Math.sin((2 * Math.PI * bin) / size));
  return (samples) => {
    for (let at = 0; at < melWindowSamples / 2; at += 1) {
      real[at] = (samples[2 * at] as number) * (window[2 * at] as number);
      imaginary[at] = (samples[2 * at + 1] as number) * (window[2 * at + 1] as number);
    }
    real.fill(0, melWindowSamples / 2);
    imaginary.fill(0, melWindowSamples / 2);
    fft.transform(real, imaginary);
    const [first, last] = [real[0] as number, imaginary[0] as number];
    power[0] = (first + last) ** 2;
    power[half] = (first - last) ** 2;
    for (let bin = 1; bin < half; bin += 1) {
      const [re, im] = [real[bin] as number, imaginary[bin] as number];
      const [mirroredRe, mirroredIm] = [real[half - bin] as number, imaginary[half - bin] as number];
      const evenRe = (re + mirroredRe) / 2;
      const evenIm = (im - mirroredIm) / 2;
      const oddRe = (im + mirroredIm) / 2;
      const oddIm = (mirroredRe - re) / 2;
      const [cosine, sine] = [cosines[bin] as number, sines[bin] as number];
      const x = evenRe + cosine * oddRe + sine * oddIm;
      const y = evenIm + cosine * oddIm - sine * oddRe;
      power[bin] = x * x + y * y;
    }
    return power;
  };
}

function meanSquareOf(samples: Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum / samples.length;
}

interface MelFilter {
  /** Number of the first bin with a weight above 0. */
  first: number;
  weights: Float64Array;
}

/** Triangles of height 1, evenly spaced on the scale 2595 log10(1 + f / 700), over the frequencies of the bins. */
function createFilters(): MelFilter[] {
  const [low, high] = [mel(lowestHz), mel(highestHz)];
  const edges = Array.from({ length: melBins + 2 }, (_, index) => {
    return 700 * (10 ** ((low + ((high - low) * index) / (melBins + 1)) / 2595) - 1);
  });
  return Array.from({ length: melBins }, (_, filter) => {
    const [from, peak, to] = edges.slice(filter, filter + 3) as [number, number, number];
    const found: number[] = [];
    let first = 0;
    for (let bin = 0; bin <= size / 2; bin += 1) {
      const hertz = (bin * rateHz) / size;
      const weight = Math.min((hertz - from) / (peak - from), (to - hertz) / (to - peak));
      if (weight <= 0) continue;
      if (found.length === 0) first = bin;
      found.push(weight);
    }
    return { first, weights: Float64Array.from(found) };
  });
}

function mel(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}
