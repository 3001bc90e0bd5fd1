import type { Steps } from "../../core/slices.ts";
import { type SpokenNode, silentNode } from "../../domain/spoken-network.ts";
import type { MatcherOptions } from "../grammar/match.ts";
import type { ReaderName } from "../grammar/readers.ts";
import { SpokenPool } from "./spoken-pool.ts";
import { SpokenTemplates } from "./spoken-templates.ts";

/** How much less likely words are that may be left out ("please"), each. */
const courtesyWeight = -1.5;

/**
 * Everything that compiled sentences say, as words: whatever goes through it is read by the grammar of the same
 * sentences.
 */
export function* spokenNetwork(
  { sentences, skipPhrases }: Pick<MatcherOptions, "sentences" | "skipPhrases">,
  readers: (name: ReaderName) => SpokenNode,
): Steps<SpokenNode> {
  const pool = new SpokenPool();
  return withCourtesies(pool, yield* new SpokenTemplates(pool, readers).choice(sentences), skipPhrases);
}

/** With phrases that say nothing, at most two of them before it and one after. */
export function withCourtesies(
  pool: SpokenPool,
  said: SpokenNode,
  skipPhrases: readonly string[],
): SpokenNode {
  if (skipPhrases.length === 0) return said;
  const courtesy = pool.weighed(pool.choice(skipPhrases.map((phrase) => pool.words(phrase))), courtesyWeight);
  const before = pool.choice([silentNode, courtesy, pool.sequence([courtesy, courtesy])]);
  return pool.sequence([before, said, pool.optional(courtesy)]);
}
