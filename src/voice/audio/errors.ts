import { EdgewiseError } from "../../core/errors.ts";

/** Bytes that were to be sound are not, or are sound of a kind that is not read here; the message says what they are. */
export class SoundFormatError extends EdgewiseError {
  /** Whether ffmpeg or sox may still know what to do with it. */
  readonly isForeign: boolean;

  constructor(problem: string, { hint, isForeign = false }: { hint?: string; isForeign?: boolean } = {}) {
    super("voice.soundFormat", problem, { hint: hint ?? "send WAV with 16-bit PCM, best 16 kHz mono" });
    this.isForeign = isForeign;
  }
}

/** A file with sound cannot be read. */
export class SoundFileError extends EdgewiseError {
  constructor(file: string, problem: string, { hint, cause }: { hint?: string; cause?: unknown } = {}) {
    super("voice.soundFile", `${file}: ${problem}`, { hint: hint ?? "check the file", cause });
  }
}
