import type { Clock } from "../../core/clock.ts";
import { writeWav } from "../audio/wav-writer.ts";
import { runProgram } from "./run-program.ts";
import { durationMs, type SoundOutput } from "./sound-output.ts";

/** A player takes a while to open the device, and to empty its buffer. */
const lateMsMax = 5_000;

/** The loudspeaker of this device, through a program that plays WAV from standard input. */
export function createCommandOutput(options: {
  name: string;
  commandLine: readonly string[];
  clock: Clock;
  environment: Readonly<Record<string, string | undefined>>;
}): SoundOutput {
  return {
    name: options.name,
    async play(sound, signal) {
      if (signal.aborted) return;
      try {
        await runProgram({
          ...options,
          input: writeWav(sound.samples, sound.rate),
          timeoutMs: durationMs(sound) + lateMsMax,
          outputBytesMax: 65_536,
          signal,
        });
      } catch (error) {
        // To be stopped is one of the ways to end.
        if (!signal.aborted) throw error;
      }
    },
  };
}
