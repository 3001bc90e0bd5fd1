import { type Outcome, success } from "../core/outcome.ts";
import { type ConditionPhrase, parseCondition } from "./condition-words.ts";
import { quoteWords, refuse, type ValueRefusal } from "./value-refusal.ts";
import { valueText } from "./value-text.ts";

/** The condition that `words` state, names and states still in words. Never throws for any words. */
export function readCondition(words: string): Outcome<ConditionPhrase, ValueRefusal> {
  const text = valueText(words);
  const found = text === undefined ? undefined : parseCondition(text);
  return found
    ? success(found)
    : refuse("notRead", `I cannot tell what has to be so in ${quoteWords(words)}.`);
}
