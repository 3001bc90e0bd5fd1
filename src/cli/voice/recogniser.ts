import { voiceDictionaryFile } from "../../app/model-places.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import { systemClock } from "../../core/clock.ts";
import { createReporter } from "../../core/events.ts";
import { silentLog } from "../../core/log.ts";
import { createMetrics } from "../../core/metrics.ts";
import type { ActiveModel } from "../../domain/inference.ts";
import { acousticTask, openAcousticModel } from "../../voice/acoustic/acoustic-model.ts";
import { AcousticModelUnusableError } from "../../voice/acoustic/errors.ts";
import type { AcousticModel, Pronouncer } from "../../voice/ports.ts";
import { readDictionary } from "../../voice/pronounce/dictionary.ts";
import { pronounceEvents } from "../../voice/pronounce/events.ts";
import { createPronouncer } from "../../voice/pronounce/pronouncer.ts";
import { createWordReader, pronunciationTask } from "../../voice/pronounce/word-reader.ts";
import { withModels } from "./voice-models.ts";

/** What the verbs that try voice without a daemon need. */
export interface Recogniser {
  model: AcousticModel;
  /** The model's own, with the settings of who reads its posteriors. */
  active: ActiveModel;
  pronouncer: Pronouncer;
  /** Why another model is missing, so that there is less to hear. */
  problems: readonly string[];
}

/** A run waits for the other files at work, not for a person. */
const withinMs = 60_000;

/** Throws {@link AcousticModelUnusableError} where there is no model for sound. */
export function withRecogniser<T>(
  config: EdgewiseConfig,
  work: (recogniser: Recogniser) => Promise<T>,
): Promise<T> {
  return withModels(config, [acousticTask, pronunciationTask], async (models, problems) => {
    const active = models.active(acousticTask);
    if (!active) throw new AcousticModelUnusableError(undefined, problems.join("; "));
    const model = openAcousticModel({ models, withinMs });
    const pronouncer = createPronouncer({
      labels: model.labels,
      own: config.voice.pronunciations,
      openDictionary: () => readDictionary(voiceDictionaryFile),
      reader: createWordReader({ models, priority: "command", withinMs }),
      reporter: createReporter("voice", pronounceEvents, {
        clock: systemClock,
        log: silentLog,
        metrics: createMetrics(),
      }),
    });
    return work({ model, active, pronouncer, problems });
  });
}
