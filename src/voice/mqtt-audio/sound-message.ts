import { SoundFormatError } from "../audio/errors.ts";
import { bytesPerFrame, type SoundFormat } from "../audio/sample-encoding.ts";
import { createWavReader } from "../audio/wav-reader.ts";

/** The sound of one message, in whole frames. */
export interface SoundMessage {
  readonly format: SoundFormat;
  readonly bytes: Uint8Array;
  /** Bytes at the end that are not a whole frame, and left out. Kept for the next message they would turn it into noise if one is lost. */
  readonly cutBytes: number;
  readonly seconds: number;
}

/** A message that is a WAV file of its own. Throws {@link SoundFormatError}. */
export function readWavMessage(payload: Uint8Array): SoundMessage {
  const reader = createWavReader();
  const bytes = reader.push(payload);
  reader.finish();
  if (!reader.format) throw new SoundFormatError("a WAV without format");
  return soundMessage(reader.format, bytes);
}

export function soundMessage(format: SoundFormat, bytes: Uint8Array): SoundMessage {
  const frameBytes = bytesPerFrame(format);
  const cutBytes = bytes.length % frameBytes;
  const whole = bytes.subarray(0, bytes.length - cutBytes);
  return { format, bytes: whole, cutBytes, seconds: whole.length / frameBytes / format.rate };
}
