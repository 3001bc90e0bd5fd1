import { sayName, sayPlain } from "../../text/say-name.ts";
import { sayExactNumber } from "../../text/say-number.ts";
import { sayUnit } from "../../text/say-quantity.ts";
import { sayState } from "../entities/state-words.ts";
import type { Thing } from "../entities/thing.ts";

type Named = Pick<Thing, "name"> & Partial<Pick<Thing, "spokenName">>;

/** A name inside a sentence: `the kitchen lamp`; names that look like proper names stay as they are. */
export function middleName({ name, spokenName }: Named): string {
  const plain = sayName(spokenName ?? name);
  if (/^(?:the|my|our)\s/i.test(plain)) return plain.charAt(0).toLowerCase() + plain.slice(1);
  const [first = "", ...rest] = plain.split(" ");
  const isWord = /^\p{Lu}\p{Ll}+$/u.test(first);
  // "Kitchen lamp" is a description, "Kitchen Lamp" and "Line 1 press" are names.
  const isTitled = rest.some((word) => /^(?:\p{Lu}\p{Ll}|\d)/u.test(word));
  return `the ${isWord && !isTitled ? first.toLowerCase() : first}${rest.map((word) => ` ${word}`).join("")}`;
}

/** A name that begins a sentence: `Kitchen lamp`. */
export function startName({ name, spokenName }: Named): string {
  return capitalise(sayName(spokenName ?? name));
}

/** `in the kitchen`, `in Line 1`. */
export function inPlace(place: string): string {
  return `in ${placeName(place)}`;
}

/** `the kitchen`, `Line 1`. */
export function placeName(place: string): string {
  const plain = sayName(place);
  return /\d$/.test(plain) ? capitalise(plain) : `the ${plain.toLowerCase()}`;
}

/** `is` or `are`, by the look of the name: `Kitchen lights are`, `Press is`. */
export function isOrAre(thing: Named, past = false): string {
  const isPlural = isPluralName(thing);
  if (past) return isPlural ? "were" : "was";
  return isPlural ? "are" : "is";
}

export function hasOrHave(thing: Named): string {
  return isPluralName(thing) ? "have" : "has";
}

export function isPluralName({ name }: Named): boolean {
  return /[^su]s$/i.test(sayName(name)) && !/(?:lens|gas|bus|news|ess|iss)$/i.test(name);
}

/** `40%`, `21.5 °C`, `3`; a value that is a word is said as it is. */
export function sayQuantity(value: number | string, unit: string | undefined): string {
  if (typeof value === "string") return sayPlain(value, 40);
  return `${sayExactNumber(Math.round(value * 1000) / 1000)}${sayUnit(unit)}`;
}

/** The state of a thing in the words of its kind, cut and cleaned because a device chose it. */
export function sayThingState(word: string | number, thing: Thing): string {
  if (typeof word === "number") return sayQuantity(word, thing.unit);
  return sayPlain(sayState(word, thing), 40) || "in an unknown state";
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `a` or `b or c`, for questions. */
export function sayOptions(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} or ${items[items.length - 1]}`;
}
