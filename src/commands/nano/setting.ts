import type { EntityKind } from "../../domain/entity.ts";
import { normalise } from "../../text/normalise.ts";
import { type AttributeName, attributeNames } from "../entities/attributes.ts";
import type { IntentName } from "../grammar/intents.ts";
import { readStep } from "../values/read-step.ts";
import { readNumber, readValue } from "../values/read-value.ts";
import { usualScale } from "../values/scale.ts";
import type { DecodedText, Span } from "./decode.ts";
import type { SpanWords } from "./span-words.ts";
import { comparedIn, factorIn } from "./step-words.ts";

/** What values, attributes and steps of a text ask for. */
export interface Setting {
  intent: IntentName;
  slots: Slots;
  impliedKind: EntityKind | undefined;
  /** Spans that are in the slots. */
  read: ReadonlySet<Span>;
  unread: readonly Span[];
}

type Slots = Record<string, string | number>;

const settingTags = new Set(["attribute", "value", "colour", "mode", "step"]);

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

/** Intents that with a value mean `set`: "open it halfway", "turn the lamp on at 30 percent", "half close it". */
const settable = new Set<IntentName>(["open", "close", "turnOn", "start"]);

/** What the setting spans ask for; other spans are left alone. */
export function readSetting(
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
  const stepped = isStep || said === "set" ? steppedBy(own, decoded, { words, said }) : undefined;
  if (stepped) return stepped;
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
    const values = settingsIn({ ...span, text: bare(span.text) }, attribute, { words, isStep, said });
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
  if (said === "open" && slots.value !== undefined) {
    slots.position = slots.value;
    delete slots.value;
  }
  // Switched on, and not only set: a fan may be set while it is off.
  if (said === "turnOn" || said === "start") slots.state = "on";
  const impliedKind = Object.keys(slots)
    .map((slot) => kindsByAttribute[slot])
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

/** "Half as bright", "ten percent faster", "double the speed": a change of the value it has, whatever the intent. */
function steppedBy(
  own: readonly Span[],
  decoded: DecodedText,
  { words, said }: { words: SpanWords; said: IntentName },
): Setting | undefined {
  const compared = comparedIn(own, decoded) ?? factorIn(decoded);
  if (!compared) return undefined;
  const { span, text } = compared;
  const read = new Set<Span>(span ? [span] : []);
  const named = attributeOf(own, words, read);
  const step = readStep(text, anyScale);
  if (!step.ok) return undefined;
  // What the intent says anyway keeps the words of its span.
  if (step.value.amount.kind === "by" && step.value.direction === said) return undefined;
  const attribute = named ?? step.value.attribute;
  const direction = step.value.direction ?? (said === "decrease" ? "decrease" : "increase");
  return {
    intent: direction,
    slots: { step: text, ...(attribute === undefined || attribute === "main" ? {} : { attribute }) },
    impliedKind: attribute === undefined ? undefined : kindsByAttribute[attribute],
    read,
    unread: own.filter((one) => !read.has(one)),
  };
}

const vagueSteps =
  /^(?:just )?(?:a (?:(?:little|tiny|wee|whole) )?(?:bit|touch|tad|hair|smidge|smidgen|whisker|notch|lot)|a little|a bit more|one notch|slightly|some|somewhat|way|much)$/;
const anyScale = { ...usualScale(undefined), step: 1 };
const degrees = /°|\bdegrees?\b|\bcelsius\b|\bfahrenheit\b/i;

/** "50 percent and" where the model took a conjunction along. */
function bare(text: string): string {
  return text.replace(/[\s,;]+(?:and|then|but)$|[\s,;]+$/i, "");
}

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
  how: { words: SpanWords; isStep: boolean; said: IntentName },
): Slots | undefined {
  const { words, isStep, said } = how;
  switch (span.tag) {
    case "value":
    case "step": {
      if (said === "close") return closedSlots(span.text);
      // "Up to 60" is a value, "up a bit" is none.
      const isStepSaid = isStep && (span.tag === "step" || vagueSteps.test(normalise(span.text)));
      if (isStepSaid) return stepSlots(span.text, attribute);
      if (span.tag === "step" && said !== "open") return undefined;
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

/** "Half close it" leaves half; "close it 30 percent" may mean either end. */
function closedSlots(text: string): Slots | undefined {
  const words = normalise(text).replace(/ (?:closed|shut|down)$/, "");
  const position = /\d|percent/.test(words)
    ? undefined
    : readNumber(`${words} closed`, usualScale("position"));
  return position?.ok ? { position: position.value } : undefined;
}

/** A number, or words that are read again for the thing that is meant: "two degrees", "quite a lot", "by half". */
function stepSlots(text: string, attribute: string | undefined): Slots | undefined {
  const said = normalise(text);
  const step = readStep(said, { ...usualScale(attributeNamed(attribute)), unit: undefined, step: 1 });
  if (!step.ok) return undefined;
  const { amount } = step.value;
  const isPlain = amount.kind === "by" && /^(?:by )?\S+$/.test(said) && readNumber(said, anyScale).ok;
  return { step: isPlain ? amount.by : said };
}

/** "Full blast", "seventy fahrenheit", "three quarters open": words that are read again for the thing. */
function spokenValue(text: string, attribute: string | undefined): Slots | undefined {
  const value = readValue(text, usualScale(attributeNamed(attribute)));
  const isOpening = !value.ok && readNumber(text, usualScale("position")).ok;
  if (isOpening && attribute === undefined) return { position: normalise(text) };
  if (!value.ok || value.value.kind !== "number") return undefined;
  return valueSlots({ value: normalise(text) }, attribute);
}

function attributeNamed(attribute: string | undefined): AttributeName | undefined {
  return attributeNames.find((one) => one === attribute);
}

/** A value for the attribute it is said of, or by its unit; a bare number for the one the thing mainly has. */
function valueSlots(value: Readonly<Slots>, attribute: string | undefined): Slots | undefined {
  const [unit, amount] = Object.entries(value)[0] ?? [];
  if (unit === undefined || amount === undefined) return undefined;
  const isPlain = unit === "percent" || unit === "value";
  // Of what is not in percent itself, percent are a share of its range.
  const plain = unit === "percent" && sharesOf.has(attribute ?? "main") ? `${amount} percent` : amount;
  if (attribute === undefined || attribute === "main") return isPlain ? { value: plain } : { [unit]: amount };
  // Kelvin of a "temperature" is that of light.
  if (!isPlain && unit !== attribute) return unit === "colourTemperature" ? { [unit]: amount } : undefined;
  return ownSlots.has(attribute) ? { [attribute]: plain } : { attribute, value: plain };
}

/** Attributes that have another unit than percent with some things. */
const sharesOf = new Set(["main", "speed", "level"]);
