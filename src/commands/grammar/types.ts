/**
 * The contract between the template grammar (this folder) and the rest of the part. The template language
 * is the one of Home Assistant's sentences (github.com/home-assistant/hassil): `[optional]`, `(a|b)`,
 * permutation `(a;b)`, lists `{name}` and `{list:slot}`, expansion rules `<rule>`, number ranges.
 */

/** Values a `{list}` may take. Dynamic lists (`name`, `area`, `floor`) are filled from the entity registry. */
export type ListDefinition =
  | {
      type: "text";
      values: readonly ListValue[];
      /** The values are plain words even where they look like templates, e.g. a device called `Lamp (old)`. */
      isPlain?: boolean;
    }
  | {
      type: "range";
      from: number;
      to: number;
      step: number;
      multiplier?: number;
      fractions?: "halves" | "tenths";
    }
  | { type: "wildcard" }
  /** Read by a function: times, durations, periods. */
  | { type: "reader"; read: ListReader };

/**
 * Reads a value out of `text` (as `text/normalise.ts` leaves it) from `start`, which is the start of a word:
 * every way to read one, each ending at the end of a word. Must be quick and must not throw.
 */
export type ListReader = (text: string, start: number) => readonly { end: number; out: string | number }[];

export interface ListValue {
  /** The words, which may be a template themselves (`bed[ ]room`). */
  in: string;
  /** What the slot gets. */
  out: string | number;
  /** Passed through to the match, e.g. `{ domain: "light" }` for a name. */
  context?: Readonly<Record<string, unknown>>;
}

/** A value with all its normalised spellings. */
export interface SpelledValue {
  value: ListValue;
  spellings: readonly string[];
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
  /** Slots renamed in the match, e.g. Home Assistant's `color` to our `colour`. */
  slotNames?: Readonly<Record<string, string>>;
  /** File and position for messages. */
  origin: string;
  /** The same of each sentence, where it is known. */
  sentenceOrigins?: readonly string[];
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
  /** Slots filled by free text (wildcard lists). Readings with fewer come first. */
  wildcardCount: number;
  /**
   * 1 when every word is as the template and its lists have it; below 1 when a name was taken for a similar
   * one ("kichen lamp"): the least of the similarities. Only names are ever guessed, never a template's own words.
   */
  similarity: number;
  origin: string;
}

/** What is known from outside the text, such as the area it was said in; read by `requires_context`. */
export type MatchContext = Readonly<Record<string, unknown>>;

/** How often a limit of the matcher was met since the grammar was compiled. */
export interface GrammarCounters {
  /** Texts refused because they are too long. */
  tooLong: number;
  /** Texts given up because they took too many steps. */
  outOfSteps: number;
  /** Texts with more readings than are kept. */
  tooManyReadings: number;
}

export interface Grammar {
  readonly sentenceCount: number;
  readonly counters: Readonly<GrammarCounters>;
  /** Every reading of `text`, the most specific first. Case, punctuation and skip words do not matter. */
  match(text: string, context?: MatchContext): GrammarMatch[];
}
