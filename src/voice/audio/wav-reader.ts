import { SoundFormatError } from "./errors.ts";
import { formatProblem, type SampleEncoding, type SoundFormat } from "./sample-encoding.ts";

/**
 * Reads a WAV file (RIFF, with RF64 and BW64) as it comes, in pieces of any size.
 *
 * Limits and invariants:
 * 1. It holds at most `heldBytesMax` bytes; chunks it does not need are counted past, not kept.
 * 2. A header that is not over after `headerBytesMax` bytes is refused.
 * 3. Sizes are taken with care. The data's may be 0, all ones or near 2 GiB where the writer could not go back to put it right
 *    (a pipe, a recording that was cut): then everything that follows is sound. Data that ends before its size is truncated,
 *    which is said and no error.
 */
const heldBytesMax = 4_096;
const headerBytesMax = 1_048_576;
/** Writers into a pipe put the largest size there is for them: 2^32 − 1 (ffmpeg), 2^31 − 1 less a header (arecord, sox). */
const endlessFrom = 0x7fff_0000;

export interface WavReader {
  /** Undefined until the header was read. */
  readonly format: SoundFormat | undefined;
  /** Takes more of the file and answers the bytes of sound in it. Throws {@link SoundFormatError}. */
  push(bytes: Uint8Array): Uint8Array;
  /** The file is over. Throws {@link SoundFormatError} if there was no sound chunk. */
  finish(): { isTruncated: boolean };
}

const nothing = new Uint8Array(0);

/** Chunks that may follow an empty sound chunk. */
const trailingChunks = new Set([
  "LIST",
  "id3 ",
  "ID3 ",
  "bext",
  "cue ",
  "fact",
  "smpl",
  "JUNK",
  "PAD ",
  "iXML",
]);

export function createWavReader(): WavReader {
  let state: "magic" | "chunks" | "skip" | "format" | "maybeEmpty" | "data" | "over" = "magic";
  let held: Buffer = Buffer.alloc(0);
  let headerBytes = 0;
  let format: SoundFormat | undefined;
  let formatBytes = 0;
  /** Bytes of the chunk under way that are still to come. */
  let left = 0;
  let isPadded = false;

  function takeHeld(count: number): Buffer {
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  }

  function readMagic(): boolean {
    const magic = held.toString("latin1", 0, 4);
    if (!["RIFF", "RF64", "BW64"].some((known) => known.startsWith(magic))) {
      throw new SoundFormatError(whatItIs(held), { isForeign: true });
    }
    if (held.length < 12) return false;
    const form = held.toString("latin1", 8, 12);
    if (form !== "WAVE") {
      throw new SoundFormatError(`a RIFF file with ${printable(form)} in it, not WAVE`, { isForeign: true });
    }
    takeHeld(12);
    state = "chunks";
    return true;
  }

  function readChunkHead(): boolean {
    // A chunk of odd size has a zero byte behind it, but some writers forget it.
    if (isPadded && held.length > 0) {
      if (held[0] === 0) takeHeld(1);
      isPadded = false;
    }
    if (held.length < 8) return false;
    const head = takeHeld(8);
    const name = head.toString("latin1", 0, 4);
    const size = head.readUInt32LE(4);
    if (name === "data") {
      if (!format)
        throw new SoundFormatError("the sound comes before its format (a WAV without `fmt ` chunk)");
      left = size >= endlessFrom ? Number.POSITIVE_INFINITY : size;
      state = size === 0 ? "maybeEmpty" : "data";
      return true;
    }
    isPadded = size % 2 === 1;
    left = size;
    if (name !== "fmt ") {
      state = "skip";
      return true;
    }
    if (size < 14 || size > heldBytesMax) {
      throw new SoundFormatError(`a WAV whose \`fmt \` chunk has ${size} bytes`);
    }
    formatBytes = size;
    state = "format";
    return true;
  }

  function skip(): boolean {
    const count = Math.min(left, held.length);
    takeHeld(count);
    left -= count;
    if (left === 0) state = "chunks";
    return count > 0 || left === 0;
  }

  /** A size of 0 is that of an empty sound, if the file is over or another chunk follows; or it was never put right. */
  function readMaybeEmpty(): boolean {
    if (held.length < 8) return false;
    if (trailingChunks.has(held.toString("latin1", 0, 4))) {
      state = "over";
      return true;
    }
    left = Number.POSITIVE_INFINITY;
    state = "data";
    return true;
  }

  function step(): boolean {
    switch (state) {
      case "magic":
        return held.length > 0 && readMagic();
      case "chunks":
        return readChunkHead();
      case "skip":
        return skip();
      case "format":
        if (held.length < formatBytes) return false;
        format = readFormat(takeHeld(formatBytes));
        left = 0;
        state = "chunks";
        return true;
      case "maybeEmpty":
        return readMaybeEmpty();
      case "data":
      case "over":
        return false;
    }
  }

  /** As far as there are bytes; each step reads one thing. */
  function readHeader(): typeof state {
    while (step());
    return state;
  }

  function takeData(bytes: Uint8Array): Uint8Array {
    const data = bytes.subarray(0, Math.min(left, bytes.length));
    left -= data.length;
    if (left === 0) state = "over";
    return data;
  }

  return {
    get format() {
      return format;
    },
    push(bytes) {
      if (state === "data") return takeData(bytes);
      if (state === "over") return nothing;
      headerBytes += bytes.length;
      held = Buffer.concat([held, bytes]);
      const reached = readHeader();
      if (reached === "over") {
        held = Buffer.alloc(0);
        return nothing;
      }
      if (reached === "data") {
        const behind = held;
        held = Buffer.alloc(0);
        return takeData(behind);
      }
      if (headerBytes > headerBytesMax) {
        throw new SoundFormatError(`a WAV without sound in its first ${headerBytesMax} bytes`);
      }
      return nothing;
    },
    finish() {
      if (state === "magic" && held.length === 0) throw new SoundFormatError("nothing: 0 bytes");
      if (state === "data") return { isTruncated: Number.isFinite(left) };
      // Fewer bytes than a chunk's head behind a size of 0 can only be the rest of it.
      if (state === "over" || state === "maybeEmpty") return { isTruncated: false };
      throw new SoundFormatError(
        format
          ? "a WAV that ends before its sound (no `data` chunk)"
          : "a WAV that ends within its header (truncated)",
      );
    },
  };
}

const pcm = 1;
const floatingPoint = 3;
const alaw = 6;
const mulaw = 7;
const extensible = 0xfffe;

/** Names of the format tags that are met and not read here (mmreg.h). */
const foreignTags: Readonly<Record<number, string>> = {
  2: "Microsoft ADPCM",
  17: "IMA ADPCM",
  49: "GSM 06.10",
  80: "MPEG",
  85: "MP3",
  255: "AAC",
};

/** The `fmt ` chunk: WAVEFORMATEX and WAVEFORMATEXTENSIBLE (learn.microsoft.com, mmreg.h and ksmedia.h). */
function readFormat(chunk: Buffer): SoundFormat {
  const announced = chunk.readUInt16LE(0);
  const isExtensible = announced === extensible && chunk.length >= 26;
  // The first two bytes of the sub-format's GUID are the tag.
  const tag = isExtensible ? chunk.readUInt16LE(24) : announced;
  const channels = chunk.readUInt16LE(2);
  const rate = chunk.readUInt32LE(4);
  const frameBytes = chunk.readUInt16LE(12);
  const problem = formatProblem({ rate, channels });
  if (problem) throw new SoundFormatError(`a WAV with ${problem}`);
  // The oldest WAVs end before their bits.
  const bits = chunk.length >= 16 ? chunk.readUInt16LE(14) : (frameBytes / channels) * 8;
  const encoding = encodingOf(tag, sampleBytes({ bits, frameBytes, channels }));
  if (encoding) return { encoding, rate, channels };
  const kind = tag === pcm ? "PCM" : tag === floatingPoint ? "floating-point" : foreignTags[tag];
  throw new SoundFormatError(
    kind && (tag === pcm || tag === floatingPoint)
      ? `a WAV with ${bits}-bit ${kind} samples`
      : `a WAV with compressed sound (${kind ?? `format tag ${tag}`})`,
    { isForeign: true },
  );
}

/** Samples are left-justified in whole bytes; a frame may give each more of them than its bits need (24 in 32). */
function sampleBytes(sizes: { bits: number; frameBytes: number; channels: number }): number {
  const needed = Math.ceil(sizes.bits / 8);
  const given = sizes.frameBytes / sizes.channels;
  return Number.isInteger(given) && given > needed && given <= 8 ? given : needed;
}

function encodingOf(tag: number, bytes: number): SampleEncoding | undefined {
  const integers: Readonly<Record<number, SampleEncoding>> = { 1: "u8", 2: "s16", 3: "s24", 4: "s32" };
  const floats: Readonly<Record<number, SampleEncoding>> = { 4: "f32", 8: "f64" };
  if (tag === pcm) return integers[bytes];
  if (tag === floatingPoint) return floats[bytes];
  if (tag === alaw) return bytes === 1 ? "alaw" : undefined;
  if (tag === mulaw) return bytes === 1 ? "mulaw" : undefined;
  return undefined;
}

const magics: readonly (readonly [string, string])[] = [
  ["RIFX", "a big-endian WAV (RIFX)"],
  ["fLaC", "FLAC"],
  ["OggS", "Ogg (Vorbis, Opus or FLAC)"],
  ["ID3", "MP3"],
  ["FORM", "AIFF"],
  ["NIST", "NIST SPHERE"],
  [".snd", "Sun AU"],
  ["caff", "Core Audio"],
  ["\u001a\u0045\u00df\u00a3", "Matroska or WebM"],
];

function whatItIs(bytes: Buffer): string {
  const start = bytes.toString("latin1", 0, 4);
  const known = magics.find(([magic]) => start.startsWith(magic));
  if (known) return `${known[1]}, not WAV`;
  if (bytes.toString("latin1", 4, 8) === "ftyp") return "MP4 or M4A, not WAV";
  return `no WAV: it begins with ${printable(start)}`;
}

function printable(text: string): string {
  return JSON.stringify(text.replace(/[^ -~]/g, "."));
}
