/** What is known of a language: how to tell it, and its words of warning. All patterns are sources of regular expressions, matched in any case at the beginning of a word. */
export interface TextLanguage {
  /** ISO 639-1. */
  code: string;
  /** Frequent short words by which a text is told to be in this language. */
  commonWords: string;
  /** Words that name a danger, where they are not negated: "frost", but not "no frost". */
  hazards: readonly string[];
  /** Words that warn however they are put: "danger", "do not", "keep out", "no later than". */
  orders: readonly string[];
  /** Words that take a thing back, through one word of any kind too: "no", "without". */
  absences: readonly string[];
  /** Words that take what is done back; a thing only directly, or through `betweenNegated`: "not contain the fire" warns. */
  negations: readonly string[];
  /** Those of them that a negation before turns round: "never a day without a leak". */
  withouts: readonly string[];
  /** What may stand between a negation and the hazard that it takes back: "no sign of frost", "not expecting any hail". */
  betweenNegated: readonly string[];
  /** Words that a hazard is taken back with after it: "frost is unlikely", "leak repaired". */
  denials: readonly string[];
  /** Words of a thing to do, of a change or of a finding: worth keeping, no warning. */
  weighty: readonly string[];
  /** Words of greetings, signatures and forms. */
  idle: readonly string[];
}
