/**
 * What can be said at this place, as a network of words: who knows the sentences makes it, who listens searches it.
 * Equal parts are one object, so a list of five hundred names stands in a thousand sentences at no cost.
 */
export type SpokenNode =
  /**
   * One word as it is written: lower case, without spaces. `logWeight` (natural logarithm, 0 at most; left out: 0) tells how
   * far-fetched it is here beside others: it is added to the score of a sentence that goes this way.
   */
  | { readonly kind: "word"; readonly word: string; readonly logWeight?: number }
  /** One after the other; without items it is nothing. */
  | { readonly kind: "sequence"; readonly items: readonly SpokenNode[] }
  /** One of them. */
  | { readonly kind: "choice"; readonly items: readonly SpokenNode[] }
  /** One to `wordsMax` words of any kind, such as what a reminder is about. */
  | { readonly kind: "anyWords"; readonly wordsMax: number };

/** Nothing at all, for parts that may be left out. */
export const silentNode: SpokenNode = { kind: "sequence", items: [] };
