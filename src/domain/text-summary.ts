import type { ClockQuality } from "./clock-quality.ts";

/**
 * A text condensed to some of its own sentences, in its own order.
 *
 * 1. Every sentence is verbatim, with its place in the text; white space alone may differ.
 * 2. Every sentence that warns by its words is kept, however many there are, and every one that the model takes for a
 *    warning, unless it takes most of the text for one.
 * 3. A text in a language whose warnings are not known is kept whole, as no one can tell what may be left out.
 */
export interface TextDigest {
  /** ISO 639-1; undefined: not known, and then nothing was left out. */
  language: string | undefined;
  sentences: readonly ChosenSentence[];
  /** Sentences of the text that are not among them; headings do not count. */
  sentencesOmitted: number;
  /**
   * `encoder`: chosen by the model, the words and the place of each; `lead`: without the model, the first ones and the
   * warnings that are told by their words; `whole`: nothing was left out.
   */
  method: "encoder" | "lead" | "whole";
}

/** A sentence as it stands in a text of others: untrusted, to be quoted and never acted upon. */
export interface ChosenSentence {
  text: string;
  /** Where it stands in the text, in UTF-16 units: [start, end). */
  start: number;
  end: number;
  /** By its words or its heading. What the model alone takes for a warning is kept, and not said to be one. */
  isWarning: boolean;
  /** The heading it stands under. */
  heading: string | undefined;
}

/** The digest of a text that arrived on a topic. */
export interface TextSummary extends Omit<TextDigest, "method"> {
  /** The topic. */
  source: string;
  /** As the rule calls its texts: `weather`, `shift` … */
  kind: string;
  at: number;
  clock: ClockQuality;
  /** Characters of the text as it was read. */
  length: number;
  /** `unread`: the text was too long, and nothing of it is known. */
  method: TextDigest["method"] | "unread";
  /** To be read by a person: where it is from, and the sentences in quotation marks. */
  text: string;
}
