import { cutAtWord, sayPlain } from "./say-name.ts";

/** Longest quotation, in characters without its marks. */
const quotationLengthMax = 80;

/**
 * Untrusted text as a quotation, marks included, e.g. `"bearing temperature high"`; undefined when nothing is
 * left of it. Inside there is no mark, no control character and no markup, so it cannot end its own quotation.
 */
export function sayQuotation(raw: string, lengthMax: number = quotationLengthMax): string | undefined {
  const plain = quotable(raw);
  if (plain === "") return undefined;
  return `"${cutAtWord(plain, lengthMax)}"`;
}

/** All that may be quoted of `raw`, uncut. A quotation of it is a beginning of this, perhaps with `…`. */
export function quotable(raw: string): string {
  const plain = sayPlain(raw, 2000).replace(/…$/u, "").trim();
  // Nothing but punctuation says nothing.
  return /[\p{L}\p{N}]/u.test(plain) ? plain : "";
}
