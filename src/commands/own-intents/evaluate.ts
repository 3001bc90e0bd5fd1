import type { Clock } from "../../core/clock.ts";
import type { Verdict } from "./head/train-head.ts";
import { outOfScope } from "./head/train-head.ts";
import type { LabelledLine } from "./labelled-lines.ts";
import { encodeWords, type TrainingOptions, trainIntents } from "./train-intents.ts";

/** What became of one text of a test. */
export interface Prediction {
  text: string;
  gold: string;
  /** The intent it was given; {@link outOfScope}: none. */
  intent: string;
  /** How surely it belongs to any intent, in [0, 1]; rejected below 0.5. */
  score: number;
  isInScope: boolean;
  /** The likeliest intent, also of a text that was rejected, and its chance among the intents. */
  best: string;
  confidence: number;
}

export interface Evaluation {
  predictions: readonly Prediction[];
  /** Distinct intents and examples trained on, `__oos__` left out of the intents. */
  intents: number;
  examples: number;
  tested: number;
  /** Share of in-scope texts given their intent; one that was rejected counts as wrong. Undefined: there are none. */
  inScopeAccuracy: number | undefined;
  /** The same if nothing was rejected. */
  accuracyWithoutRejection: number | undefined;
  /** Share of out-of-scope texts that were rejected, and share of rejected texts that were out of scope. */
  oosRecall: number | undefined;
  oosPrecision: number | undefined;
  /** Time to embed and to train, and to test per text, in milliseconds. */
  embeddingMs: number;
  trainingMs: number;
  msPerText: number;
  /** Pairs of intents that were taken for each other, the commonest first. */
  confusions: readonly { gold: string; intent: string; count: number; examples: readonly string[] }[];
}

const confusionExamples = 3;

/** Trains on one list and tests on another; either may hold {@link outOfScope} texts. */
export async function evaluateIntents(
  train: readonly LabelledLine[],
  test: readonly LabelledLine[],
  options: TrainingOptions & { clock: Clock },
): Promise<Evaluation> {
  const { encoder, clock, signal } = options;
  const trained = await trainIntents(train, options);
  const startedMs = clock.monotonicMs();
  const encoded = await encodeWords(
    test.map(({ text }) => text),
    encoder,
    signal,
  );
  const predictions = test.map(({ text, intent }, index): Prediction => {
    const words = encoded[index];
    return predictionOf(text, intent, words && trained.head.classify(words));
  });
  const testedMs = clock.monotonicMs() - startedMs;
  const inScope = predictions.filter(({ gold }) => gold !== outOfScope);
  const outside = predictions.filter(({ gold }) => gold === outOfScope);
  const rejected = predictions.filter(({ isInScope }) => !isInScope);
  return {
    predictions,
    intents: trained.head.intents.length,
    examples: trained.examples,
    tested: test.length,
    inScopeAccuracy: share(inScope, ({ gold, intent }) => gold === intent),
    accuracyWithoutRejection: share(inScope, ({ gold, best }) => gold === best),
    oosRecall: share(outside, ({ isInScope }) => !isInScope),
    oosPrecision: share(rejected, ({ gold }) => gold === outOfScope),
    embeddingMs: trained.embeddingMs,
    trainingMs: trained.trainingMs,
    msPerText: test.length > 0 ? testedMs / test.length : 0,
    confusions: confusionsOf(predictions),
  };
}

/** A text without a word belongs to nothing. */
function predictionOf(text: string, gold: string, verdict: Verdict | undefined): Prediction {
  const { intent = "", confidence = 0, score = 0, isInScope = false } = verdict ?? {};
  return {
    text,
    gold,
    intent: isInScope ? intent : outOfScope,
    score: round(score),
    isInScope,
    best: intent,
    confidence: round(confidence),
  };
}

function confusionsOf(predictions: readonly Prediction[]): Evaluation["confusions"] {
  const found = new Map<string, { gold: string; intent: string; count: number; examples: string[] }>();
  for (const { gold, intent, text } of predictions) {
    if (gold === intent) continue;
    const key = `${gold}\t${intent}`;
    const one = found.get(key) ?? { gold, intent, count: 0, examples: [] };
    found.set(key, one);
    one.count += 1;
    if (one.examples.length < confusionExamples) one.examples.push(text);
  }
  return [...found.values()].sort(
    (a, b) => b.count - a.count || (`${a.gold}\t${a.intent}` < `${b.gold}\t${b.intent}` ? -1 : 1),
  );
}

function share<T>(all: readonly T[], isSo: (one: T) => boolean): number | undefined {
  return all.length === 0 ? undefined : all.filter(isSo).length / all.length;
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
