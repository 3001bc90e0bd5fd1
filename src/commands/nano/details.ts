import type { EntityKind } from "../../domain/entity.ts";
import { type IntentName, intents, type SlotName } from "../grammar/intents.ts";
import type { DecodedText, Span } from "./decode.ts";
import { readSetting } from "./setting.ts";
import type { SpanWords } from "./span-words.ts";

/** What a text says beside the things it is about: values, times, what is asked. */
export interface Details {
  /** Mostly the model's intent; "open it halfway" sets a position. */
  intent: IntentName;
  slots: Readonly<Record<string, string | number>>;
  /** The words each slot was read from. */
  texts: Readonly<Record<string, string>>;
  /** The kind that is meant where only a place was named: "make the bedroom warmer". */
  impliedKind: EntityKind | undefined;
  unread: readonly Span[];
}

type Slots = Record<string, string | number>;

/** Tags whose slot of the same name holds what a list makes of their words. */
const listed = new Set(["state", "measure", "statistic", "event", "mode", "duration", "period"]);
/** Tags whose slot of the same name holds their words. */
const verbatim = new Set(["item", "list", "label", "message", "person", "time", "condition"]);

export function readDetails(
  said: IntentName,
  spans: readonly Span[],
  decoded: DecodedText,
  words: SpanWords,
): Details {
  const slots: Slots = {};
  const texts: Record<string, string> = {};
  const unread: Span[] = [];
  const setting = readSetting(said, spans, decoded, words);
  const { intent } = setting;
  const allowed = new Set<string>(intents[intent].slots);
  unread.push(...setting.unread);
  Object.assign(slots, setting.slots);
  for (const span of spans) {
    if (setting.read.has(span) || setting.unread.includes(span)) continue;
    const read = readSpan(span, allowed, words);
    if (!read) {
      unread.push(span);
      continue;
    }
    const [slot, value] = read;
    const known = slots[slot];
    if (known !== undefined && !verbatim.has(span.tag)) unread.push(span);
    else {
      // "Add milk, eggs and bread": words of one tag are told one after the other.
      slots[slot] = known === undefined ? value : `${known} and ${value}`;
      texts[slot] = known === undefined ? span.text : `${texts[slot]} and ${span.text}`;
    }
  }
  const quantifier = quantifierOf(decoded);
  if (intent === "queryState" && quantifier !== undefined) slots.quantifier = quantifier;
  return { intent, slots, texts, impliedKind: setting.impliedKind, unread };
}

function readSpan(
  span: Span,
  allowed: ReadonlySet<string>,
  words: SpanWords,
): [slot: string, value: string | number] | undefined {
  const slot = slotFor(span.tag, allowed);
  if (slot === undefined) return undefined;
  if (verbatim.has(slot)) return [slot, plainWords(span.text)];
  // A measure may be marked as an attribute and the other way round: the words are the same.
  const value = words.read(span.tag, span.text)?.[span.tag] ?? words.read(slot, span.text)?.[slot];
  return value === undefined ? undefined : [slot, value];
}

/** The slot of an intent for a tag: its own, or the one that means the same there. */
function slotFor(tag: string, allowed: ReadonlySet<string>): string | undefined {
  const candidates = [tag, ...(otherSlots[tag] ?? [])].filter(
    (one) => listed.has(one) || verbatim.has(one) || one === "length",
  );
  return candidates.find((one) => allowed.has(one));
}

const otherSlots: Readonly<Record<string, readonly SlotName[]>> = {
  attribute: ["measure"],
  duration: ["length"],
  period: ["time"],
  time: ["period"],
  event: ["state"],
  state: ["event"],
};

function plainWords(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

/** How a question about several things is meant, by the words it begins with or holds. */
function quantifierOf({ words, spans }: DecodedText): string | undefined {
  const said = words.map(({ text }) => text).join(" ");
  if (/\bhow many\b/.test(said)) return "howMany";
  if (/^(?:which|what) (?!is|are|was|were|do|does|'s)/.test(said)) return "which";
  if (/\b(?:any|anything|some)\b/.test(said)) return "any";
  return spans.some(({ tag, text }) => tag === "all" && !/^any/i.test(text)) ? "all" : undefined;
}
