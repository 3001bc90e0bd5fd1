import { createMonoMixer } from "../audio/mono.ts";
import { createSampleReader, type SoundFormat } from "../audio/sample-encoding.ts";
import { toInt16 } from "../audio/sound-input.ts";
import type { Sound } from "./sound-output.ts";

/** Raw bytes as sound of their own rate, made one channel. */
export function pcmSound(bytes: Uint8Array, format: SoundFormat): Sound {
  const interleaved = createSampleReader(format).push(bytes);
  return { samples: toInt16(createMonoMixer(format.channels).push(interleaved)), rate: format.rate };
}
