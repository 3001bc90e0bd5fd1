import type { Command } from "commander";
import { voiceDictionaryFile } from "../../app/model-places.ts";
import { createRegistry } from "../../commands/entities/registry.ts";
import { EntitiesInvalidError } from "../../commands/errors.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import { acousticTask } from "../../voice/acoustic/acoustic-model.ts";
import { allPhrases } from "../../voice/config.ts";
import type { Dictionary } from "../../voice/pronounce/dictionary.ts";
import { readDictionary } from "../../voice/pronounce/dictionary.ts";
import { enrol, type NameToCheck } from "../../voice/pronounce/enrolment.ts";
import { createPronouncer, type WordPronouncer } from "../../voice/pronounce/pronouncer.ts";
import { soundNames } from "../../voice/pronounce/sounds.ts";
import { createWordReader, pronunciationTask } from "../../voice/pronounce/word-reader.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "../config.ts";
import { UsageError } from "../errors.ts";
import { createOutput } from "../output.ts";
import { terminalStyle } from "../style.ts";
import { enrolmentJson, enrolmentText } from "./enrolment-text.ts";
import { withModels } from "./voice-models.ts";
import { wakeStandings } from "./wake-standing.ts";

interface EnrollOptions extends ConfigOptions {
  phrase?: string[];
  name?: string[];
}

/** A word may wait this long for the model on a busy board. */
const withinMs = 10_000;

export function registerVoiceEnroll(voice: Command): void {
  withConfigOptions(voice.command("enroll"))
    .description("check that the wake phrase and the names here are easy to say and to tell apart")
    .option("--phrase <phrase...>", "wake phrases to check")
    .option("--name <name...>", "further names to check with those of the configured entities and areas")
    .addHelpText(
      "after",
      [
        "",
        "Needs no daemon. Says how each word of the phrase is pronounced here (ARPAbet), which words only the model has",
        "read or nothing can say, and which names sound alike. Correct a word with voice.pronunciations. Tells where a phrase",
        "cannot have as few false alarms as voice.wake.falseAlarmsPerDay asks for.",
      ].join("\n"),
    )
    .action(async (options: EnrollOptions) => {
      const output = createOutput(options.json ?? false);
      const { config } = loadFor(options);
      const phrases = options.phrase ?? allPhrases(config.voice);
      const names = namesOf(config, options.name ?? []);
      if (phrases.length === 0 && names.length === 0) {
        throw new UsageError(
          "There is nothing to check: no wake phrase and no entities.",
          'give a phrase, e.g. edgewise voice enroll --phrase "hey edgewise", or a configuration with --config',
        );
      }
      const dictionary = readDictionary(voiceDictionaryFile);
      const { falseAlarmsPerDay } = config.voice.wake;
      const found = await withModels(config, [pronunciationTask, acousticTask], async (models, problems) => {
        const hasReader = models.active(pronunciationTask) !== undefined;
        const pronouncer = pronouncerOf({ config, dictionary, models: hasReader ? models : undefined });
        const acoustic = models.active(acousticTask);
        return {
          enrolment: await enrol({ phrases, names, pronouncer, dictionary }),
          problem: hasReader ? undefined : problems.join("; "),
          standings: acoustic
            ? await wakeStandings({ phrases, pronouncer, acoustic, falseAlarmsPerDay })
            : [],
        };
      });
      const { enrolment, problem, standings } = found;
      const facts = { problem, standings, falseAlarmsPerDay };
      output.result(
        enrolmentText(enrolment, { style: terminalStyle(), ...facts }),
        enrolmentJson(enrolment, facts),
      );
    });
}

/** By the names of sounds that people know, unless for the `labels` of a model. */
export function pronouncerOf({
  config,
  dictionary,
  models,
  labels = soundNames,
}: {
  config: EdgewiseConfig;
  dictionary: Dictionary;
  models: ModelRunner | undefined;
  /** Of an acoustic model. */
  labels?: readonly string[];
}): WordPronouncer {
  return createPronouncer({
    labels,
    own: config.voice.pronunciations,
    openDictionary: () => dictionary,
    reader: models && createWordReader({ models, priority: "command", withinMs }),
    // All that it reports is in the result.
    reporter: { report: () => {} },
  });
}

/** Names and aliases of things and areas, and those given besides, each a thing of its own. */
export function namesOf(config: EdgewiseConfig, others: readonly string[]): NameToCheck[] {
  const registry = createRegistry(config.commands.entities, config.commands.areas);
  if (!registry.ok) throw new EntitiesInvalidError(registry.reason);
  const { things, areas } = registry.value;
  return [
    ...things.flatMap(({ id, name, aliases }) =>
      [name, ...aliases].map((one) => ({ name: one, of: id, kind: "thing" as const })),
    ),
    ...areas.flatMap(({ name, keys }) =>
      keys.map((key) => ({ name: key, of: `area ${name}`, kind: "area" as const })),
    ),
    ...others.map((name) => ({ name, of: `--name ${name}`, kind: "thing" as const })),
  ];
}
