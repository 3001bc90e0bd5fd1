import type { IntentName } from "../grammar/intents.ts";
import { byGrammar, isWhole, type SaidWhere } from "./understood.ts";

/** "Scrap that, it's going to rain": why something is dropped says nothing more, and is left aside. */
export function withoutReason(text: string, said: SaidWhere): string {
  for (const { index } of text.slice(0, droppingMax).matchAll(reasons)) {
    const head = text.slice(0, index);
    if (intentOf(head, said) === "cancel") return head;
  }
  return withoutReasonBefore(text, said);
}

/** Longest that "forget about that" and the like may be. */
const droppingMax = 40;
const subjects =
  "(?:i|it|there|we|they|he|she|that['’]?s|no need|not needed|changed my mind|the \\S+ (?:is|are|has|have|was|does))(?:['’](?:s|m|re|ve|ll|d))?(?=\\s)";
const reasons = new RegExp(`(?:\\s*[,;.–-]+\\s*|\\s+)(?:because |since |cos |as )?${subjects}`, "giu");

/** "The calf is here so stop the timer", "we don't need that any more, delete it". */
function withoutReasonBefore(text: string, said: SaidWhere): string {
  if (!new RegExp(`^${subjects}`, "iu").test(text) || text.length > reasonedMax || conditions.test(text))
    return text;
  for (const { index, 0: link } of text.matchAll(
    /(?:\s*[,;.–-]+\s*|\s+)(?:(?:and|so|then)\s+)*(?=\S+\s)/giu,
  )) {
    const tail = text.slice(index + link.length);
    const intent = intentOf(tail, said);
    if (intent !== undefined && dropping.has(intent)) return tail;
  }
  return text;
}

const reasonedMax = 100;
const conditions =
  /\b(?:if|when|whenever|once|until|till|unless|before|after|while|not|never|don['’]?t want)\b/iu;
const dropping: ReadonlySet<IntentName> = new Set([
  "cancel",
  "timerCancel",
  "alarmCancel",
  "reminderCancel",
  "ruleCancel",
]);

function intentOf(text: string, said: SaidWhere): IntentName | undefined {
  const understood = byGrammar(text, "exact", said);
  return isWhole(understood) ? understood.interpretation?.reading.intent : undefined;
}
