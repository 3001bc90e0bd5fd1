import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SpokenNode } from "../../src/domain/spoken-network.ts";
import { acousticTask, openAcousticModel } from "../../src/voice/acoustic/acoustic-model.ts";
import { compileGrammar } from "../../src/voice/decoder/compiled-grammar.ts";
import { decoderSettingsSchema } from "../../src/voice/decoder/settings.ts";
import { createUtteranceDecoder } from "../../src/voice/decoder/utterance-decoder.ts";
import { readDictionary } from "../../src/voice/pronounce/dictionary.ts";
import { createPronouncer } from "../../src/voice/pronounce/pronouncer.ts";
import { wakeSettingsSchema } from "../../src/voice/wake/settings.ts";
import { spotInRecording } from "../../src/voice/wake/spot-in-recording.ts";
import { compileWakePhrase } from "../../src/voice/wake/wake-phrase.ts";
import { repositoryRoot } from "./daemon.ts";
import { samplesOf } from "./espeak.ts";
import { openModelInProcess } from "./model-in-process.ts";
import { spokenCommand, spokenWav } from "./spoken-command.ts";

/** What the whole chain makes of the command that ships, from its file to its text. */
export interface ChainFigures {
  /** SHA-256 of the model's file: other weights give other figures. */
  model: string;
  /** The likeliest label of each frame of 40 ms, and the natural logarithm of its probability. */
  frames: [label: string, logProbability: number][];
  text: string;
  confidence: number;
  /** Of the whole command as a wake phrase. */
  wakeScore: number;
}

export const parityFixture = join(repositoryRoot, "test", "fixtures", "voice-parity.json");

/** To what `test/fixtures/voice-parity.json` is written with. */
export const parityCommand = "npx tsc -p tsconfig.bench.json && node build/test/bench/voice/write-parity.js";

const folder = join(repositoryRoot, "models", "voice-acoustic");
/** As sound comes from a microphone. */
const pieceSamples = 1_280;

export function shippedModelHash(): string {
  return createHash("sha256")
    .update(readFileSync(join(folder, "acoustic.onnx")))
    .digest("hex");
}

export async function measureChain(): Promise<ChainFigures> {
  const { models, close } = await openModelInProcess("voice-acoustic");
  try {
    const model = openAcousticModel({ models, withinMs: 60_000 });
    const settings = models.active(acousticTask)?.settings ?? {};
    const samples = samplesOf(spokenWav);
    const stream = model.open();
    const rows: number[] = [];
    for (let at = 0; at < samples.length; at += pieceSamples) {
      const { logProbabilities } = await stream.accept(samples.subarray(at, at + pieceSamples));
      rows.push(...logProbabilities);
    }
    rows.push(...(await stream.peek()).logProbabilities);
    const labelCount = model.labels.length;
    const posteriors = { logProbabilities: Float32Array.from(rows), frames: rows.length / labelCount };
    const pronouncer = createPronouncer({
      labels: model.labels,
      own: {},
      openDictionary: () =>
        readDictionary(join(repositoryRoot, "models", "voice-dictionary", "dictionary.bin")),
      reader: undefined,
      reporter: { report: () => {} },
    });
    const decoder = createUtteranceDecoder({
      grammar: await compileGrammar({ network, pronouncer }),
      settings: decoderSettingsSchema.parse(settings.decoder ?? {}),
      labelCount,
      frameMs: model.frameMs,
    });
    decoder.accept(posteriors);
    const found = decoder.finish();
    const { best } = spotInRecording(
      {
        phrases: [await compileWakePhrase(spokenCommand, pronouncer)],
        labelCount,
        frameMs: model.frameMs,
        settings: wakeSettingsSchema.parse(settings.wake ?? {}),
        falseAlarmsPerDay: 1,
      },
      posteriors,
    );
    return {
      model: shippedModelHash(),
      frames: likeliestOf(posteriors.logProbabilities, model.labels),
      text: found.heard === "sentence" ? found.spoken.text : "",
      confidence: found.heard === "sentence" ? found.spoken.confidence : 0,
      wakeScore: best[0]?.score ?? Number.NaN,
    };
  } finally {
    await close();
  }
}

const words = (text: string): SpokenNode => ({
  kind: "sequence",
  items: text.split(" ").map((word) => ({ kind: "word", word })),
});
const choice = (...texts: string[]): SpokenNode => ({ kind: "choice", items: texts.map(words) });
const network: SpokenNode = {
  kind: "sequence",
  items: [
    choice("turn on", "turn off", "switch off"),
    words("the"),
    choice("hall", "kitchen", "porch", "bedroom"),
    choice("lamp", "lamps", "fan", "radio"),
  ],
};

function likeliestOf(rows: Float32Array, labels: readonly string[]): ChainFigures["frames"] {
  return Array.from({ length: rows.length / labels.length }, (_, frame) => {
    const row = rows.subarray(frame * labels.length, (frame + 1) * labels.length);
    const best = row.indexOf(Math.max(...row));
    return [labels[best] as string, row[best] as number];
  });
}
