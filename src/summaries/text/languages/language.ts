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
  /** Words that take the next few words back. */
  negations: readonly string[];
  /** Words that a hazard is taken back with after it: "frost is unlikely", "leak repaired". */
  denials: readonly string[];
  /** Words of a thing to do, of a change or of a finding: worth keeping, no warning. */
  weighty: readonly string[];
  /** Words of greetings, signatures and forms. */
  idle: readonly string[];
}
