import { EdgewiseError } from "../../core/errors.ts";

/** A program that makes or plays sound could not be started, failed, or took too long. */
export class SoundProgramError extends EdgewiseError {
  constructor(
    program: string,
    problem: string,
    { isMissing = false, cause }: { isMissing?: boolean; cause?: unknown } = {},
  ) {
    super("voice.soundProgram", `${program}: ${problem}`, {
      hint: isMissing
        ? `Install it (on Debian: apt install ${packageOf(program)}), or name another in voice.speak.`
        : "Run it by hand with the same arguments to see what it says.",
      cause,
    });
  }
}

/** What a synthesiser gave is no speech: no sound at all, or more of it than any reply needs. */
export class SynthesisError extends EdgewiseError {
  constructor(synthesiser: string, problem: string, cause?: unknown) {
    super("voice.synthesis", `${synthesiser}: ${problem}`, { hint: "Check voice.speak.", cause });
  }
}

function packageOf(program: string): string {
  return program === "aplay" ? "alsa-utils" : program;
}
