import type { Clock } from "../../core/clock.ts";
import type { InferencePriority } from "../../domain/inference.ts";
import type { Encoder } from "../nano/encoder.ts";
import { wordsOf } from "../nano/tokenizer.ts";
import { background } from "./background.ts";
import type { EncodedWords } from "./head/classifier.ts";
import { type Head, trainHead } from "./head/train-head.ts";
import type { LabelledLine } from "./labelled-lines.ts";

/** A head for the intents of labelled texts, and what it took. */
export interface TrainedIntents {
  readonly head: Head;
  /** The model whose embeddings it takes, `command-en 1.0.0`. */
  readonly origin: string;
  readonly examples: number;
  readonly embeddingMs: number;
  readonly trainingMs: number;
}

export interface TrainingOptions {
  encoder: Encoder;
  clock: Clock;
  /** Awaited now and then, so that training does not hold up everything else. */
  pause: () => Promise<void>;
  signal: AbortSignal;
}

const priority: InferencePriority = "batch";
/** Nobody waits for it; a board that is busy with other things for a minute may be so for longer. */
const withinMs = 60_000;

/**
 * Embeds the texts and trains a head on them; at least one must be in scope. Rejects with the encoder's named errors.
 * Texts without a word are left out.
 */
export async function trainIntents(
  lines: readonly LabelledLine[],
  { encoder, clock, pause, signal }: TrainingOptions,
): Promise<TrainedIntents> {
  const startedMs = clock.monotonicMs();
  // All in one, and by one model: another may become active meanwhile.
  const all = [...background, ...lines.map(({ text }) => text)];
  let encoded: (EncodedByModel | undefined)[];
  do encoded = await encodeWords(all, encoder, signal);
  while (new Set(encoded.flatMap((one) => one?.origin ?? [])).size > 1);
  const encodedMs = clock.monotonicMs();
  const examples = lines.flatMap(({ intent }, index) => {
    const one = encoded[background.length + index];
    return one ? [{ ...one, intent }] : [];
  });
  const head = await trainHead(examples, {
    background: encoded.slice(0, background.length).filter((one) => one !== undefined),
    pause,
  });
  return {
    head,
    origin: encoded.find((one) => one !== undefined)?.origin ?? "",
    examples: examples.length,
    embeddingMs: encodedMs - startedMs,
    trainingMs: clock.monotonicMs() - encodedMs,
  };
}

export interface EncodedByModel extends EncodedWords {
  readonly origin: string;
}

/** Undefined for a text without a word. */
export async function encodeWords(
  texts: readonly string[],
  encoder: Encoder,
  signal: AbortSignal,
): Promise<(EncodedByModel | undefined)[]> {
  const encoded = await encoder.encode(texts, { priority, withinMs, signal });
  return encoded.map((one, index) =>
    one === undefined
      ? undefined
      : {
          embedding: one.embedding,
          words: wordsOf(texts[index] ?? "").map((word) => word.text),
          origin: `${one.model.id} ${one.model.version}`,
        },
  );
}
