import type { IncidentFacts } from "../../domain/facts.ts";
import { english } from "./english/english.ts";
import type { Around, Forms } from "./forms.ts";
import { happeningOf } from "./happening.ts";
import type { Mention } from "./mention.ts";

/**
 * One mention as a clause of a sentence: `the press-1 vibration rose to 9.1 mm/s (usually 2 to 4 mm/s)`.
 * `isPlaceKnown`: the sentence has named the place. `around`: words that come before it (`then`).
 */
export function tell(
  mention: Mention,
  facts: IncidentFacts,
  options: { isPlaceKnown?: boolean; withExample?: boolean; around?: Around; forms?: Forms } = {},
): string {
  const { isPlaceKnown = false, withExample = false, around, forms = english } = options;
  const happening = happeningOf(mention, facts);
  const { happened, aside, example } = forms.clause(happening, "long");
  const subject =
    mention.type === "group"
      ? forms.referGroup(mention, { isPlaceKnown })
      : forms.refer(mention.line, { isSentence: true, isPlaceKnown, happening });
  const inBrackets = aside === undefined ? "" : ` (${aside})`;
  const quoted = withExample && example !== undefined ? forms.example(example) : "";
  return `${forms.statement(subject, happened, around)}${inBrackets}${quoted}`;
}
