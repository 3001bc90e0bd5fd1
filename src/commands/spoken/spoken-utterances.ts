import type { Steps } from "../../core/slices.ts";
import type { SpokenNode } from "../../domain/spoken-network.ts";
import { isActingIntent } from "../act/deeds.ts";
import type { CompiledList } from "../grammar/lists.ts";
import type { MatcherOptions } from "../grammar/match.ts";
import type { CompiledSentence } from "../grammar/sentence-index.ts";
import { withCourtesies } from "./spoken-network.ts";
import type { SpokenPool } from "./spoken-pool.ts";
import type { SpokenValueName } from "./spoken-readers.ts";
import { SpokenTemplates } from "./spoken-templates.ts";

/** How much less likely these are than a plain command. */
const weights = {
  again: -2.5,
  later: -1.5,
  first: -2.5,
  condition: -2.5,
  not: -2,
  answer: -2,
  object: -1,
  further: -2.5,
  spared: -1.5,
  around: -2.5,
} as const;

/**
 * What people say to a place, which is more than one sentence at a time: commands one after the other, with a time or a
 * condition before or after them; what shall not be done, so that it is not heard as its opposite; things that a command is for
 * as well, or that it leaves; and answers to questions. The parts of understanding that take utterances apart (`understand/`) read each of these.
 */
export function* spokenUtterances(
  compiled: Pick<MatcherOptions, "sentences" | "skipPhrases">,
  {
    pool,
    readers,
    clauses,
    lists,
  }: {
    pool: SpokenPool;
    readers: (name: SpokenValueName) => SpokenNode;
    /** Of `sentences/en/spoken-clauses.ts`, with the lists of the sentences. */
    clauses: readonly CompiledSentence[];
    /** Those of the sentences. */
    lists: Iterable<CompiledList>;
  },
): Steps<SpokenNode> {
  const templates = new SpokenTemplates(pool, readers);
  yield* templates.prepare(lists);
  const sentences = (isActing: boolean) =>
    templates.choice(compiled.sentences.filter(({ block }) => isActingIntent(block.intent) === isActing));
  const command = yield* sentences(true);
  const others = yield* sentences(false);
  const ways = new Map<string, SpokenNode>();
  for (const intent of new Set(clauses.map(({ block }) => block.intent))) {
    ways.set(intent, yield* templates.choice(clauses.filter(({ block }) => block.intent === intent)));
  }
  const clause = (intent: string) => ways.get(intent) ?? pool.choice([]);
  yield;
  const and = pool.choice([
    pool.word("and", weights.again),
    pool.sequence([pool.word("and", weights.again), pool.word("then")]),
  ]);
  const another = pool.sequence([
    and,
    pool.choice([command, pool.weighed(clause("object"), weights.object)]),
  ]);
  const more = pool.optional(pool.sequence([another, pool.optional(another)]));
  const clauseAround = (timeWeight: number) =>
    pool.choice([
      pool.weighed(readers("later"), timeWeight),
      pool.weighed(clause("condition"), weights.condition),
    ]);
  const not = pool.weighed(
    pool.choice(["dont", "do not", "never"].map((words) => pool.words(words))),
    weights.not,
  );
  yield;
  const said = pool.choice([
    others,
    pool.sequence([pool.optional(clauseAround(weights.first)), command, more]),
    pool.sequence([command, clauseAround(weights.later)]),
    pool.sequence([command, pool.weighed(clause("spared"), weights.spared)]),
    pool.sequence([command, pool.weighed(clause("after"), weights.around)]),
    pool.sequence([
      pool.weighed(clause("before"), weights.around),
      command,
      pool.optional(pool.weighed(clause("after"), weights.around)),
    ]),
    pool.weighed(clause("further"), weights.further),
    pool.sequence([not, command]),
    pool.weighed(clause("answer"), weights.answer),
  ]);
  yield;
  return withCourtesies(pool, said, compiled.skipPhrases);
}
