import type { SentenceEmbedder } from "../../domain/ports.ts";
import type { Encoder } from "./encoder.ts";

/** The command model for whoever compares sentences, behind everything that somebody waits for. */
export function createSentenceEmbedder(encoder: Encoder): SentenceEmbedder {
  return {
    get origin() {
      return encoder.model && `${encoder.model.id} ${encoder.model.version}`;
    },
    async embed(texts, options) {
      const encoded = await encoder.encode(texts, { ...options, priority: "batch" });
      return encoded.map((one) => one?.embedding);
    },
  };
}
