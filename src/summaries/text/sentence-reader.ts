import type { EmbedOptions, SentenceEmbedder } from "../../domain/ports.ts";
import { createWarningLikeness, type WarningSentence } from "./likeness.ts";

/** What the model on the board makes of sentences. */
export interface SentenceReader {
  /** For each sentence its embedding and its log-odds of being a warning; undefined for one without a word. */
  read(texts: readonly string[], options: EmbedOptions): Promise<SentencesRead>;
}

export interface SentencesRead {
  embeddings: readonly (Float32Array | undefined)[];
  warningLogits: readonly (number | undefined)[];
}

export function createSentenceReader(
  embedder: SentenceEmbedder,
  examples: readonly WarningSentence[],
): SentenceReader {
  const likeness = createWarningLikeness(embedder, examples);
  return {
    async read(texts, options) {
      const embeddings = await embedder.embed(texts, options);
      const sentences = texts.map((text, at) => ({ text, embedding: embeddings[at] }));
      return { embeddings, warningLogits: await likeness.logits(sentences, options) };
    },
  };
}
