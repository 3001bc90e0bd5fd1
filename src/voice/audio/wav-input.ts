import type { SoundLevels } from "./level-meter.ts";
import type { SoundFormat } from "./sample-encoding.ts";
import { createSoundInput, type SoundInput } from "./sound-input.ts";
import { createWavReader } from "./wav-reader.ts";

/** A WAV file in pieces to 16 kHz mono. */
export interface WavInput {
  /** Throws `SoundFormatError`. */
  push(bytes: Uint8Array): Int16Array;
  /** Throws `SoundFormatError` where there was no sound chunk. */
  finish(): { samples: Int16Array; isTruncated: boolean };
  readonly format: SoundFormat | undefined;
  /** Undefined before the header was read. */
  levels(): SoundLevels | undefined;
}

export function createWavInput(): WavInput {
  const reader = createWavReader();
  let input: SoundInput | undefined;
  return {
    push(bytes) {
      const data = reader.push(bytes);
      if (reader.format) input ??= createSoundInput(reader.format);
      return input?.push(data) ?? new Int16Array(0);
    },
    finish() {
      const { isTruncated } = reader.finish();
      const rest = input?.finish();
      return { samples: rest?.samples ?? new Int16Array(0), isTruncated: isTruncated || !!rest?.lostBytes };
    },
    get format() {
      return reader.format;
    },
    levels: () => input?.meter.levels(),
  };
}
