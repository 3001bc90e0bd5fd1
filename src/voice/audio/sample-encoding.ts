/** How a sample is written; more than one byte: the lowest first. */
export const sampleEncodings = ["u8", "s16", "s24", "s32", "f32", "f64", "mulaw", "alaw"] as const;
export type SampleEncoding = (typeof sampleEncodings)[number];

/** What raw bytes of sound are. */
export interface SoundFormat {
  readonly encoding: SampleEncoding;
  /** Samples of a channel in a second. */
  readonly rate: number;
  /** Samples of all channels follow each other, a frame at a time. */
  readonly channels: number;
}

interface Encoding {
  readonly bytes: number;
  /** The largest value that can be written, of 1: what clipping looks like. */
  readonly largest: number;
  /** Samples to [−1, 1]. */
  read(view: DataView, into: Float32Array): void;
}

/** Lowest and highest sample rate read here: below there is no speech to understand, and no recorder goes beyond. */
export const rateMin = 8_000;
export const rateMax = 192_000;
const channelsMax = 64;

const mulawValues = Float32Array.from({ length: 256 }, (_, code) => readMulaw(code) / 32_768);
const alawValues = Float32Array.from({ length: 256 }, (_, code) => readAlaw(code) / 32_768);

const encodings: Readonly<Record<SampleEncoding, Encoding>> = {
  u8: {
    bytes: 1,
    largest: 127 / 128,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = (view.getUint8(at) - 128) / 128;
    },
  },
  s16: {
    bytes: 2,
    largest: 32_767 / 32_768,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = view.getInt16(2 * at, true) / 32_768;
    },
  },
  s24: {
    bytes: 3,
    largest: 8_388_607 / 8_388_608,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) {
        into[at] = (view.getUint16(3 * at, true) + view.getInt8(3 * at + 2) * 65_536) / 8_388_608;
      }
    },
  },
  s32: {
    bytes: 4,
    largest: 1 - 2 ** -24,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = view.getInt32(4 * at, true) / 2 ** 31;
    },
  },
  f32: {
    bytes: 4,
    largest: 0.9999,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = finite(view.getFloat32(4 * at, true));
    },
  },
  f64: {
    bytes: 8,
    largest: 0.9999,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = finite(view.getFloat64(8 * at, true));
    },
  },
  mulaw: {
    bytes: 1,
    largest: 32_124 / 32_768,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = mulawValues[view.getUint8(at)] as number;
    },
  },
  alaw: {
    bytes: 1,
    largest: 32_256 / 32_768,
    read: (view, into) => {
      for (let at = 0; at < into.length; at += 1) into[at] = alawValues[view.getUint8(at)] as number;
    },
  },
};

export function bytesPerFrame({ encoding, channels }: SoundFormat): number {
  return encodings[encoding].bytes * channels;
}

export function largestSample({ encoding }: SoundFormat): number {
  return encodings[encoding].largest;
}

/** What is wrong with a format, in words; undefined: nothing. */
export function formatProblem({ rate, channels }: { rate: number; channels: number }): string | undefined {
  if (!Number.isInteger(rate) || rate < rateMin || rate > rateMax) {
    return `a sample rate of ${rate} Hz (${rateMin} to ${rateMax} can be read)`;
  }
  if (!Number.isInteger(channels) || channels < 1 || channels > channelsMax) {
    return `${channels} channels (1 to ${channelsMax} can be read)`;
  }
  return undefined;
}

/** Bytes to samples, channels interleaved. A frame that is cut in two is put together again. */
export interface SampleReader {
  /** More bytes; answers the whole frames among them in [−1, 1]. */
  push(bytes: Uint8Array): Float32Array;
  /** Forgets and counts the bytes of a frame that never became whole. */
  finish(): number;
}

export function createSampleReader(format: SoundFormat): SampleReader {
  const frameBytes = bytesPerFrame(format);
  const { bytes: sampleBytes, read } = encodings[format.encoding];
  let rest = new Uint8Array(0);
  return {
    push(bytes) {
      const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const whole = all.length - (all.length % frameBytes);
      const samples = new Float32Array(whole / sampleBytes);
      read(new DataView(all.buffer, all.byteOffset, whole), samples);
      rest = Uint8Array.from(all.subarray(whole));
      return samples;
    },
    finish() {
      const lost = rest.length;
      rest = new Uint8Array(0);
      return lost;
    },
  };
}

/** Floating-point sound may hold anything; what is no number would spoil every filter behind it for good. */
function finite(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(1, Math.max(-1, value));
}

/** ITU-T G.711, table 2a. */
function readMulaw(code: number): number {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const size = (((inverted & 15) << 3) + 132) << exponent;
  return inverted & 0x80 ? 132 - size : size - 132;
}

/** ITU-T G.711, table 1a. */
function readAlaw(code: number): number {
  const toggled = code ^ 0x55;
  const exponent = (toggled >> 4) & 7;
  const mantissa = (toggled & 15) << 4;
  const size = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return toggled & 0x80 ? size : -size;
}
