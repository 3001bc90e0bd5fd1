import { type Command, InvalidArgumentError } from "commander";
import { InputLevel } from "../../voice/acoustic/input-level.ts";
import { openWatch } from "../../voice/hearing/watch.ts";
import { sampleRate } from "../../voice/ports.ts";
import { wakeSettingsSchema } from "../../voice/wake/settings.ts";
import { standingSentence } from "../../voice/wake/standing-sentence.ts";
import { compileWakePhrase, phraseStrength, type WakePhrase } from "../../voice/wake/wake-phrase.ts";
import {
  createWakeSpotter,
  type WakeDetection,
  type WakeSpotterOptions,
} from "../../voice/wake/wake-spotter.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { createOutput, type Output } from "../output.ts";
import { safeText } from "../style.ts";
import { eachFile } from "./each-file.ts";
import { type Recogniser, withRecogniser } from "./recogniser.ts";
import { eachPiece } from "./transcribe-file.ts";

interface WakeOptions extends ConfigOptions {
  phrase: string[];
  sensitivity: number;
}

export function registerVoiceWake(voice: Command): void {
  withConfigOptions(voice.command("wake"))
    .description("where wake phrases are said in files of sound, without a daemon or a microphone")
    .argument("<file...>", "WAV, or what ffmpeg or sox reads where one is installed")
    .requiredOption(
      "--phrase <phrase>",
      "phrase to listen for; may be given several times",
      (value: string, before: string[] | undefined) => [...(before ?? []), value],
    )
    .option("--sensitivity <alarms>", "false alarms that may be expected in a day of speech", perDay, 1)
    .addHelpText(
      "after",
      [
        "",
        "One answer for each file, in order. With --json one line each: {file, seconds, detections: [{phrase, fromMs, toMs,",
        "score, threshold}], best: [{phrase, score, toMs}]} (the best score of each phrase, detected or not), or {file, error}",
        "for a file that cannot be read; the others are heard all the same, and the exit code is 1.",
      ].join("\n"),
    )
    .action(async (files: string[], options: WakeOptions) => {
      const output = createOutput(options.json ?? false);
      const { config } = loadFor(options);
      const failed = await withRecogniser(config, async (recogniser) => {
        const phrases = await Promise.all(
          options.phrase.map((phrase) => compileWakePhrase(phrase, recogniser.pronouncer)),
        );
        const spotting = spottingOf(recogniser, phrases, options);
        warnOfWeak(spotting, output);
        return eachFile(
          files,
          output,
          (file) => watchFile(file, { recogniser, spotting }),
          (found) => output.result(watchedText(found, files.length > 1), watchedJson(found)),
        );
      });
      if (failed > 0) process.exitCode = 1;
    });
}

function perDay(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1_000)) throw new InvalidArgumentError("a number above 0, at most 1000");
  return value;
}

function warnOfWeak(spotting: WakeSpotterOptions, output: Output): void {
  if (output.isJson) return;
  for (const standing of createWakeSpotter(spotting).standing()) {
    const sentence = standingSentence(standing, spotting.falseAlarmsPerDay);
    if (sentence !== undefined) process.stderr.write(`“${safeText(standing.phrase)}”: ${sentence}\n`);
  }
  for (const phrase of spotting.phrases) {
    const strength = phraseStrength(phrase);
    if (strength === "good") continue;
    const what = strength === "tooShort" ? "far too short to be told from other speech" : "rather short";
    process.stderr.write(
      `“${safeText(phrase.text)}” is ${what}; a phrase of three or four syllables is safer.\n`,
    );
  }
}

function spottingOf(
  { model, active }: Recogniser,
  phrases: readonly WakePhrase[],
  { sensitivity }: WakeOptions,
): WakeSpotterOptions {
  return {
    phrases,
    labelCount: model.labels.length,
    frameMs: model.frameMs,
    settings: wakeSettingsSchema.parse(active.settings.wake ?? {}),
    falseAlarmsPerDay: sensitivity,
  };
}

interface Watched {
  file: string;
  seconds: number;
  detections: WakeDetection[];
  best: { phrase: string; score: number; toMs: number }[];
}

async function watchFile(
  file: string,
  { recogniser, spotting }: { recogniser: Recogniser; spotting: WakeSpotterOptions },
): Promise<Watched> {
  const best = new Map<string, { phrase: string; score: number; toMs: number }>();
  const spotter = createWakeSpotter({
    ...spotting,
    onPeak({ phrase, score, toMs }) {
      if (score > (best.get(phrase)?.score ?? Number.NEGATIVE_INFINITY))
        best.set(phrase, { phrase, score, toMs });
    },
  });
  const detections: WakeDetection[] = [];
  const level = new InputLevel();
  const watch = openWatch({
    model: recogniser.model,
    level,
    spotter,
    onDetection: (found: WakeDetection) => detections.push(found),
  });
  let samples = 0;
  await eachPiece(file, level, async (piece) => {
    samples += piece.length;
    await watch.accept(piece);
  });
  await watch.end();
  return { file, seconds: samples / sampleRate, detections, best: [...best.values()] };
}

function watchedText({ file, detections }: Watched, isNamed: boolean): string {
  const name = isNamed ? `${file}: ` : "";
  if (detections.length === 0) return `${name}(no wake phrase)`;
  const said = detections.map(({ phrase, fromMs, toMs, score }) => {
    const [from, to] = [fromMs, toMs].map((ms) => (ms / 1000).toFixed(2));
    return `“${phrase}” at ${from}–${to} s (score ${score.toFixed(2)})`;
  });
  return `${name}${said.join(", ")}`;
}

function watchedJson({ file, seconds, detections, best }: Watched) {
  return {
    file,
    seconds: Math.round(seconds * 1000) / 1000,
    detections: detections.map(({ phrase, fromMs, toMs, score, threshold }) => ({
      phrase,
      fromMs: Math.round(fromMs),
      toMs: Math.round(toMs),
      score: rounded(score),
      threshold: rounded(threshold),
    })),
    best: best.map(({ phrase, score, toMs }) => ({ phrase, score: rounded(score), toMs: Math.round(toMs) })),
  };
}

function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
