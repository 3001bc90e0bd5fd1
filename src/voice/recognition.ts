import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../core/clock.ts";
import { EdgewiseError, errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { ModelRunner } from "../domain/ports.ts";
import type { SpokenNode } from "../domain/spoken-network.ts";
import type { SpokenGrammarView } from "../domain/voice-view.ts";
import { acousticTask, openAcousticModel } from "./acoustic/acoustic-model.ts";
import { type CompiledGrammar, compileGrammar } from "./decoder/compiled-grammar.ts";
import { type DecoderSettings, decoderSettingsSchema } from "./decoder/settings.ts";
import { createUtteranceDecoder } from "./decoder/utterance-decoder.ts";
import type { voiceEvents } from "./events.ts";
import { createGrammarKeeper } from "./grammar-keeper.ts";
import type { HearingDecoder, HearingSpotter } from "./hearing/ports.ts";
import type { AcousticModel, Pronouncer } from "./ports.ts";
import { type WakeSettings, wakeSettingsSchema } from "./wake/settings.ts";
import { compileWakePhrase, type WakePhrase } from "./wake/wake-phrase.ts";
import { createWakeSpotter } from "./wake/wake-spotter.ts";

/** What can be said here, as the commands know it. */
export interface SpokenGrammarSource {
  spokenGrammar(): Promise<SpokenSentences>;
  onSpokenGrammarChanged(listener: () => void): () => void;
}

export interface SpokenSentences {
  network: SpokenNode;
  /** What `anyWords` may be, with natural log probabilities. */
  openWords: ReadonlyMap<string, number>;
}

/** Model, pronunciations, sentences and wake phrases, compiled together and anew whenever one of them changes. */
export interface Recognition {
  start(): void;
  stop(): void;
  /** Throws `AcousticModelUnusableError` where there is none. */
  model(): AcousticModel;
  /** For one utterance; undefined: nothing can be said here, or not yet. */
  decoder(): HearingDecoder | undefined;
  /** With a memory of its own; undefined: none of the phrases can be listened for, or not yet. */
  spotter(phrases: readonly string[]): HearingSpotter | undefined;
  /** The settings or pronunciations have changed. */
  refresh(): void;
  view(): SpokenGrammarView;
}

interface Compiled {
  wordCount: number;
  problem: string | undefined;
  grammar: CompiledGrammar | undefined;
  phrases: ReadonlyMap<string, WakePhrase>;
  decoderSettings: DecoderSettings;
  wakeSettings: WakeSettings;
  labelCount: number;
  frameMs: number;
}

export function createRecognition(options: {
  models: ModelRunner;
  sentences: SpokenGrammarSource;
  /** For the labels of the acoustic model. */
  pronouncer: (labels: readonly string[]) => Pronouncer;
  /** All that may be listened for, at any source. */
  phrases: () => readonly string[];
  falseAlarmsPerDay: () => number;
  clock: Clock;
  reporter: Reporter<typeof voiceEvents>;
  /** The view is another. */
  onChanged: () => void;
  /** Spotters made before listen for something else than is wanted now. */
  onPhrasesChanged: () => void;
}): Recognition {
  const { models, sentences } = options;
  const model = () => openAcousticModel({ models, withinMs });

  const compile = async (): Promise<Compiled> => {
    const { labels, frameMs } = model();
    const settings = models.active(acousticTask)?.settings ?? {};
    const pronouncer = options.pronouncer(labels);
    const problems: string[] = [];
    const { network, openWords } = await sentences.spokenGrammar();
    const grammar = await named(problems, () =>
      compileGrammar({ network, pronouncer, openVocabulary: openWords }),
    );
    if (grammar && grammar.unsayable.length > 0) problems.push(unsayableProblem(grammar.unsayable));
    const phrases = new Map<string, WakePhrase>();
    for (const text of options.phrases()) {
      const phrase = await named(problems, () => compileWakePhrase(text, pronouncer));
      if (phrase) phrases.set(text, phrase);
    }
    return {
      wordCount: grammar?.wordCount ?? 0,
      problem: problems.length > 0 ? problems.join(" ") : undefined,
      grammar,
      phrases,
      decoderSettings: decoderSettingsSchema.parse(settings.decoder ?? {}),
      wakeSettings: wakeSettingsSchema.parse(settings.wake ?? {}),
      labelCount: labels.length,
      frameMs,
    };
  };

  /** Entities change often, phrases seldom: what listens for them need not begin anew each time. */
  let watched: unknown;
  const compileAndCompare = async () => {
    const compiled = await compile();
    const { phrases, wakeSettings, labelCount } = compiled;
    const next = { phrases, wakeSettings, labelCount, falseAlarmsPerDay: options.falseAlarmsPerDay() };
    hasOtherPhrases = !isDeepStrictEqual(next, watched);
    watched = next;
    return compiled;
  };
  let hasOtherPhrases = false;

  const keeper = createGrammarKeeper({
    compile: compileAndCompare,
    clock: options.clock,
    reporter: options.reporter,
    onChanged() {
      options.onChanged();
      if (!hasOtherPhrases) return;
      hasOtherPhrases = false;
      options.onPhrasesChanged();
    },
  });
  let stopListening = () => {};

  /** Models are opened in the background; until there is one for sound, nothing can be compiled. */
  const refresh = () => {
    if (models.active(acousticTask)) keeper.refresh();
    else options.onChanged();
  };

  return {
    start() {
      const stops = [
        sentences.onSpokenGrammarChanged(refresh),
        // Another acoustic model has other labels, another reader of words other pronunciations.
        models.onActivated((task) => {
          if (voiceTasks.includes(task)) refresh();
        }),
      ];
      stopListening = () => {
        for (const stop of stops) stop();
      };
      refresh();
    },
    stop() {
      stopListening();
      keeper.stop();
    },
    model,
    decoder() {
      const compiled = keeper.current();
      if (!compiled?.grammar) return undefined;
      const { grammar, decoderSettings: settings, labelCount, frameMs } = compiled;
      return createUtteranceDecoder({ grammar, settings, labelCount, frameMs });
    },
    spotter(wanted) {
      const compiled = keeper.current();
      const phrases = wanted.flatMap((text) => compiled?.phrases.get(text) ?? []);
      if (!compiled || phrases.length === 0) return undefined;
      const { wakeSettings: settings, labelCount, frameMs } = compiled;
      const falseAlarmsPerDay = options.falseAlarmsPerDay();
      return createWakeSpotter({ phrases, settings, labelCount, frameMs, falseAlarmsPerDay });
    },
    refresh,
    view() {
      if (models.active(acousticTask)) return keeper.view();
      return { ...keeper.view(), state: "none", problem: noModel };
    },
  };
}

/** A run that could not begin within this time is no use for a conversation. */
const withinMs = 5_000;
const voiceTasks: readonly string[] = [acousticTask, "pronunciation"];
const namedMax = 5;
const noModel =
  "No model for sound is in use, so nothing can be heard; it is loaded after the start, or see `edgewise models`.";

/** Undefined where it fails for a reason that a person can mend, which goes to `problems`. */
async function named<T>(problems: string[], run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof EdgewiseError)) throw error;
    problems.push(`${capitalised(errorMessage(error))}.`);
    return undefined;
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function unsayableProblem(unsayable: readonly string[]): string {
  const some = unsayable.slice(0, namedMax).map((word) => `“${word}”`);
  const more = unsayable.length > namedMax ? ` and ${unsayable.length - namedMax} more` : "";
  return `It is not known how to say ${some.join(", ")}${more}; sentences with that are not heard. Add it to voice.pronunciations.`;
}
