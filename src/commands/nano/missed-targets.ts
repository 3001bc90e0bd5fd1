import { isPlural } from "../../text/plural.ts";
import { isActingIntent } from "../act/deeds.ts";
import type { IntentName } from "../grammar/intents.ts";
import { isTarget } from "./clauses.ts";
import type { DecodedText, Span } from "./decode.ts";
import type { ReadContext } from "./read-context.ts";

/** A text with a word marked that says what is meant, where the model marked none. */
export function withMissedTarget(
  decoded: DecodedText,
  intent: IntentName,
  context: ReadContext,
): DecodedText {
  return isActingIntent(intent)
    ? withMissedPronoun(withMissedKind(decoded, context), context)
    : withMissedKind(decoded, context);
}

/** "Lights off kitchen" where the model marked only the kitchen: without its kind it would be all that is there. */
function withMissedKind(decoded: DecodedText, { words }: ReadContext): DecodedText {
  const { spans, words: said } = decoded;
  if (spans.some(({ tag }) => tag === "name" || tag === "kind")) return decoded;
  const found = said.findIndex(
    (word, index) =>
      isFree(index, spans) &&
      (isPlural(word.text) || index > 0) &&
      words.read("kind", word.text) !== undefined &&
      !verbs.has(word.text),
  );
  return withSpan(decoded, "kind", found);
}

/** Words for kinds that are also what to do. */
const verbs = new Set(["switch", "lock", "water", "heat", "all", "climate"]);

/** "The lorry's gone so close it": what was spoken of before. */
function withMissedPronoun(decoded: DecodedText, { hasLastThings }: ReadContext): DecodedText {
  const { spans, words: said } = decoded;
  if (!hasLastThings || spans.some(isTarget)) return decoded;
  const found = said.findLastIndex(
    ({ text }, index) =>
      isFree(index, spans) && pronouns.has(text) && !statements.has(said[index + 1]?.text ?? ""),
  );
  return withSpan(decoded, "name", found);
}

const pronouns = new Set(["it", "them", "those", "these"]);
/** "It is too loud" is about nothing that was spoken of. */
const statements = new Set("is was has gets got will looks feels seems smells stinks hurts".split(" "));

function isFree(index: number, spans: readonly Span[]): boolean {
  return !spans.some(({ start, end }) => index >= start && index < end);
}

function withSpan(decoded: DecodedText, tag: string, at: number): DecodedText {
  const word = decoded.words[at];
  if (!word) return decoded;
  const text = decoded.text.slice(word.start, word.end);
  const span: Span = { tag, start: at, end: at + 1, text, confidence: 1 };
  return { ...decoded, spans: [...decoded.spans, span].sort((a, b) => a.start - b.start) };
}
