import { createSoundInput, type SoundInput } from "../audio/sound-input.ts";
import { sampleRate } from "../ports.ts";
import type { WyomingMessage } from "./message.ts";
import { encodingOfWidth, isSameFormat, type SoundFormat, soundFormatOf } from "./sound-format.ts";

/** Sound of one stream of chunks, each of which says its format. */
export interface SoundReader {
  /**
   * The samples of an `audio-chunk` and where they stand.
   * @throws WyomingProtocolError when it announces no possible format
   */
  read(chunk: WyomingMessage): Int16Array;
  /** The last samples, when the sound is over. */
  finish(): Int16Array;
  /** Milliseconds of sound read. */
  readonly readMs: number;
  /** The sender's own time, in its milliseconds, of a position of this stream. */
  senderMs(atMs: number): number;
}

/**
 * `onFormatChange`: a chunk is of another format than what came before, or than `announced`. Its own is believed, since
 * the chunk was made last, and the sound goes on in it.
 */
export function createSoundReader(options: {
  announced: { format: SoundFormat; timestampMs: number } | undefined;
  onFormatChange(from: SoundFormat, to: SoundFormat): void;
}): SoundReader {
  let format = options.announced?.format;
  let input = format && inputOf(format);
  let samplesRead = 0;
  let offsetMs = options.announced?.timestampMs ?? 0;
  const positionMs = () => (samplesRead / sampleRate) * 1_000;
  return {
    read(chunk) {
      const chunkFormat = soundFormatOf(chunk);
      if (!format || !input || !isSameFormat(format, chunkFormat)) {
        if (format) options.onFormatChange(format, chunkFormat);
        format = chunkFormat;
        input = inputOf(format);
      }
      const timestampMs = chunk.data.timestamp;
      if (typeof timestampMs === "number" && Number.isFinite(timestampMs))
        offsetMs = timestampMs - positionMs();
      const samples = chunk.payload ? input.push(chunk.payload) : new Int16Array(0);
      samplesRead += samples.length;
      return samples;
    },
    finish: () => input?.finish().samples ?? new Int16Array(0),
    get readMs() {
      return positionMs();
    },
    senderMs: (atMs) => Math.round(offsetMs + atMs),
  };
}

function inputOf({ rate, width, channels }: SoundFormat): SoundInput {
  return createSoundInput({ encoding: encodingOfWidth[width], rate, channels });
}
