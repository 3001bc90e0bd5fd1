import { byGrammar, type SaidWhere } from "./understood.ts";

/** "Scrap that, it's going to rain": why something is dropped says nothing more, and is left aside. */
export function withoutReason(text: string, said: SaidWhere): string {
  for (const { index } of text.slice(0, droppingMax).matchAll(reasons)) {
    const head = text.slice(0, index);
    if (byGrammar(head, "exact", said).interpretation?.reading.intent === "cancel") return head;
  }
  return text;
}

/** Longest that "forget about that" and the like may be. */
const droppingMax = 40;
const reasons =
  /(?:\s*[,;.–-]+\s*|\s+)(?:because |since |cos |as )?(?:i|it|there|we|they|he|she|that['’]?s|no need|not needed|changed my mind|the \S+ (?:is|are|has|have|was|does))(?:['’](?:s|m|re|ve|ll|d))?(?=\s)/giu;
