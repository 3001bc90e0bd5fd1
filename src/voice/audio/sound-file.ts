import { createReadStream } from "node:fs";
import { errorMessage } from "../../core/errors.ts";
import { SoundFileError, SoundFormatError } from "./errors.ts";
import { convertToWav } from "./foreign-file.ts";
import type { SoundLevels } from "./level-meter.ts";
import type { SoundFormat } from "./sample-encoding.ts";
import { createWavInput } from "./wav-input.ts";

/** What a file of sound was, known when it was read to its end. */
export interface SoundFileFacts {
  /** As it was in the file, or as ffmpeg or sox gave it. */
  readonly format: SoundFormat;
  readonly levels: SoundLevels;
  /** It ended before its header says. What is there was read. */
  readonly isTruncated: boolean;
  /** The program that read it; undefined: edgewise itself. */
  readonly convertedBy: string | undefined;
}

export interface DecodedSound extends SoundFileFacts {
  /** 16 kHz, mono. */
  readonly samples: Int16Array;
}

export interface SoundFileOptions {
  signal?: AbortSignal;
  /** The search path for ffmpeg and sox; left out: that of this process. */
  path?: string;
}

/**
 * A file as 16 kHz mono, piece by piece: WAV by itself, everything else through ffmpeg or sox where one is installed. The
 * generator's return value tells what it was. Throws {@link SoundFileError}.
 */
export async function* readSoundFile(
  file: string,
  options: SoundFileOptions = {},
): AsyncGenerator<Int16Array, SoundFileFacts> {
  try {
    return yield* readWav(file, createReadStream(file, signalOf(options)), undefined);
  } catch (error) {
    if (error instanceof SoundFormatError && error.isForeign) {
      const converted = await convertToWav(file, error.message, options);
      try {
        return yield* readWav(file, converted.bytes(), converted.program);
      } finally {
        converted.stop();
      }
    }
    throw error instanceof SoundFormatError ? fileError(file, error) : error;
  }
}

/** The whole file in memory: 1.9 MB for a minute. */
export async function decodeSoundFile(file: string, options: SoundFileOptions = {}): Promise<DecodedSound> {
  const pieces: Int16Array[] = [];
  const reading = readSoundFile(file, options);
  let length = 0;
  for (;;) {
    const { done, value } = await reading.next();
    if (done) {
      const samples = new Int16Array(length);
      let at = 0;
      for (const piece of pieces) {
        samples.set(piece, at);
        at += piece.length;
      }
      return { ...value, samples };
    }
    pieces.push(value);
    length += value.length;
  }
}

async function* readWav(
  file: string,
  chunks: AsyncIterable<Buffer>,
  convertedBy: string | undefined,
): AsyncGenerator<Int16Array, SoundFileFacts> {
  const input = createWavInput();
  for await (const chunk of readable(file, chunks)) {
    const samples = input.push(chunk);
    if (samples.length > 0) yield samples;
  }
  const { samples, isTruncated } = input.finish();
  if (samples.length > 0) yield samples;
  const levels = input.levels();
  // A header that was read to its end has both.
  if (!input.format || !levels) throw new SoundFileError(file, "it has no sound");
  return { format: input.format, levels, isTruncated, convertedBy };
}

/** The same chunks; a file that cannot be read becomes an error with its name. */
async function* readable(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof SoundFileError || (error as Error).name === "AbortError") throw error;
    throw new SoundFileError(file, `it cannot be read: ${errorMessage(error)}`, {
      hint: "check the path and the permissions",
      cause: error,
    });
  }
}

function fileError(file: string, error: SoundFormatError): SoundFileError {
  return new SoundFileError(file, `it is ${error.message}`, { cause: error });
}

function signalOf({ signal }: SoundFileOptions): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
