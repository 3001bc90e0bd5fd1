import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { commandsEvents } from "../events.ts";
import type { Encoder } from "../nano/encoder.ts";
import { type Word, wordsOf } from "../nano/tokenizer.ts";
import { findSlots } from "./find-slots.ts";
import type { OwnIntent } from "./own-intent.ts";
import type { OwnReading } from "./own-reading.ts";
import { type TrainedIntents, trainIntents } from "./train-intents.ts";

/**
 * The user's own intents in use: trained in the background whenever they or the command model change. Until that is
 * done the head before answers for the intents that are still there, and examples word for word are known at once.
 *
 * Limits: one training at a time; one that fails is tried again after `retryMs`, as the host may be starting.
 */
export interface OwnIntents {
  readonly all: readonly OwnIntent[];
  /** Takes other intents; they were read by `readOwnIntents`. */
  use(intents: readonly OwnIntent[]): void;
  /** A text that is an example word for word. */
  readExample(text: string): OwnReading | undefined;
  /** A text of which the command model made an embedding; undefined: it is none of them, or nothing is trained. */
  read(text: OwnText): OwnReading | undefined;
  status(): OwnIntentsStatus;
  start(): void;
  stop(): void;
}

export interface OwnText {
  readonly text: string;
  readonly words: readonly Word[];
  readonly embedding: Float32Array;
  /** The model that made the embedding, `command-en 1.0.0`. */
  readonly origin: string;
}

export interface OwnIntentsStatus {
  intents: number;
  examples: number;
  /** Undefined while nothing is trained. */
  trainingMs: number | undefined;
  embeddingMs: number | undefined;
  isReady: boolean;
  /** Why there is nothing trained, or not the newest. */
  problem: string | undefined;
}

const retryMs = 10_000;

export function createOwnIntents(options: {
  encoder: Encoder | undefined;
  clock: Clock;
  reporter: Reporter<typeof commandsEvents>;
  pause: () => Promise<void>;
  onModelChange: (listener: () => void) => () => void;
}): OwnIntents {
  const { encoder, clock, reporter } = options;
  let intents: readonly OwnIntent[] = [];
  let byName = new Map<string, OwnIntent>();
  let byExample = new Map<string, OwnIntent>();
  let trained: (TrainedIntents & { origin: string; of: readonly OwnIntent[] }) | undefined;
  let problem: string | undefined;
  let stopping = new AbortController();
  let isStarted = false;
  let isTraining = false;
  let isStale = false;
  let cancelRetry = () => {};
  let unlisten = () => {};

  const examplesOf = (list: readonly OwnIntent[]) =>
    list.flatMap(({ name, examples }) => examples.map(({ text }) => ({ text, intent: name })));

  const train = async (used: Encoder): Promise<void> => {
    const of = intents;
    const result = await trainIntents(examplesOf(of), {
      encoder: used,
      clock,
      pause: options.pause,
      signal: stopping.signal,
    });
    trained = { ...result, of };
    problem = undefined;
    reporter.report("ownIntentsTrained", {
      intents: of.length,
      examples: result.examples,
      embeddingMs: Math.round(result.embeddingMs),
      trainingMs: Math.round(result.trainingMs),
    });
  };

  const retrain = (): void => {
    isStale = true;
    cancelRetry();
    if (!isStarted || isTraining || !encoder) return;
    if (intents.length === 0) {
      [trained, problem, isStale] = [undefined, undefined, false];
      return;
    }
    isTraining = true;
    isStale = false;
    const { signal } = stopping;
    train(encoder)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        problem = errorMessage(error);
        reporter.report("ownIntentsNotTrained", { error: problem });
        cancelRetry = clock.after(retryMs, retrain);
      })
      .finally(() => {
        isTraining = false;
        if (isStale) retrain();
      });
  };

  const withSlots = (intent: OwnIntent, text: string): OwnReading["slots"] => ({
    ...intent.defaults,
    ...findSlots(text, intent.examples),
  });

  return {
    get all() {
      return intents;
    },
    use(next) {
      const isSame = isDeepStrictEqual(examplesOf(next), examplesOf(intents));
      intents = next;
      byName = new Map(next.map((intent) => [intent.name, intent]));
      byExample = new Map(
        next.flatMap((intent) => intent.examples.map(({ words }) => [keyOf(words), intent] as const)),
      );
      if (!isSame) retrain();
      else if (trained) trained = { ...trained, of: next };
    },
    readExample(text) {
      const intent = byExample.get(keyOf(wordsOf(text)));
      return intent && { intent, slots: withSlots(intent, text), tier: "grammar", confidence: 1 };
    },
    read({ text, words, embedding, origin }) {
      if (trained?.origin !== origin) return undefined;
      const verdict = trained.head.classify({ embedding, words: words.map((word) => word.text) });
      const intent = byName.get(verdict.intent);
      if (!verdict.isInScope || !intent) return undefined;
      const confidence = Math.min(verdict.confidence, verdict.score);
      return { intent, slots: withSlots(intent, text), tier: "nano", confidence };
    },
    status: () => ({
      intents: intents.length,
      examples: intents.reduce((sum, intent) => sum + intent.examples.length, 0),
      trainingMs: trained?.trainingMs,
      embeddingMs: trained?.embeddingMs,
      isReady: intents.length === 0 || trained?.of === intents,
      problem:
        intents.length > 0 && !encoder
          ? "No command model runs, so only the examples themselves are understood."
          : problem,
    }),
    start() {
      isStarted = true;
      stopping = new AbortController();
      unlisten = options.onModelChange(retrain);
      if (intents.length > 0) retrain();
    },
    stop() {
      isStarted = false;
      unlisten();
      cancelRetry();
      stopping.abort();
    },
  };
}

function keyOf(words: readonly Word[]): string {
  return words.map((word) => word.text).join(" ");
}
