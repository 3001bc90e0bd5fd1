import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { noiseSound, quietSound } from "../../bench/voice/sounds.ts";
import { espeak, samplesOf } from "../../support/espeak.ts";
import type { Random, Scene } from "./day.ts";

const sampleRate = 16_000;
const bankSeconds = 120;

export interface Soundscape {
  /** The sound of a scene, with `command` somewhere in it if it has one. */
  sceneOf(scene: Scene, command: Int16Array): Int16Array;
  quiet(seconds: number): Int16Array;
}

const chatter = [
  "and now the weather for tomorrow with rain in the west and a little sun later on",
  "she told me that nobody had seen the letters since the beginning of the winter",
  "the committee will meet again on thursday to talk about the price of bread",
  "have you ever been to the mountains in the spring when the snow is melting",
  "two goals in the second half were enough to win the match for the visitors",
  "he put the book back on the shelf and looked out at the grey sea for a while",
  "if you mix the flour with the butter first the cake will be a good deal lighter",
  "the train that was expected at half past nine is about twenty minutes late",
];
const voices = ["en-us", "en-gb", "en-us+f3", "en-gb+m3", "en-gb-scotland+f2", "en-us+m5"];

/** `speechFolder`: WAV files of people who talk; without it the voices of espeak-ng do. Undefined where there is neither. */
export function createSoundscape(random: Random, speechFolder?: string): Soundscape | undefined {
  const said = speechFolder === undefined ? chatterOfEspeak() : recordingsOf(speechFolder);
  if (!said?.length) return undefined;
  const quietBank = quietSound(bankSeconds).samples;
  const noiseBank = noiseSound(bankSeconds).samples;

  /** Somewhere out of a bank. */
  const cut = (bank: Int16Array, seconds: number) => {
    const from = Math.floor(random() * (bank.length - seconds * sampleRate));
    return bank.slice(from, from + seconds * sampleRate);
  };
  const talk = (seconds: number) => {
    const samples = cut(quietBank, seconds);
    let at = 0;
    while (at < samples.length) {
      const one = said[Math.floor(random() * said.length)] as Int16Array;
      add(samples, one.subarray(0, samples.length - at), at, 0.3 + 0.5 * random());
      at += one.length + Math.floor(random() * sampleRate);
    }
    return samples;
  };
  return {
    quiet: (seconds) => cut(quietBank, seconds),
    sceneOf({ kind, seconds, hasCommand }, command) {
      const samples =
        kind === "silence"
          ? cut(quietBank, seconds)
          : kind === "noise"
            ? cut(noiseBank, seconds)
            : talk(seconds);
      if (!hasCommand) return samples;
      // Whoever says it waits until nobody else speaks.
      const end = samples.length - command.length - 3 * sampleRate;
      if (kind === "talk") samples.set(cut(quietBank, seconds).subarray(end - sampleRate), end - sampleRate);
      add(samples, command, end, 0.7);
      return samples;
    },
  };
}

function add(samples: Int16Array, more: Int16Array, at: number, gain: number): void {
  for (let one = 0; one < more.length; one += 1) {
    const sum = (samples[at + one] as number) + Math.round(gain * (more[one] as number));
    samples[at + one] = Math.max(-32_768, Math.min(32_767, sum));
  }
}

function chatterOfEspeak(): Int16Array[] | undefined {
  const said = voices.flatMap((voice) => chatter.map((text) => espeak(voice, text)));
  return said.every((one) => one !== undefined) ? said : undefined;
}

function recordingsOf(folder: string): Int16Array[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".wav"));
  return names.slice(0, recordingsMax).map((name) => samplesOf(readFileSync(join(folder, name))));
}

const recordingsMax = 400;
