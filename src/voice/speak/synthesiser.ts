import type { Clock } from "../../core/clock.ts";
import type { SpeakConfig } from "./config.ts";
import { SynthesisError } from "./errors.ts";
import { readWav } from "./read-wav.ts";
import { runProgram } from "./run-program.ts";
import { durationMs, type Sound } from "./sound-output.ts";
import { synthesiseByWyoming } from "./wyoming-synthesiser.ts";

/** Makes speech of a text. Throws an `EdgewiseError` when it cannot. */
export type Synthesise = (text: string, signal: AbortSignal) => Promise<Sound>;

/** 600 characters take less than a minute to say. */
const speechMsMax = 180_000;
/** Three minutes at 48 kHz in stereo. */
const outputBytesMax = 40_000_000;

export interface SynthesiserOptions {
  config: SpeakConfig;
  clock: Clock;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Undefined: none is configured. */
export function createSynthesiser(options: SynthesiserOptions): Synthesise | undefined {
  const { config, clock } = options;
  const { synthesiser, url, command } = config;
  if (synthesiser === "espeak") return byProgram(espeakLine(config), options);
  if (synthesiser === "command" && command) return byProgram(command, options);
  if (synthesiser === "wyoming" && url) {
    const { voice, timeoutMs } = config;
    const options = { url, voice, timeoutMs, clock, soundMsMax: speechMsMax };
    return async (text, signal) =>
      checkedSpeech(await synthesiseByWyoming({ ...options, text, signal }), url);
  }
  return undefined;
}

/** What is missing for the synthesiser that was chosen, in words; undefined: nothing. */
export function synthesiserProblem({ synthesiser, url, command }: SpeakConfig): string | undefined {
  if (synthesiser === "wyoming" && !url)
    return "voice.speak.synthesiser is wyoming, but voice.speak.url is not set";
  if (synthesiser === "command" && !command) {
    return "voice.speak.synthesiser is command, but voice.speak.command is not set";
  }
  return undefined;
}

/** The text comes by standard input: on a command line one that begins with a hyphen would be an option. */
function espeakLine({ voice = "en", wordsPerMinute }: SpeakConfig): string[] {
  return ["espeak-ng", "--stdin", "--stdout", "-v", voice, "-s", String(wordsPerMinute)];
}

function byProgram(commandLine: readonly string[], options: SynthesiserOptions): Synthesise {
  const isArgument = commandLine.some((argument) => argument.includes(placeholder));
  return async (text, signal) => {
    const file = await runProgram({
      commandLine: commandLine.map((argument, at) => (at === 0 ? argument : withText(argument, text))),
      input: Buffer.from(isArgument ? "" : `${text}\n`),
      timeoutMs: options.config.timeoutMs,
      outputBytesMax,
      clock: options.clock,
      environment: options.environment,
      signal,
    });
    return checkedSpeech(readWav(file), commandLine[0] ?? "");
  };
}

const placeholder = "{text}";

/** A text that is all of an argument, or its beginning, may have been sent by anybody, and must not be an option of the program. */
function withText(argument: string, text: string): string {
  const isOption = argument.startsWith(placeholder) && text.startsWith("-");
  return `${isOption ? " " : ""}${argument.replaceAll(placeholder, () => text)}`;
}

/** @throws SynthesisError when there is no sound, or far too much of it */
function checkedSpeech(sound: Sound, synthesiser: string): Sound {
  if (sound.samples.length === 0) throw new SynthesisError(synthesiser, "it gave no sound");
  if (durationMs(sound) > speechMsMax) {
    throw new SynthesisError(synthesiser, `it gave more than ${speechMsMax / 1_000} seconds of sound`);
  }
  return sound;
}
