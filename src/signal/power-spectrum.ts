import { createFft } from "./fft.ts";

/** Power by frequency of one signal. */
export interface PowerSpectrum {
  /** Power (unit²) at k · `binHz`, from 0 to half the sampling rate. They add up to the mean square of the signal. */
  readonly power: Float64Array;
  readonly binHz: number;
}

export interface SpectrumAnalyser {
  /**
   * The spectrum of a signal with mean `mean`, sampled at `rateHz`. The result is overwritten by the next call for as
   * many samples. At least `samplesMin` samples.
   */
  analyse(samples: Float64Array, mean: number, rateHz: number): PowerSpectrum;
}

/** Shorter signals have too few frequencies to tell anything apart. */
export const samplesMin = 64;

/** Longest piece that is transformed at a time: at 25.6 kHz bins of 3 Hz. */
const pieceMax = 8_192;

/**
 * Welch's method (1967, doi.org/10.1109/TAU.1967.1161901): the mean of the spectra of pieces that overlap by half,
 * each under a Hann window. The pieces have the largest power of two that fits into the signal, up to `pieceMax`; the
 * last one ends with the signal, so that all samples are used and none is padded. One-sided, scaled so that the powers add up to
 * the mean square (Parseval's theorem, with the loss in the window made good).
 */
export function createSpectrumAnalyser(): SpectrumAnalyser {
  const sizes = new Map<number, PieceAnalyser>();
  return {
    analyse(samples, mean, rateHz) {
      const size = pieceSize(samples.length);
      const piece = sizes.get(size) ?? createPieceAnalyser(size);
      sizes.set(size, piece);
      piece.clear();
      const last = samples.length - size;
      for (let start = 0; start < last; start += size / 2) piece.add(samples, start, mean);
      piece.add(samples, last, mean);
      return { power: piece.mean(), binHz: rateHz / size };
    },
  };
}

/** How many samples are transformed at a time of a signal with `count`; the bins are the sampling rate by this apart. */
export function pieceSize(count: number): number {
  return Math.min(pieceMax, 2 ** Math.floor(Math.log2(count)));
}

interface PieceAnalyser {
  clear(): void;
  add(samples: Float64Array, start: number, mean: number): void;
  mean(): Float64Array;
}

function createPieceAnalyser(size: number): PieceAnalyser {
  const fft = createFft(size);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const power = new Float64Array(size / 2 + 1);
  const window = new Float64Array(size);
  let windowPower = 0;
  for (let at = 0; at < size; at += 1) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size);
    window[at] = weight;
    windowPower += weight * weight;
  }
  let count = 0;
  return {
    clear() {
      power.fill(0);
      count = 0;
    },
    add(samples, start, mean) {
      for (let at = 0; at < size; at += 1) {
        real[at] = ((samples[start + at] as number) - mean) * (window[at] as number);
      }
      imaginary.fill(0);
      fft.transform(real, imaginary);
      for (let bin = 0; bin <= size / 2; bin += 1) {
        const [x, y] = [real[bin] as number, imaginary[bin] as number];
        power[bin] = (power[bin] as number) + x * x + y * y;
      }
      count += 1;
    },
    mean() {
      const scale = 1 / (size * windowPower * count);
      for (let bin = 0; bin <= size / 2; bin += 1) {
        const isInside = bin > 0 && bin < size / 2;
        power[bin] = (power[bin] as number) * scale * (isInside ? 2 : 1);
      }
      return power;
    },
  };
}
