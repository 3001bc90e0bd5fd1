import type { Command } from "commander";
import { loadUsable } from "../../app/orders/load-usable.ts";
import { readSentenceSources } from "../../app/sentences.ts";
import { configuredSentences } from "../../commands/spoken/configured-sentences.ts";
import type { SpokenSentences } from "../../commands/spoken/spoken-sentences.ts";
import { readSentences } from "../../commands/world.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { compileGrammar } from "../../voice/decoder/compiled-grammar.ts";
import { decoderSettingsSchema } from "../../voice/decoder/settings.ts";
import { createUtteranceDecoder } from "../../voice/decoder/utterance-decoder.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { createOutput, type Output } from "../output.ts";
import { eachFile } from "./each-file.ts";
import { grammarRemarks } from "./grammar-remarks.ts";
import { type Recogniser, withRecogniser } from "./recogniser.ts";
import { loadSpokenSentences } from "./spoken-sentences.ts";
import { type TranscribeTools, transcribeFile } from "./transcribe-file.ts";
import { type Meaning, transcriptJson, transcriptText } from "./transcript.ts";

interface TranscribeOptions extends ConfigOptions {
  sentences?: string;
}

export function registerVoiceTranscribe(voice: Command): void {
  withConfigOptions(voice.command("transcribe"))
    .description("what was said in files of sound, as text and intent, without a daemon or a microphone")
    .argument("<file...>", "WAV, or what ffmpeg or sox reads where one is installed; each is one utterance")
    .option(
      "--sentences <file>",
      "what can be said, as Home Assistant's custom sentences (intents, lists), in place of what is configured",
    )
    .addHelpText(
      "after",
      [
        "",
        "One answer for each file, in order; that nothing was understood is an answer, too. With --json one line each:",
        "{file, heard, text, intent, slots, confidence, words: [{word, fromMs, toMs, confidence}], alternatives, seconds}",
        "or {file, error} for a file that cannot be read; the others are heard all the same, and the exit code is 1.",
        "Words that nobody can say, whose sentences are not heard, are named on stderr and in `remarks`.",
      ].join("\n"),
    )
    .action(async (files: string[], options: TranscribeOptions) => {
      const output = createOutput(options.json ?? false);
      const loaded = loadUsable((ordered) => loadFor(options, ordered));
      const { config } = loaded;
      // Before a model is loaded, so that a mistake in the file is told at once.
      const sentences =
        options.sentences === undefined ? sentencesOf(loaded) : await loadSpokenSentences(options.sentences);
      const failed = await withRecogniser(config, async (recogniser) => {
        const tools = await toolsOf(recogniser, sentences, output);
        return eachFile(
          files,
          output,
          (file) => transcribeFile(file, tools),
          (found) => output.result(transcriptText(found, files.length > 1), transcriptJson(found)),
        );
      });
      if (failed > 0) process.exitCode = 1;
    });
}

/** What the configured things, sentences and intents let people say. */
function sentencesOf({ config, directory, ordered }: LoadedConfig): SpokenSentences {
  const sources = readSentenceSources(config.commands.sentences, directory, ordered.sentences);
  return configuredSentences(config.commands, readSentences(sources));
}

async function toolsOf(
  { model, active, pronouncer, problems }: Recogniser,
  sentences: SpokenSentences,
  output: Output,
): Promise<TranscribeTools> {
  const { network, openWords: openVocabulary } = sentences;
  const grammar = await compileGrammar({ network, pronouncer, openVocabulary });
  const remarks = grammarRemarks({ unsayable: grammar.unsayable, problems });
  for (const remark of remarks) process.stderr.write(`${remark}\n`);
  const settings = decoderSettingsSchema.parse(active.settings.decoder ?? {});
  const meanings = createMeanings(sentences);
  const { length: labelCount } = model.labels;
  const { frameMs } = model;
  return {
    model,
    decoder: () =>
      createUtteranceDecoder({ grammar, settings, labelCount, frameMs, meaningOf: meanings.key }),
    understand: meanings.of,
    // A person has read them once.
    remarks: output.isJson ? remarks : [],
  };
}

/** What texts mean; of the last ones it is known without reading them again. */
function createMeanings({ understand }: SpokenSentences) {
  const kept = new Map<string, Meaning | undefined>();
  const of = (text: string): Meaning | undefined => {
    if (!kept.has(text)) {
      if (kept.size >= meaningsMax) kept.clear();
      kept.set(text, understand(text));
    }
    return kept.get(text);
  };
  const key = (text: string) => {
    const meaning = of(text);
    return meaning ? JSON.stringify([meaning.intent, Object.entries(meaning.slots).sort()]) : text;
  };
  return { of, key };
}

const meaningsMax = 5_000;
