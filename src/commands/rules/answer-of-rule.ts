import type { Answer, Utterance } from "../../domain/utterance.ts";
import type { Thing } from "../entities/thing.ts";
import type { Rule } from "./rule.ts";

/** What a rule did, or why it could not. */
export type RuleOutcome = Pick<Answer, "outcome" | "reply"> &
  Partial<Pick<Answer, "actions">> & { things?: readonly Thing[] };

/** What is told where the rule was asked for and to the outbox, as if the command had just been given. */
export function answerOfRule(
  rule: Rule,
  told: RuleOutcome,
  { id, at }: { id: string; at: number },
): { utterance: Utterance; answer: Answer } {
  const { text, source, area, session } = rule;
  const answer: Answer = {
    id,
    text,
    outcome: told.outcome,
    reply: told.reply,
    parse: undefined,
    targets: (told.things ?? []).map((thing) => ({ entityId: thing.id, name: thing.name })),
    actions: told.actions ?? [],
    rule: { id: rule.id, sentence: rule.sentence },
    tier: "none",
    timesMs: {},
  };
  return { utterance: { id, text, at, area, source, session, dryRun: false }, answer };
}
