import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeSoundFile } from "../../../src/voice/audio/sound-file.ts";

/** A voice of Debian's synthesisers that the acoustic model was never trained on (models/train/voice/synthesise.py). */
export interface SyntheticVoice {
  readonly name: string;
  isInstalled(): boolean;
  /** Speaks each text into its file (WAV); what cannot be spoken leaves none. */
  speak(texts: readonly { text: string; file: string }[]): void;
}

const bytesMax = 50_000_000;

function output(program: string, args: readonly string[], input = ""): string {
  const { stdout } = spawnSync(program, [...args], { input, encoding: "utf8", maxBuffer: bytesMax });
  return stdout ?? "";
}

function espeak(accent: string, variant: string): SyntheticVoice {
  return {
    name: `espeak-ng ${accent}+${variant}`,
    isInstalled: () => output("espeak-ng", ["--voices=variant"]).includes(`!v/${variant}`),
    speak(texts) {
      for (const { text, file } of texts)
        output("espeak-ng", ["-v", `${accent}+${variant}`, "-s", "150", "-w", file, text]);
    },
  };
}

function flite(voice: string): SyntheticVoice {
  return {
    name: `flite ${voice}`,
    isInstalled: () => output("flite", ["-lv"]).split(" ").includes(voice),
    speak(texts) {
      for (const { text, file } of texts) output("flite", ["-voice", voice, "-t", text, "-o", file]);
    },
  };
}

function festival(voice: string): SyntheticVoice {
  const quoted = (text: string) => JSON.stringify(text);
  return {
    name: `festival ${voice}`,
    isInstalled: () => output("festival", ["--pipe"], "(print (voice.list))").includes(voice),
    speak(texts) {
      const lines = texts.map(
        ({ text, file }) =>
          `(utt.save.wave (utt.synth (Utterance Text ${quoted(text)})) ${quoted(file)} 'riff)`,
      );
      output("festival", ["--pipe"], [`(voice_${voice})`, ...lines].join("\n"));
    },
  };
}

/**
 * Of these, kal_diphone and cmu_us_slt_arctic_hts have the speakers, though not the synthesisers, of flite voices that were
 * trained on; the espeak-ng variants are three of a hundred settings of one synthesiser.
 */
export const syntheticVoices: readonly SyntheticVoice[] = [
  espeak("en-us", "f3"),
  espeak("en-us", "m5"),
  espeak("en-us", "Annie"),
  flite("rms"),
  festival("kal_diphone"),
  festival("ked_diphone"),
  festival("cmu_us_slt_arctic_hts"),
];

const folder = join(tmpdir(), "edgewise-voice-sites");
/** Of a good speaker at a metre. */
const peak = 16_000;

/** The sound of texts, 16 kHz, at one loudness; kept in files for the next run. Texts that the voice cannot speak are left out. */
export async function spokenBy(
  voice: SyntheticVoice,
  texts: readonly string[],
): Promise<ReadonlyMap<string, Int16Array>> {
  const own = join(folder, voice.name.replaceAll(" ", "-"));
  mkdirSync(own, { recursive: true });
  const fileOf = (text: string) =>
    join(own, `${createHash("sha256").update(text).digest("hex").slice(0, 16)}.wav`);
  const files = [...new Set(texts)].map((text) => ({ text, file: fileOf(text) }));
  voice.speak(files.filter(({ file }) => !existsSync(file)));
  const sounds = new Map<string, Int16Array>();
  for (const { text, file } of files) {
    if (!existsSync(file)) continue;
    const { samples } = await decodeSoundFile(file);
    if (samples.length > 0) sounds.set(text, atPeak(samples));
  }
  return sounds;
}

function atPeak(samples: Int16Array): Int16Array {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 1);
  return samples.map((sample) => Math.round((sample * peak) / loudest));
}
