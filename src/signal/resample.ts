import { invariant } from "../core/errors.ts";
import { LruMap } from "../core/lru-map.ts";

/** Changes the rate of a stream of samples. */
export interface Resampler {
  readonly fromRate: number;
  readonly toRate: number;
  /** More of the stream; answers what can be told of it so far, in a new array. */
  push(samples: Float32Array): Float32Array;
  /** The rest, as if silence followed. The next `push` begins a new stream. */
  finish(): Float32Array;
}

/** Attenuation of what lies above half of the lower rate, in decibels (by design; the tests measure it). */
const stopBandDb = 90;
/** Where the pass band ends, as a share of half of the lower rate: 7.44 kHz at 16 kHz. */
const passBandShare = 0.93;
/**
 * Most phases with coefficients of their own, in a sample of the lower rate; with more, those of two neighbours are mixed (an
 * error of about −110 dB). As the filter is longer by as much as there are fewer phases in a sample of the input, no bank has
 * more than about 170,000 coefficients, whatever the rates are.
 */
const phasesMax = 1024;
/** Filters that are kept for the next stream of the same rates. */
const banksMax = 8;
/** Steps of the window, which is read between them: an error far below that of 32-bit coefficients. */
const windowSteps = 16_384;

/**
 * A polyphase windowed-sinc resampler (Kaiser window; Oppenheim and Schafer, Discrete-Time Signal Processing, 7.5 and 4.6).
 *
 * Limits and invariants:
 * 1. The ratio is exact (whole numbers): however long the stream is, its time does not drift.
 * 2. Sample 0 of the output is at the time of sample 0 of the input: there is no delay to make up for. What comes out lags what
 *    went in by at most half a filter, about 5 ms at 16 kHz.
 * 3. `n` samples in give `ceil(n · toRate / fromRate)` out, after `finish`.
 * 4. A constant stays the same constant, in every phase.
 * 5. Making one costs next to nothing: coefficients are worked out when their phase comes up first, and shared between streams.
 */
export function createResampler(fromRate: number, toRate: number): Resampler {
  for (const rate of [fromRate, toRate]) {
    invariant(Number.isInteger(rate) && rate > 0, `a sample rate of ${rate} Hz; it must be a whole number`);
  }
  if (fromRate === toRate) {
    return { fromRate, toRate, push: (samples) => samples.slice(), finish: () => new Float32Array(0) };
  }
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor;
  const down = fromRate / divisor;
  const bank = filterBankOf(up, fromRate, toRate);
  const { taps } = bank;
  const half = taps / 2;
  const coefficients = new Float32Array(taps);

  /** Input that is still needed; the first is that of index `bufferFrom` in the stream (below 0: the silence before it). */
  let buffer = new Float32Array(0);
  let held = 0;
  let bufferFrom = 0;
  let received = 0;
  /** The next output lies `phase / up` input samples after sample `centre`. */
  let centre = 0;
  let phase = 0;

  function reset(): void {
    held = half - 1;
    if (buffer.length < held) buffer = new Float32Array(held);
    buffer.fill(0, 0, held);
    bufferFrom = -held;
    received = 0;
    centre = 0;
    phase = 0;
  }

  function append(samples: Float32Array): void {
    const drop = Math.max(0, Math.min(held, centre - half + 1 - bufferFrom));
    buffer.copyWithin(0, drop, held);
    held -= drop;
    bufferFrom += drop;
    if (buffer.length < held + samples.length) {
      const larger = new Float32Array(held + samples.length + taps);
      larger.set(buffer.subarray(0, held));
      buffer = larger;
    }
    buffer.set(samples, held);
    held += samples.length;
  }

  /** All outputs whose filter lies within the buffer, the last before input sample `end`. */
  function produce(end: number): Float32Array {
    const last = Math.min(end - 1, bufferFrom + held - 1 - half);
    // Outputs at (centre · up + phase) / up, in steps of down / up, up to just before sample `last + 1`.
    const room = (last + 1) * up - (centre * up + phase);
    const count = Math.max(0, Math.ceil(room / down));
    const out = new Float32Array(count);
    for (let at = 0; at < count; at += 1) {
      const row = bank.row(phase, coefficients);
      out[at] = dotProduct(row, buffer, centre - half + 1 - bufferFrom);
      phase += down;
      const whole = Math.floor(phase / up);
      centre += whole;
      phase -= whole * up;
    }
    return out;
  }

  reset();
  return {
    fromRate,
    toRate,
    push(samples) {
      append(samples);
      received += samples.length;
      return produce(received);
    },
    finish() {
      append(new Float32Array(half));
      const rest = produce(received);
      reset();
      return rest;
    },
  };
}

/** Of the row (its length is even) and as many values from `start` on. Of two sums neither waits for the other. */
function dotProduct(row: Float32Array, values: Float32Array, start: number): number {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < row.length; at += 2) {
    even += (row[at] as number) * (values[start + at] as number);
    odd += (row[at + 1] as number) * (values[start + at + 1] as number);
  }
  return even + odd;
}

interface FilterBank {
  /** Even; the same for all phases. */
  readonly taps: number;
  /** Coefficients of a phase; `scratch` may be used for them. */
  row(phase: number, scratch: Float32Array): Float32Array;
}

const banks = new LruMap<string, FilterBank>(banksMax);

function filterBankOf(up: number, fromRate: number, toRate: number): FilterBank {
  const key = `${fromRate}:${toRate}`;
  const known = banks.get(key);
  if (known) return known;
  const bank = createFilterBank(up, fromRate, toRate);
  banks.set(key, bank);
  return bank;
}

function createFilterBank(up: number, fromRate: number, toRate: number): FilterBank {
  const lowerRate = Math.min(fromRate, toRate);
  const transition = Math.PI * (1 - passBandShare);
  // Kaiser's estimate of the length, at the lower rate.
  const length = (stopBandDb - 8) / (2.285 * transition);
  const half = Math.ceil(((length / 2) * fromRate) / lowerRate);
  const taps = 2 * half;
  // The middle of the transition, in cycles per input sample, times two.
  const cutOff = (((1 + passBandShare) / 2) * lowerRate) / fromRate;
  const phases = Math.min(up, Math.ceil((phasesMax * lowerRate) / fromRate));
  const isExact = phases === up;
  const rows: Float32Array[] = [];
  const rowOf = (phase: number): Float32Array => {
    rows[phase] ??= filterRow(phase / phases, { half, cutOff });
    return rows[phase];
  };
  return {
    taps,
    row(phase, scratch) {
      if (isExact) return rowOf(phase);
      const place = (phase * phases) / up;
      const below = Math.floor(place);
      const share = place - below;
      const [first, second] = [rowOf(below), rowOf(below + 1)];
      for (let tap = 0; tap < taps; tap += 1) {
        scratch[tap] = (first[tap] as number) * (1 - share) + (second[tap] as number) * share;
      }
      return scratch;
    },
  };
}

/** The taps for an output `fraction` of an input sample after the centre. */
function filterRow(fraction: number, { half, cutOff }: { half: number; cutOff: number }): Float32Array {
  const values = new Float64Array(2 * half);
  let sum = 0;
  for (let tap = 0; tap < values.length; tap += 1) {
    const distance = tap - (half - 1) - fraction;
    const angle = Math.PI * cutOff * distance;
    const value = kaiser(Math.abs(distance) / half) * (angle === 0 ? 1 : Math.sin(angle) / angle);
    values[tap] = value;
    sum += value;
  }
  return Float32Array.from(values, (value) => value / sum);
}

let windowTable: Float64Array | undefined;

/** The window at a distance from its middle, of which 1 is its edge; its height does not matter. */
function kaiser(distance: number): number {
  if (distance >= 1) return 0;
  windowTable ??= kaiserTable();
  const place = distance * windowSteps;
  const below = Math.floor(place);
  const [first, second] = [windowTable[below] as number, windowTable[below + 1] as number];
  return first + (second - first) * (place - below);
}

function kaiserTable(): Float64Array {
  const beta = 0.1102 * (stopBandDb - 8.7);
  return Float64Array.from({ length: windowSteps + 1 }, (_, at) =>
    besselI0(beta * Math.sqrt(1 - (at / windowSteps) ** 2)),
  );
}

/** Modified Bessel function of the first kind and order 0, by its series. */
function besselI0(x: number): number {
  const quarter = (x * x) / 4;
  let term = 1;
  let sum = 1;
  for (let at = 1; term > sum * 1e-12; at += 1) {
    term *= quarter / (at * at);
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(first: number, second: number): number {
  return second === 0 ? first : greatestCommonDivisor(second, first % second);
}
