import { createReporter, type Observability } from "../core/events.ts";
import type { ModelRunner } from "../domain/ports.ts";
import type { VoiceConfig } from "./config.ts";
import type { Pronouncer } from "./ports.ts";
import { readDictionary } from "./pronounce/dictionary.ts";
import { pronounceEvents } from "./pronounce/events.ts";
import { createPronouncer, type WordPronouncer } from "./pronounce/pronouncer.ts";
import { createWordReader, pronunciationTask } from "./pronounce/word-reader.ts";

/** The pronouncer of this place, made anew when another acoustic model has other labels. */
export interface HomePronouncer {
  forLabels(labels: readonly string[]): Pronouncer;
  /** The pronunciations of the configuration have changed. */
  reconfigure(): void;
}

/** Longest wait for the model that reads words: compiling is nobody's hurry. */
const withinMs = 10_000;

export function createHomePronouncer(options: {
  config: () => VoiceConfig;
  models: ModelRunner;
  dictionaryFile: string;
  observability: Observability;
}): HomePronouncer {
  const { models, dictionaryFile } = options;
  const reporter = createReporter("pronounce", pronounceEvents, options.observability);
  let current: { labels: readonly string[]; pronouncer: WordPronouncer } | undefined;
  models.onActivated((task) => {
    if (task === pronunciationTask) current?.pronouncer.forget();
  });
  return {
    forLabels(labels) {
      if (current?.labels.join() !== labels.join()) {
        const pronouncer = createPronouncer({
          labels,
          own: options.config().pronunciations,
          openDictionary: () => readDictionary(dictionaryFile),
          reader: createWordReader({ models, priority: "command", withinMs }),
          reporter,
        });
        current = { labels, pronouncer };
      }
      return current.pronouncer;
    },
    reconfigure: () => current?.pronouncer.reconfigure(options.config().pronunciations),
  };
}
