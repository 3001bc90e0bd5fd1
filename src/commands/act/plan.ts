import { failure, type Outcome, success } from "../../core/outcome.ts";
import { type AttributeName, attributeKinds, attributeNames, mainAttribute } from "../entities/attributes.ts";
import type { Deed } from "../entities/deed.ts";
import type { MessageTemplate } from "../entities/profiles.ts";
import type { EntityStates } from "../entities/states.ts";
import type { Thing, ThingAttribute } from "../entities/thing.ts";
import { capitalise, middleName, sayQuantity } from "../say/phrases.ts";
import { steppedValue } from "../values/read-step.ts";
import { readNumber } from "../values/read-value.ts";
import { changeOf } from "./change.ts";
import { type ActingIntent, deedPhrases, deedTable, expectedWords } from "./deeds.ts";
import type { Wish } from "./wish.ts";

/** A wish with nothing but its intent. */
export function plainWish(intent: ActingIntent): Wish {
  return { intent, attribute: undefined, value: undefined, step: undefined, forMs: undefined };
}

/** How the thing's own report shows that the action worked. */
export type Expectation =
  | { attribute: ""; words: readonly string[] }
  | { attribute: AttributeName; near: number; within: number }
  | { attribute: AttributeName; word: string };

/** One message to one thing. */
export interface PlannedAction {
  thing: Thing;
  deed: Deed | "set";
  attribute: ThingAttribute | undefined;
  /** The value that is set, in the unit people use. */
  value: number | string | undefined;
  /** As in {@link Wish}. */
  said?: string | undefined;
  topic: string;
  payload: string;
  /** Undefined: the thing does not report it. */
  expect: Expectation | undefined;
}

/** The message for one thing, or one sentence saying why there is none. Reads the states, changes nothing. */
export function planAction(wish: Wish, thing: Thing, states: EntityStates): Outcome<PlannedAction> {
  switch (wish.intent) {
    case "set":
      return planSet(wish, thing);
    case "increase":
    case "decrease":
      return planStep(wish, thing, states);
    default:
      return planDeed({ ...wish, intent: wish.intent }, thing, states);
  }
}

/** Whether a thing is able to do it at all, whatever its state and the value asked for. */
export function canDo(wish: Wish, thing: Thing): boolean {
  if (wish.intent === "set" || wish.intent === "increase" || wish.intent === "decrease") {
    return attributeOf(wish, thing)?.set !== undefined;
  }
  if (wish.intent !== "toggle") return deedFor({ ...wish, intent: wish.intent }, thing) !== undefined;
  if (!deedTable.toggle[thing.kind]) return false;
  return [thing.actions.toggle, thing.actions.turnOn, thing.actions.open].some(
    (action) => action !== undefined,
  );
}

/** Whether an implied wish need not be sent to a thing: it is on, or goes on by the brightness it is given. */
export function isNeedless(
  wish: Wish,
  thing: Thing,
  { states, wishes }: { states: EntityStates; wishes: readonly Wish[] },
): boolean {
  if (!wish.isImplied) return false;
  const isLit =
    thing.kind === "light" &&
    wishes.some((wish) => wish.intent === "set" && attributeOf(wish, thing)?.name === "brightness");
  return isLit || states.get(thing.id, "")?.value === "on" || !canDo(wish, thing);
}

/** Whether the newest report, heard from the thing itself, already is what the action wants. */
export function isMet(expect: Expectation, states: EntityStates, entityId: string): boolean {
  const value = states.get(entityId, expect.attribute)?.value;
  if (value === undefined) return false;
  if ("words" in expect) return expect.words.includes(String(value));
  if ("word" in expect) return String(value).toLowerCase() === expect.word.toLowerCase();
  return typeof value === "number" && Math.abs(value - expect.near) <= expect.within;
}

type DeedWish = Wish & { intent: Exclude<ActingIntent, "set" | "increase" | "decrease"> };

function planDeed(wish: DeedWish, thing: Thing, states: EntityStates): Outcome<PlannedAction> {
  if (deedTable[wish.intent][thing.kind] === "toggle") return planToggle(thing, states);
  const able = deedFor(wish, thing);
  if (!able) return failure(cannot(thing, wish.intent));
  return success(deedAction(thing, able.deed, able.template, wish));
}

/** The deed that an intent comes to with this thing, and its message; undefined: it can do nothing of the kind. */
function deedFor(wish: DeedWish, thing: Thing): { deed: Deed; template: MessageTemplate } | undefined {
  const { intent } = wish;
  const own = deedTable[intent][thing.kind];
  if (!own) return undefined;
  // "Vacuum the kitchen": only one that can be told where will do.
  const isPlaced = intent === "start" && wish.value !== undefined;
  const deeds: readonly Deed[] = isPlaced ? ["clean"] : [own, ...(intent === "stop" ? stopping : [])];
  for (const deed of deeds) {
    const template = thing.actions[deed];
    // The message is that of the fallback, the state to wait for that of what was meant.
    if (template) return { deed: isPlaced ? deed : own, template };
  }
  return undefined;
}

/** Some covers, valves and vacuums have no stop; some conveyors are only given one; some players only go off. */
const stopping = ["stop", "turnOff"] as const satisfies readonly Deed[];

/**
 * With a known state the opposite is sent by name, so that a message that arrives twice does no harm; only a
 * thing of unknown state is sent its own toggle.
 */
function planToggle(thing: Thing, states: EntityStates): Outcome<PlannedAction> {
  const word = states.get(thing.id, "")?.value;
  const opposite = oppositeDeeds[String(word)];
  const template = opposite ? thing.actions[opposite] : undefined;
  if (opposite && template) return success(deedAction(thing, opposite, template));
  if (thing.actions.toggle) return success(deedAction(thing, "toggle", thing.actions.toggle));
  const canSwitch = thing.actions.turnOn ?? thing.actions.open;
  if (!canSwitch) return failure(cannot(thing, "toggle"));
  return failure(`I do not know the state of ${middleName(thing)}, so I cannot toggle it.`);
}

const oppositeDeeds: Record<string, Deed | undefined> = {
  on: "turnOff",
  off: "turnOn",
  open: "close",
  opening: "close",
  closed: "open",
  closing: "open",
};

function deedAction(
  thing: Thing,
  deed: Deed,
  template: MessageTemplate,
  wish?: Pick<Wish, "value" | "said">,
): PlannedAction {
  const words = expectedWords(deed, thing.family);
  return {
    thing,
    deed,
    attribute: undefined,
    value: undefined,
    said: wish?.said,
    topic: template.topic,
    payload: renderPayload(template.payload, wish?.value ?? ""),
    expect: words && thing.state ? { attribute: "", words } : undefined,
  };
}

function planSet(wish: Wish, thing: Thing): Outcome<PlannedAction> {
  if (wish.value === undefined) return failure(`To what should I set ${middleName(thing)}?`);
  const attribute = attributeOf(wish, thing);
  if (!attribute?.set) return failure(cannotSet(thing, wish.attribute));
  const value = valueFor(wish.value, attribute);
  if (!value.ok) return value;
  const problem = valueProblem(value.value, thing, attribute);
  if (problem) return failure(problem);
  return success(setAction(thing, attribute, attribute.set, value.value));
}

/** Words become a number in the unit of each thing: "70 fahrenheit" and "half" are not the same everywhere. */
function valueFor(value: number | string, attribute: ThingAttribute): Outcome<number | string> {
  if (typeof value === "number" || !attribute.range) return success(value);
  const found = readNumber(value, attribute);
  return found.ok ? found : failure(found.reason.message);
}

function planStep(wish: Wish, thing: Thing, states: EntityStates): Outcome<PlannedAction> {
  const attribute = chosenAttribute(wish.attribute, thing);
  if (!attribute?.set || !attribute.range) return failure(cannotSet(thing, wish.attribute));
  const known = states.get(thing.id, attribute.name)?.value;
  const change = changeOf(wish, attribute);
  if (!change.ok) return change;
  const { amount, direction } = change.value;
  const isUp = direction === "increase";
  if (typeof known !== "number") {
    if (attribute.stepSet && amount.kind === "by") {
      const step = isUp ? amount.by : -amount.by;
      return success(stepAction(thing, attribute, attribute.stepSet, step));
    }
    return failure(
      `I do not know the ${attribute.word} of ${middleName(thing)} right now; tell me a value to set it to.`,
    );
  }
  const { min, max } = attribute.range;
  if (isUp ? known >= max : known <= min) {
    const end = isUp ? "highest" : "lowest";
    return failure(
      `The ${attribute.word} of ${middleName(thing)} is already at its ${end}, ${sayQuantity(known, attribute.unit)}.`,
    );
  }
  const wanted = steppedValue(known, change.value);
  if (wanted === undefined || wanted === known) {
    return failure(
      `The ${attribute.word} of ${middleName(thing)} is ${sayQuantity(known, attribute.unit)}, and that would change nothing; tell me a value.`,
    );
  }
  // Relative changes stop at the end of the range; the reply says the value that was really set.
  const value = round(Math.min(max, Math.max(min, wanted)));
  return success(setAction(thing, attribute, attribute.set, value));
}

function stepAction(
  thing: Thing,
  attribute: ThingAttribute,
  template: MessageTemplate,
  step: number,
): PlannedAction {
  return {
    thing,
    deed: "set",
    attribute,
    value: undefined,
    topic: template.topic,
    payload: renderPayload(template.payload, deviceValue(step, attribute)),
    expect: undefined,
  };
}

function setAction(
  thing: Thing,
  attribute: ThingAttribute,
  template: MessageTemplate,
  value: number | string,
): PlannedAction {
  return {
    thing,
    deed: "set",
    attribute,
    value,
    topic: template.topic,
    payload: renderPayload(template.payload, deviceValue(value, attribute)),
    expect: attribute.state ? expectedValue(value, attribute) : undefined,
  };
}

function expectedValue(value: number | string, attribute: ThingAttribute): Expectation {
  if (typeof value === "string" || !attribute.range)
    return { attribute: attribute.name, word: String(value) };
  const span = attribute.range.max - attribute.range.min;
  // A hundredth of the range allows for the device's own rounding (a lamp knows 254 steps, not 100).
  return { attribute: attribute.name, near: value, within: Math.max(span / 100, 1e-9) };
}

/** The attribute that a value without one is of; undefined: the thing has none that can be set. */
export function mainSetting(thing: Thing): ThingAttribute | undefined {
  const attribute = chosenAttribute(undefined, thing);
  return attribute?.set ? attribute : undefined;
}

/** Whether a value without an attribute is one that the thing can be set to, or is at least in a unit it has. */
export function takesValue(value: number | string, thing: Thing, how: "inRange" | "inUnit"): boolean {
  const attribute = mainSetting(thing);
  if (!attribute?.range) return false;
  const own = valueFor(value, attribute);
  return own.ok && (how === "inUnit" || valueProblem(own.value, thing, attribute) === undefined);
}

/** As {@link chosenAttribute}; but "2200 kelvin" of a lamp is of the only attribute that takes such a unit. */
function attributeOf({ attribute, value }: Wish, thing: Thing): ThingAttribute | undefined {
  const chosen = chosenAttribute(attribute, thing);
  if (attribute !== undefined || typeof value !== "string") return chosen;
  if (chosen && valueFor(value, chosen).ok) return chosen;
  const fitting = attributeNames.flatMap((name) => {
    const one = thing.attributes[name];
    if (!one?.set || !one.range) return [];
    const own = valueFor(value, one);
    return own.ok && valueProblem(own.value, thing, one) === undefined ? [one] : [];
  });
  return fitting.length === 1 ? fitting[0] : chosen;
}

/** The attribute that was named, else the main one of the kind, else the only one that can be set. */
function chosenAttribute(name: AttributeName | undefined, thing: Thing): ThingAttribute | undefined {
  if (name) return thing.attributes[name];
  const main = mainAttribute(thing.kind);
  if (main && thing.attributes[main]?.set) return thing.attributes[main];
  const settable = attributeNames.flatMap((one) => {
    const attribute = thing.attributes[one];
    return attribute?.set ? [attribute] : [];
  });
  return settable.length === 1 ? settable[0] : undefined;
}

function valueProblem(value: number | string, thing: Thing, attribute: ThingAttribute): string | undefined {
  if (!attribute.range) return undefined;
  const { min, max } = attribute.range;
  if (typeof value === "number" && Number.isFinite(value) && value >= min && value <= max) return undefined;
  const asked = typeof value === "number" ? sayQuantity(value, attribute.unit) : value;
  return (
    `The ${attribute.word} of ${middleName(thing)} goes from ${sayQuantity(min, undefined)} to ` +
    `${sayQuantity(max, attribute.unit)}, so I did not set it to ${asked}.`
  );
}

function deviceValue(value: number | string, attribute: ThingAttribute): number | string {
  if (typeof value !== "number" || attribute.deviceMax === undefined) return value;
  return Math.round((value / 100) * attribute.deviceMax);
}

/** `{value}` alone becomes the value itself, inside a longer text its text. */
export function renderPayload(template: unknown, value: number | string): string {
  if (typeof template === "string") return template.replaceAll("{value}", () => String(value));
  if (typeof template === "number" || typeof template === "boolean") return String(template);
  return JSON.stringify(template, (_, part: unknown) => {
    if (part === "{value}") return value;
    return typeof part === "string" ? part.replaceAll("{value}", () => String(value)) : part;
  });
}

function cannot(thing: Thing, intent: ActingIntent): string {
  return `${capitalise(middleName(thing))} cannot be ${deedPhrases[intent].passive}.`;
}

function cannotSet(thing: Thing, attribute: AttributeName | undefined): string {
  const name = middleName(thing);
  if (!attribute) return `${capitalise(name)} has nothing that I could set so.`;
  const known = thing.attributes[attribute];
  if (known) return `I can read the ${known.word} of ${name} but not set it.`;
  return `${capitalise(name)} has no ${attributeKinds[attribute].word} that I could set.`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
