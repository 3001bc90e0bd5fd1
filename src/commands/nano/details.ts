import type { EntityKind } from "../../domain/entity.ts";
import { type AttributeName, attributeNames } from "../entities/attributes.ts";
import { nameKey } from "../entities/names.ts";
import { type IntentName, intents, type SlotName } from "../grammar/intents.ts";
import { readStep } from "../values/read-step.ts";
import { readValue } from "../values/read-value.ts";
import { usualScale } from "../values/scale.ts";
import type { DecodedText, Span } from "./decode.ts";
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
const settingTags = new Set(["attribute", "value", "colour", "mode", "step"]);

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

interface Setting {
  intent: IntentName;
  slots: Slots;
  impliedKind: EntityKind | undefined;
  /** Spans that are in the slots. */
  read: ReadonlySet<Span>;
  unread: readonly Span[];
}

/** Attributes that may be set by their own slot. */
const ownSlots = new Set(["brightness", "colourTemperature", "temperature", "speed", "position", "volume"]);

const kindsByAttribute: Readonly<Record<string, EntityKind>> = {
  brightness: "light",
  colour: "light",
  colourTemperature: "light",
  temperature: "climate",
  mode: "climate",
  speed: "fan",
  position: "cover",
  volume: "media",
  humidity: "humidifier",
};

/** What values, attributes and steps ask for; other spans are left alone. */
function readSetting(
  said: IntentName,
  spans: readonly Span[],
  decoded: DecodedText,
  words: SpanWords,
): Setting {
  const nothing: Setting = { intent: said, slots: {}, impliedKind: undefined, read: new Set(), unread: [] };
  const canSet = said === "set" || settable.has(said);
  const isStep = said === "increase" || said === "decrease";
  if (!canSet && !isStep && said !== "also" && said !== "correct") return nothing;
  const own = spans.filter(({ tag }) => settingTags.has(tag) || (isStep && tag === "measure"));
  const slots: Slots = {};
  const read = new Set<Span>();
  const unread: Span[] = [];
  const compares = isStep || (said === "set" && own.length > 0);
  const attribute =
    attributeOf(own, words, read) ??
    (compares ? comparedAttribute(decoded, words) : undefined) ??
    (isStep && own.some(({ text }) => degrees.test(text)) ? "temperature" : undefined);
  let valued = false;
  for (const span of own) {
    if (read.has(span)) continue;
    const values = settingsIn(span, attribute, { words, isStep });
    if (!values || Object.keys(values).some((slot) => slots[slot] !== undefined)) {
      unread.push(span);
      continue;
    }
    if (Object.keys(values).some((slot) => slot !== "step")) valued = true;
    Object.assign(slots, values);
    read.add(span);
  }
  if (isStep && !valued) {
    const kind = attribute === undefined ? undefined : kindsByAttribute[attribute];
    if (attribute !== undefined && attribute !== "main") slots.attribute = attribute;
    return { intent: said, slots, impliedKind: kind, read, unread };
  }
  if (settable.has(said) && !valued) return { ...nothing, unread: [...own] };
  // "Close the blinds 30 percent" may mean either end, and "turn off at 50" nothing.
  if (said === "open" && slots.value !== undefined) {
    slots.position = slots.value;
    delete slots.value;
  }
  const impliedKind = Object.keys(slots)
    .map((slot) => (slot === "value" && attribute === undefined ? "light" : kindsByAttribute[slot]))
    .find((kind) => kind !== undefined);
  const isFollowUp = said === "also" || said === "correct";
  return {
    intent: isFollowUp ? said : "set",
    slots,
    impliedKind: isFollowUp ? undefined : impliedKind,
    read,
    unread,
  };
}

const degrees = /°|\bdegrees?\b|\bcelsius\b|\bfahrenheit\b/i;

/** Intents that with a value mean `set`: "open it halfway", "turn the lamp on at 30 percent", "turn it up to 60". */
const settable = new Set<IntentName>(["open", "turnOn"]);

function attributeOf(spans: readonly Span[], words: SpanWords, read: Set<Span>): string | undefined {
  for (const span of spans) {
    if (span.tag !== "attribute" && span.tag !== "measure") continue;
    const found =
      words.read("attribute", span.text)?.attribute ?? words.read("comparative", span.text)?.attribute;
    if (found === undefined) continue;
    read.add(span);
    return String(found);
  }
  return undefined;
}

/** "Brighter", "too cold": an attribute that is said by how it shall change. */
function comparedAttribute({ words: said, spans }: DecodedText, words: SpanWords): string | undefined {
  for (const [index, { text }] of said.entries()) {
    if (spans.some((span) => index >= span.start && index < span.end)) continue;
    const found = words.read("comparative", text)?.attribute;
    if (found !== undefined) return String(found);
  }
  return undefined;
}

function settingsIn(
  span: Span,
  attribute: string | undefined,
  { words, isStep }: { words: SpanWords; isStep: boolean },
): Slots | undefined {
  switch (span.tag) {
    case "value":
    case "step": {
      if (isStep && vagueSteps.test(nameKey(span.text))) return {};
      const isStepSpan = span.tag === "step";
      const step = isStepSpan ? words.read("step", span.text)?.step : undefined;
      if (isStep && step !== undefined) return { step };
      if (isStepSpan) return isStep ? stepSlots(span.text, attribute) : undefined;
      const value = words.read("value", span.text);
      return value ? valueSlots(value, attribute) : spokenValue(span.text, attribute);
    }
    case "colour":
    case "mode":
      return words.read(span.tag, span.text);
    default:
      return undefined;
  }
}

/** What the grammar of values makes of words that no list has: "two degrees less", "quite a lot". */
function stepSlots(text: string, attribute: string | undefined): Slots | undefined {
  const step = readStep(text, usualScale(attributeNamed(attribute)));
  return step.ok && step.value.amount.kind === "by" ? { step: step.value.amount.by } : undefined;
}

/** "Full blast", "seventy fahrenheit", "three quarters open". */
function spokenValue(text: string, attribute: string | undefined): Slots | undefined {
  const value = readValue(text, usualScale(attributeNamed(attribute)));
  if (!value.ok) return undefined;
  const said = value.value;
  if (said.kind !== "number") return undefined;
  if (said.unit === "%") return valueSlots({ percent: said.value }, attribute);
  if (said.unit === "°F") return valueSlots({ temperature: celsius(said.value) }, attribute);
  if (said.unit === "°C") return valueSlots({ temperature: said.value }, attribute);
  return said.unit === undefined ? valueSlots({ value: said.value }, attribute) : undefined;
}

function celsius(fahrenheit: number): number {
  return Math.round(((fahrenheit - 32) / 1.8) * 100) / 100;
}

function attributeNamed(attribute: string | undefined): AttributeName | undefined {
  return attributeNames.find((one) => one === attribute);
}

/** "A bit warmer" is one usual step. */
const vagueSteps =
  /^(?:a (?:little )?bit|a little|slightly|a touch|a tad|some|somewhat|a notch|one notch|a bit more)$/;

/** A value for the attribute it is said of, or by its unit; a bare number for the one the thing mainly has. */
function valueSlots(value: Readonly<Slots>, attribute: string | undefined): Slots | undefined {
  const [unit, amount] = Object.entries(value)[0] ?? [];
  if (unit === undefined || amount === undefined) return undefined;
  const isPlain = unit === "percent" || unit === "value";
  if (attribute === undefined || attribute === "main")
    return isPlain ? { value: amount } : { [unit]: amount };
  // Kelvin of a "temperature" is that of light.
  if (!isPlain && unit !== attribute) return unit === "colourTemperature" ? { [unit]: amount } : undefined;
  return ownSlots.has(attribute) ? { [attribute]: amount } : { attribute, value: amount };
}

/** How a question about several things is meant, by the words it begins with or holds. */
function quantifierOf({ words, spans }: DecodedText): string | undefined {
  const said = words.map(({ text }) => text).join(" ");
  if (/\bhow many\b/.test(said)) return "howMany";
  if (/^(?:which|what) (?!is|are|was|were|do|does|'s)/.test(said)) return "which";
  if (/\b(?:any|anything|some)\b/.test(said)) return "any";
  return spans.some(({ tag, text }) => tag === "all" && !/^any/i.test(text)) ? "all" : undefined;
}
