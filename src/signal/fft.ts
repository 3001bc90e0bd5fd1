import { invariant } from "../core/errors.ts";

/** A transform of one size, with its tables; it allocates nothing when used. */
export interface Fft {
  readonly size: number;
  /** Replaces the complex signal of `size` values by its discrete Fourier transform, in place and unscaled. */
  transform(real: Float64Array, imaginary: Float64Array): void;
}

/**
 * Fast Fourier transform, radix 2, decimation in time (Cooley and Tukey 1965, ams.org/journals/mcom/1965-19-090).
 * X[k] = Σ x[n] · exp(−2πi·k·n / size). `size` must be a power of two: a signal of another length is cut into
 * pieces that are, rather than padded ({@link createSpectrumAnalyser}).
 */
export function createFft(size: number): Fft {
  invariant(isPowerOfTwo(size), `an FFT of ${size} values; the size must be a power of two`);
  const reversed = bitReversal(size);
  const cosines = new Float64Array(size / 2);
  const sines = new Float64Array(size / 2);
  for (let at = 0; at < size / 2; at += 1) {
    cosines[at] = Math.cos((2 * Math.PI * at) / size);
    sines[at] = -Math.sin((2 * Math.PI * at) / size);
  }
  return {
    size,
    transform(real, imaginary) {
      invariant(real.length === size && imaginary.length === size, "an FFT of a signal of another size");
      reorder(real, reversed);
      reorder(imaginary, reversed);
      for (let half = 1; half < size; half *= 2) {
        const stride = size / (2 * half);
        for (let start = 0; start < size; start += 2 * half) {
          for (let offset = 0; offset < half; offset += 1) {
            const cosine = cosines[offset * stride] as number;
            const sine = sines[offset * stride] as number;
            const even = start + offset;
            const odd = even + half;
            const oddReal = real[odd] as number;
            const oddImaginary = imaginary[odd] as number;
            const turnedReal = oddReal * cosine - oddImaginary * sine;
            const turnedImaginary = oddReal * sine + oddImaginary * cosine;
            const evenReal = real[even] as number;
            const evenImaginary = imaginary[even] as number;
            real[odd] = evenReal - turnedReal;
            imaginary[odd] = evenImaginary - turnedImaginary;
            real[even] = evenReal + turnedReal;
            imaginary[even] = evenImaginary + turnedImaginary;
          }
        }
      }
    },
  };
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(size) && size >= 2 && size <= 2 ** 24 && (size & (size - 1)) === 0;
}

function bitReversal(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  for (let at = 1; at < size; at += 1) {
    reversed[at] = ((reversed[at >> 1] as number) >> 1) | (at & 1 ? size >> 1 : 0);
  }
  return reversed;
}

function reorder(values: Float64Array, reversed: Uint32Array): void {
  for (let at = 0; at < values.length; at += 1) {
    const other = reversed[at] as number;
    if (other <= at) continue;
    const value = values[at] as number;
    values[at] = values[other] as number;
    values[other] = value;
  }
}
