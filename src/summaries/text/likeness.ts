import { setImmediate } from "node:timers/promises";
import type { EmbedOptions, SentenceEmbedder } from "../../domain/ports.ts";
import { formOf } from "./form.ts";
import { fitLinearHead, type LinearHead } from "./linear-head.ts";

/** A sentence of which it is known whether it warns. */
export interface WarningSentence {
  text: string;
  isWarning: boolean;
}

/** Tells by embeddings whether sentences are like warnings; learnt anew when another model makes the embeddings. */
export interface WarningLikeness {
  /** Log-odds of being a warning; undefined for a sentence without a word. */
  logits(
    sentences: readonly { text: string; embedding: Float32Array | undefined }[],
    options: EmbedOptions,
  ): Promise<(number | undefined)[]>;
}

export function createWarningLikeness(
  embedder: SentenceEmbedder,
  examples: readonly WarningSentence[],
): WarningLikeness {
  let known: { origin: string | undefined; head: Promise<LinearHead> } | undefined;

  const learn = async (options: EmbedOptions): Promise<LinearHead> => {
    const vectors = await embedder.embed(
      examples.map(({ text }) => text),
      options,
    );
    const learnt = examples.flatMap(({ text, isWarning }, at) => {
      const vector = vectorOf(text, vectors[at]);
      return vector ? [{ vector, isFirst: isWarning }] : [];
    });
    return fitLinearHead(learnt, () => setImmediate());
  };

  /** Learnt once for each model; what failed is tried again with the next text. */
  const head = (options: EmbedOptions): Promise<LinearHead> => {
    const { origin } = embedder;
    if (known && known.origin === origin) return known.head;
    const learning = { origin, head: learn(options) };
    known = learning;
    learning.head.catch(() => {
      if (known === learning) known = undefined;
    });
    return learning.head;
  };

  return {
    async logits(sentences, options) {
      const learnt = await head(options);
      return sentences.map(({ text, embedding }) => {
        const vector = vectorOf(text, embedding);
        return vector && learnt.logit(vector);
      });
    },
  };
}

function vectorOf(text: string, embedding: Float32Array | undefined): Float32Array | undefined {
  return embedding && Float32Array.from([...embedding, ...formOf(text)]);
}
