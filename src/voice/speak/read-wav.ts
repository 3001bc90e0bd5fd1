import { createWavReader } from "../audio/wav-reader.ts";
import { pcmSound } from "./pcm-sound.ts";
import type { Sound } from "./sound-output.ts";

/**
 * A WAV file as sound of its own rate, made one channel.
 * @throws SoundFormatError when it is no WAV that is read here
 */
export function readWav(file: Buffer): Sound {
  const reader = createWavReader();
  const bytes = reader.push(file);
  reader.finish();
  return reader.format ? pcmSound(bytes, reader.format) : { samples: new Int16Array(0), rate: 16_000 };
}
