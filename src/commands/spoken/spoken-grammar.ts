import type { Steps } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import type { OwnIntent } from "../own-intents/own-intent.ts";
import type { World } from "../world.ts";
import { openWords } from "./open-words.ts";
import { compileOwnSentences } from "./own-sentences.ts";
import { spokenNetwork } from "./spoken-network.ts";
import { SpokenPool } from "./spoken-pool.ts";
import { createSpokenReaders } from "./spoken-readers.ts";

/** All that can be said here at a time. */
export interface SpokenGrammar {
  readonly network: SpokenNode;
  /** What `anyWords` may be, with natural log probabilities. */
  readonly openWords: ReadonlyMap<string, number>;
  /** Higher after each change. */
  readonly version: number;
}

/** Puts what can be said together from the sentences and the user's own intents, and tells of changes. */
export function createSpokenGrammar(options: {
  world: () => Pick<World, "spoken">;
  ownIntents: () => readonly OwnIntent[];
  /** Texts whose words are likely in free text here: what stands on lists. */
  openTexts: () => readonly string[];
}) {
  const readers = createSpokenReaders(new SpokenPool());
  const listeners = new Set<() => void>();
  let version = 1;
  return {
    /** As all is when it begins. */
    *grammar(): Steps<SpokenGrammar> {
      const pool = new SpokenPool();
      const of = version;
      const intents = options.ownIntents();
      const templates = yield* options.world().spoken();
      const own: SpokenNode[] = [];
      if (intents.length > 0) {
        yield* readers.prepare();
        own.push(yield* spokenNetwork(compileOwnSentences(intents), readers.of));
      }
      yield;
      return {
        network: pool.choice([templates, ...own]),
        openWords: openWords(options.openTexts()),
        version: of,
      };
    },
    changed(): void {
      version += 1;
      for (const listener of listeners) listener();
    },
    onChanged(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
