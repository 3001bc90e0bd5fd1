import type { ActiveModel } from "../../src/domain/inference.ts";
import type { ModelRunner } from "../../src/domain/ports.ts";
import { seededRandom } from "./planted-texts.ts";

const embeddingSize = 64;
const buckets = 4_000;

export interface BagOfWordsModel extends ModelRunner {
  /** Texts embedded so far. */
  readonly embedded: number;
  activate(version: string): void;
  failWith(error: Error | undefined): void;
}

/** A command model whose embedding tells which words a text has, and whose intent is always `outOfScope`. */
export function createBagOfWordsModel(): BagOfWordsModel {
  const vectors = new Map<number, Float32Array>();
  const listeners = new Set<(task: string) => void>();
  let version = "1.0.0";
  let embedded = 0;
  let failure: Error | undefined;
  const vectorOf = (feature: number): Float32Array => {
    const known = vectors.get(feature);
    if (known) return known;
    const random = seededRandom(feature);
    const made = Float32Array.from({ length: embeddingSize }, () => random() - 0.5);
    vectors.set(feature, made);
    return made;
  };
  return {
    get embedded() {
      return embedded;
    },
    active: (): ActiveModel => ({
      id: "bag-of-words",
      version,
      task: "command",
      labels: { intent: ["outOfScope", "smallTalk"], tag: ["O", "B-name", "I-name"] },
      settings: { vocabularySize: 0, buckets, wordsMax: 40, temperature: 1 },
      readText: async () => "",
    }),
    onActivated(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    activate(next) {
      version = next;
      for (const listener of listeners) listener("command");
    },
    failWith(error) {
      failure = error;
    },
    async run(_task, { words }) {
      if (failure) throw failure;
      const [batch = 0, length = 0, size = 0] = words?.dims ?? [];
      embedded += batch;
      const embedding = new Float32Array(batch * embeddingSize);
      for (let row = 0; row < batch; row += 1) {
        const sum = embedding.subarray(row * embeddingSize, (row + 1) * embeddingSize);
        for (const feature of words?.data.subarray(row * length * size, (row + 1) * length * size) ?? []) {
          if (Number(feature) === 0) continue;
          for (const [i, value] of vectorOf(Number(feature)).entries()) sum[i] = (sum[i] ?? 0) + value;
        }
        const norm = Math.hypot(...sum);
        for (let i = 0; i < embeddingSize; i += 1) sum[i] = (sum[i] ?? 0) / norm;
      }
      return {
        embedding: { type: "float32", dims: [batch, embeddingSize], data: embedding },
        intent: {
          type: "float32",
          dims: [batch, 2],
          data: Float32Array.from({ length: batch * 2 }, (_, i) => (i % 2 === 0 ? 6 : 0)),
        },
        tag: {
          type: "float32",
          dims: [batch, length, 3],
          data: Float32Array.from({ length: batch * length * 3 }, (_, i) => (i % 3 === 0 ? 6 : 0)),
        },
      };
    },
  };
}
