/** What condition monitoring reads from a waveform itself; `undefined` where a still signal has none. */
export interface WaveformFigures {
  readonly mean: number;
  /** Root mean square about the mean, in the unit of the samples. */
  readonly rms: number;
  /** Largest distance from the mean. */
  readonly peak: number;
  /** Peak by RMS: √2 for a sine, higher for impacts. */
  readonly crestFactor: number | undefined;
  /** Fourth central moment by the square of the second: 1.5 for a sine, 3 for normal noise, higher for impacts. */
  readonly kurtosis: number | undefined;
}

/** The least number that floating point holds with all its digits. */
const squareMin = Number.MIN_VALUE / Number.EPSILON;

/** Time-domain figures of vibration condition monitoring (ISO 13373-1 and -2 name peak, RMS, crest factor and kurtosis). */
export function measureWaveform(samples: Float64Array): WaveformFigures {
  const count = samples.length;
  let sum = 0;
  for (const sample of samples) sum += sample;
  const mean = sum / count;
  let second = 0;
  let fourth = 0;
  let peak = 0;
  for (const sample of samples) {
    const distance = sample - mean;
    const square = distance * distance;
    second += square;
    fourth += square * square;
    const size = Math.abs(distance);
    if (size > peak) peak = size;
  }
  const power = second / count;
  const rms = Math.sqrt(power);
  // Rounding leaves a constant signal a variance of this order; of a smaller power the square has no digits left.
  const isStill = rms <= Math.abs(mean) * 1e-12 || power * power < squareMin;
  return {
    mean,
    rms,
    peak,
    crestFactor: isStill ? undefined : peak / rms,
    kurtosis: isStill ? undefined : fourth / count / (power * power),
  };
}
