/** How long a digest of a text may be. */
export interface TextBudget {
  /** Sentences, unless there are more warnings. */
  sentencesMax: number;
  /** Characters, unless the warnings are longer. */
  lengthMax: number;
}
