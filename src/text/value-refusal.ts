import { failure } from "../core/outcome.ts";
import { sayQuotation } from "./say-quotation.ts";

/** Why words gave no value. `message` is a sentence that can be said to whoever spoke them. */
export interface ValueRefusal {
  code:
    | "notRead"
    | "otherUnit"
    | "outOfRange"
    /** The position of the sun is asked for and `daemon.location` is not set. */
    | "needsLocation"
    /** No such day or time comes: the 31st of February, sunset in the polar summer. */
    | "noSuchTime"
    | "past";
  message: string;
}

export function refuse(code: ValueRefusal["code"], message: string): { ok: false; reason: ValueRefusal } {
  return failure({ code, message });
}

/** The words in quotation marks, cut where they are longer than anyone wants to hear again. */
export function quoteWords(words: string): string {
  return sayQuotation(words.slice(0, 4 * quotedMax), quotedMax) ?? "that";
}

const quotedMax = 60;
