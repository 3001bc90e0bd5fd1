import type { IncidentFacts } from "../../domain/facts.ts";
import { clauseOf } from "./clause.ts";
import type { Mention } from "./mention.ts";
import { refer, referGroup } from "./refer.ts";

/**
 * One mention as a clause of a sentence: `the press-1 vibration rose to 9.1 mm/s (usually 2 to 4 mm/s)`.
 * `isPlaceKnown`: the sentence has named the place.
 */
export function tell(
  mention: Mention,
  facts: IncidentFacts,
  options: { isPlaceKnown?: boolean; withExample?: boolean } = {},
): string {
  const clause = clauseOf(mention, facts, "long");
  const aside = clause.aside === undefined ? "" : ` (${clause.aside})`;
  const example =
    options.withExample && clause.example !== undefined ? `, for example ${clause.example}` : "";
  return `${subjectOf(mention, options.isPlaceKnown ?? false)} ${clause.happened}${aside}${example}`;
}

function subjectOf(mention: Mention, isPlaceKnown: boolean): string {
  if (mention.type !== "group") return refer(mention.line, { isSentence: true, isPlaceKnown });
  return referGroup(mention, { isPlaceKnown });
}
