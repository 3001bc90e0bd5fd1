import type { ActiveModel } from "../../domain/inference.ts";
import { readAcousticSettings } from "../../voice/acoustic/model-settings.ts";
import type { Pronouncer } from "../../voice/ports.ts";
import { WakePhraseUnsayableError } from "../../voice/wake/errors.ts";
import { wakeSettingsSchema } from "../../voice/wake/settings.ts";
import { compileWakePhrase } from "../../voice/wake/wake-phrase.ts";
import { createWakeSpotter, type PhraseStanding } from "../../voice/wake/wake-spotter.ts";

/**
 * What each phrase must come to by the acoustic model's own figures, before anything is known of the room. A phrase that
 * nobody can say has no standing.
 */
export async function wakeStandings(options: {
  phrases: readonly string[];
  pronouncer: Pronouncer;
  acoustic: ActiveModel;
  falseAlarmsPerDay: number;
}): Promise<PhraseStanding[]> {
  const { pronouncer, acoustic, falseAlarmsPerDay } = options;
  const compiled = await Promise.all(
    options.phrases.map((phrase) =>
      compileWakePhrase(phrase, pronouncer).catch((error: unknown) => {
        if (error instanceof WakePhraseUnsayableError) return undefined;
        throw error;
      }),
    ),
  );
  const { labels, frameMs } = readAcousticSettings(acoustic);
  return createWakeSpotter({
    phrases: compiled.filter((phrase) => phrase !== undefined),
    labelCount: labels.length,
    frameMs,
    settings: wakeSettingsSchema.parse(acoustic.settings.wake ?? {}),
    falseAlarmsPerDay,
  }).standing();
}
