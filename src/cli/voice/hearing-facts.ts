import type { HearingFacts } from "../../app/doctor/probes.ts";
import { voiceDictionaryFile } from "../../app/model-places.ts";
import { loadUsable } from "../../app/orders/load-usable.ts";
import { readSentenceSources } from "../../app/sentences.ts";
import { configuredSentences } from "../../commands/spoken/configured-sentences.ts";
import { readSentences } from "../../commands/world.ts";
import type { LoadedConfig } from "../../config/load.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import { systemClock as clock } from "../../core/clock.ts";
import { EdgewiseError } from "../../core/errors.ts";
import type { ActiveModel } from "../../domain/inference.ts";
import { acousticTask } from "../../voice/acoustic/acoustic-model.ts";
import { readAcousticSettings } from "../../voice/acoustic/model-settings.ts";
import { allPhrases } from "../../voice/config.ts";
import { compileGrammar } from "../../voice/decoder/compiled-grammar.ts";
import { readDictionary } from "../../voice/pronounce/dictionary.ts";
import { enrol, type NameToCheck } from "../../voice/pronounce/enrolment.ts";
import { pronunciationTask } from "../../voice/pronounce/word-reader.ts";
import { standingSentence } from "../../voice/wake/standing-sentence.ts";
import { type ConfigOptions, loadFor } from "../config.ts";
import { namesOf, pronouncerOf } from "./enroll.ts";
import { wakeSentence } from "./enrolment-text.ts";
import { withModels } from "./voice-models.ts";
import { wakeStandings } from "./wake-standing.ts";

/** Opens the models and compiles what can be said, as the daemon does and without one. */
export function hearingFacts(options: ConfigOptions): Promise<HearingFacts> {
  const loaded = loadUsable((ordered) => loadFor(options, ordered));
  const { config } = loaded;
  const dictionary = readDictionary(voiceDictionaryFile);
  return withModels(config, [acousticTask, pronunciationTask], async (models, problems) => {
    const acoustic = models.active(acousticTask);
    const reader = models.active(pronunciationTask) ? models : undefined;
    const pronouncer = pronouncerOf({ config, dictionary, models: reader });
    const phrases = allPhrases(config.voice);
    const { falseAlarmsPerDay } = config.voice.wake;
    const enrolment = await enrol({ phrases, names: usableNames(config), pronouncer, dictionary });
    const standings = acoustic
      ? await wakeStandings({ phrases, pronouncer, acoustic, falseAlarmsPerDay })
      : [];
    const labels = acoustic && readAcousticSettings(acoustic).labels;
    return {
      model: acoustic && named(acoustic),
      problems,
      sentences:
        labels && (await sentencesOf(loaded, pronouncerOf({ config, dictionary, models: reader, labels }))),
      phrases: enrolment.phrases.map((one) => {
        const standing = standings.find(({ phrase }) => phrase === one.phrase);
        return {
          phrase: one.phrase,
          problems: one.problems.map(wakeSentence),
          note: standing && standingSentence(standing, falseAlarmsPerDay),
        };
      }),
    };
  });
}

/** None where the entities do not fit together, which what can be said tells. */
function usableNames(config: EdgewiseConfig): NameToCheck[] {
  try {
    return namesOf(config, []);
  } catch (error) {
    if (error instanceof EdgewiseError) return [];
    throw error;
  }
}

function named({ id, version }: ActiveModel): string {
  return `${id} ${version}`;
}

async function sentencesOf(
  { config, directory, ordered }: LoadedConfig,
  pronouncer: Parameters<typeof compileGrammar>[0]["pronouncer"],
): Promise<HearingFacts["sentences"]> {
  const startMs = clock.monotonicMs();
  try {
    const sources = readSentenceSources(config.commands.sentences, directory, ordered.sentences);
    const { network, openWords } = configuredSentences(config.commands, readSentences(sources));
    const grammar = await compileGrammar({ network, pronouncer, openVocabulary: openWords });
    const compileMs = clock.monotonicMs() - startMs;
    return { words: grammar.wordCount, compileMs, unsayable: grammar.unsayable };
  } catch (error) {
    if (!(error instanceof EdgewiseError)) throw error;
    return { problem: error.message, hint: error.hint };
  }
}
