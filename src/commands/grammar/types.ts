/**
 * The contract between the template grammar (this folder) and the rest of the part. The template language
 * is the one of Home Assistant's sentences (github.com/home-assistant/hassil): `[optional]`, `(a|b)`,
 * permutation `(a;b)`, lists `{name}` and `{list:slot}`, expansion rules `<rule>`, number ranges.
 */

/** Values a `{list}` may take. Dynamic lists (`name`, `area`, `floor`) are filled from the entity registry. */
export type ListDefinition =
  | { type: "text"; values: readonly ListValue[] }
  | {
      type: "range";
      from: number;
      to: number;
      step: number;
      multiplier?: number;
      fractions?: "halves" | "tenths";
    }
  | { type: "wildcard" };

export interface ListValue {
  /** The words, which may be a template themselves (`bed[ ]room`). */
  in: string;
  /** What the slot gets. */
  out: string | number;
  /** Passed through to the match, e.g. `{ domain: "light" }` for a name. */
  context?: Readonly<Record<string, unknown>>;
}

/** Sentences of one intent that share slots and context, as one `data:` item of a sentence file. */
export interface SentenceBlock {
  intent: string;
  sentences: readonly string[];
  /** Fixed slots of this block. */
  slots: Readonly<Record<string, string | number>>;
  /** The block matches only if the matched list values carry this context. */
  requiresContext: Readonly<Record<string, unknown>>;
  /** The block does not match if they carry this one. */
  excludesContext: Readonly<Record<string, unknown>>;
  /** Rules local to the block or file. */
  rules: Readonly<Record<string, string>>;
  lists: Readonly<Record<string, ListDefinition>>;
  /** Anything else of the block that later steps read, such as `inferred_domain`. */
  metadata: Readonly<Record<string, unknown>>;
  /** File and position for messages. */
  origin: string;
}

export interface GrammarSource {
  blocks: readonly SentenceBlock[];
  rules: Readonly<Record<string, string>>;
  lists: Readonly<Record<string, ListDefinition>>;
  skipWords: readonly string[];
}

/** One way of reading a text. */
export interface GrammarMatch {
  intent: string;
  /** Slot values; `name`, `area`, `floor` carry the list value's `out`. */
  slots: Readonly<Record<string, string | number>>;
  /** The words each slot was read from. */
  slotTexts: Readonly<Record<string, string>>;
  /** Context of the list values that matched, by slot. */
  slotContext: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  metadata: Readonly<Record<string, unknown>>;
  /** Characters of the text matched by literal words of the template: more is more specific. */
  literalLength: number;
  origin: string;
}

export interface Grammar {
  readonly sentenceCount: number;
  /** Every reading of `text`, the most specific first. Case, punctuation and skip words do not matter. */
  match(text: string): GrammarMatch[];
}
