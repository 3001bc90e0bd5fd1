import type { WakePhraseView } from "../domain/voice-view.ts";
import { allPhrases, phrasesOf, type VoiceConfig } from "./config.ts";
import { standingSentence } from "./wake/standing-sentence.ts";
import type { PhraseStanding } from "./wake/wake-spotter.ts";

interface Standings {
  standing(): PhraseStanding[];
}

/**
 * Every wake phrase at every source, and those that are listened for at none. A phrase that nobody knows how to say is left
 * out: what of the grammar is wrong tells of it.
 */
export function wakePhraseViews(options: {
  config: VoiceConfig;
  /** Names of those that there are. */
  sources: readonly string[];
  /** Knows the room of the source; undefined: no sound came from there yet. */
  spotterOf: (source: string) => Standings | undefined;
  /** Knows no room; undefined: none of the phrases can be listened for, or not yet. */
  newSpotter: (phrases: readonly string[]) => Standings | undefined;
}): WakePhraseView[] {
  const { config, sources, spotterOf, newSpotter } = options;
  const viewsOf = (source: string | undefined, phrases: readonly string[], known?: Standings) => {
    const standings = phrases.length === 0 ? [] : (known ?? newSpotter(phrases))?.standing();
    return (standings ?? []).map((standing) => viewOf(source, standing, config.wake.falseAlarmsPerDay));
  };
  const bySource = sources.map((source) => ({ source, phrases: phrasesOf(config, source) }));
  const used = new Set(bySource.flatMap(({ phrases }) => phrases));
  return [
    ...bySource.flatMap(({ source, phrases }) => viewsOf(source, phrases, spotterOf(source))),
    ...viewsOf(
      undefined,
      allPhrases(config).filter((phrase) => !used.has(phrase)),
    ),
  ];
}

/** Rounded to what can be said of it: the last digits change with every second in which somebody speaks. */
function viewOf(source: string | undefined, standing: PhraseStanding, wanted: number): WakePhraseView {
  const { phrase, threshold, falseAlarmsPerDay, heldAt } = standing;
  return {
    phrase,
    source,
    threshold: Number(threshold.toFixed(2)),
    falseAlarmsPerDay: Number(falseAlarmsPerDay.toPrecision(2)),
    heldAt,
    note: standingSentence(standing, wanted),
  };
}
