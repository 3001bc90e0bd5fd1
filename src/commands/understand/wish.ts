import { type ActingIntent, isActingIntent } from "../act/deeds.ts";
import type { Wish } from "../act/wish.ts";
import { type AttributeName, attributeNames } from "../entities/attributes.ts";
import { readStep } from "../values/read-step.ts";
import { usualScale } from "../values/scale.ts";
import { errandOf } from "./errands.ts";
import { numberSlot, textSlot } from "./phrase.ts";
import type { Reading } from "./understand.ts";

/** Slots of `set` that name their attribute. */
const attributeSlots = [
  "brightness",
  "colourTemperature",
  "colour",
  "temperature",
  "speed",
  "position",
  "volume",
  "mode",
] as const satisfies readonly AttributeName[];

/**
 * What an acting reading, said in `area`, asks to be done, one wish for each value; undefined for any other reading.
 */
export function wishesOf(reading: Reading, area: string | undefined): Wish[] | undefined {
  const { intent } = reading;
  if (!isActingIntent(intent)) return undefined;
  const errand = errandOf(reading, area);
  if (errand) return [wish(intent, errand)];
  if (intent === "set") return settingsOf(reading);
  const seconds = numberSlot(reading, "duration");
  const forMs = seconds === undefined ? undefined : seconds * 1000;
  const step = numberSlot(reading, "step") ?? textSlot(reading, "step");
  return [wish(intent, { attribute: attributeSlot(reading) ?? attributeOfStep(step), step, forMs })];
}

/** "Twice as fast" is of the speed. */
function attributeOfStep(step: number | string | undefined): AttributeName | undefined {
  const read = typeof step === "string" ? readStep(step, { ...usualScale(undefined), step: 1 }) : undefined;
  return read?.ok ? read.value.attribute : undefined;
}

function settingsOf(reading: Reading): Wish[] {
  const named = settingsIn(reading);
  const settings = named.length > 0 ? named : [wish("set", { attribute: attributeSlot(reading) })];
  return textSlot(reading, "state") === "on" ? [...settings, wish("turnOn", { isImplied: true })] : settings;
}

/** The values a reading names, whatever its intent; none: an empty list. */
export function settingsIn(reading: Reading): Wish[] {
  const named = attributeSlots.flatMap((attribute) => {
    const value = numberSlot(reading, attribute) ?? textSlot(reading, attribute);
    return value === undefined ? [] : [wish("set", { attribute, value })];
  });
  const value = numberSlot(reading, "value") ?? textSlot(reading, "value");
  // "Purple at ten percent": the bare value is of what the thing mainly has.
  return value === undefined ? named : [...named, wish("set", { attribute: attributeSlot(reading), value })];
}

function attributeSlot(reading: Reading): AttributeName | undefined {
  const name = textSlot(reading, "attribute");
  return attributeNames.find((one) => one === name);
}

function wish(intent: ActingIntent, rest: Partial<Omit<Wish, "intent">>): Wish {
  return { intent, attribute: undefined, value: undefined, step: undefined, forMs: undefined, ...rest };
}
