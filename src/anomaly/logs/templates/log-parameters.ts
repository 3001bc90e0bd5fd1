import type { LogTemplate } from "./log-template.ts";
import { type LogUnit, logUnit } from "./log-units.ts";
import { placeTexts } from "./place-texts.ts";
import { wildcard } from "./wildcard.ts";

/** What a variable part of a log line is, judged by its own text. */
export const parameterTypes = [
  "number",
  "duration",
  "size",
  "time",
  "address",
  "path",
  "url",
  "identifier",
  "list",
  "word",
] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** A variable part of a log line. */
export interface LogParameter {
  /** As it stands in the line. */
  readonly text: string;
  readonly type: ParameterType;
  /** Of a number with or without unit; in `unit`. */
  readonly value: number | undefined;
  readonly unit: LogUnit | undefined;
  /** The key or the words before it, at most four; the words behind it when there are none. */
  readonly name: string | undefined;
  /** The name is a key with the value after `=` or `:`. */
  readonly isKeyed: boolean;
}

/** The parameters of a message that matches this template, in the order of its wildcards. */
export function logParameters(template: LogTemplate, message: string): LogParameter[] {
  const texts = placeTexts(template, message);
  const places = namedPlaces(template);
  return texts.map((text, index) => {
    const place = places[index];
    return { ...read(text, place?.following), text, name: place?.name, isKeyed: place?.isKeyed ?? false };
  });
}

/** A wildcard of a template with the words that tell what it is. */
export interface NamedPlace {
  name: string | undefined;
  isKeyed: boolean;
  /** The text right behind it, as far as it may be a unit. */
  following: string;
}

/** The wildcards of a template in their order. */
export function namedPlaces(template: LogTemplate): NamedPlace[] {
  const places: NamedPlace[] = [];
  for (let index = 0; index < template.units.length; index += 1) {
    const text = template.textAt(index);
    if (!text.includes(wildcard)) continue;
    const parts = text.split(wildcard);
    for (let part = 1; part < parts.length; part += 1) {
      const label = (parts[part - 1] as string).replace(/[^\p{L}\p{N}]+$/u, "");
      const named = part === 1 && label === "" ? nameBefore(template, index) : labelled(label);
      const isLast = part === parts.length - 1;
      const following = isLast ? textBehind(template, index, parts[part] as string) : (parts[part] as string);
      places.push({
        ...named,
        name: named.name ?? nameBehind(template, index),
        following,
      });
    }
  }
  return places;
}

function labelled(label: string): { name: string | undefined; isKeyed: boolean } {
  const name = /[\p{L}][\p{L}\p{N}_.-]*$/u.exec(label)?.[0];
  return { name, isKeyed: name !== undefined };
}

function nameBefore(template: LogTemplate, index: number): { name: string | undefined; isKeyed: boolean } {
  const separator = (template.separators[index] ?? "").trim();
  const key = index > 0 ? template.textAt(index - 1) : "";
  const isKeyed = /^["']?\s*[=:]\s*["']?$/.test(separator) && isWords(key);
  if (isKeyed) return { name: key, isKeyed };
  const words: string[] = [];
  for (let at = index - 1; at >= 0 && words.length < wordsMax; at -= 1) {
    // Only what stands in the same phrase belongs to it.
    if (!/^\s+$/.test(template.separators[at + 1] ?? "") || !isWords(template.textAt(at))) break;
    words.unshift(template.textAt(at));
  }
  while (words[0] !== undefined && fillers.has(words[0].toLowerCase())) words.shift();
  while (words.length > 1 && fillers.has((words.at(-1) as string).toLowerCase())) words.pop();
  return { name: words.length > 0 ? words.join(" ") : undefined, isKeyed: false };
}

function nameBehind(template: LogTemplate, index: number): string | undefined {
  for (
    let at = index + 1;
    at < template.units.length && /^%?\s+$/.test(template.separators[at] ?? "");
    at += 1
  ) {
    const word = template.textAt(at);
    if (!isWords(word)) return undefined;
    if (logUnit(word) === undefined) return fillers.has(word.toLowerCase()) ? undefined : word;
  }
  return undefined;
}

function isWords(text: string): boolean {
  return !text.includes(wildcard) && /^\p{L}[\p{L}\p{N} _.-]*$/u.test(text);
}

/** What may be a unit behind a place: the rest of its own token, a percent sign, or the next word. */
function textBehind(template: LogTemplate, index: number, rest: string): string {
  if (rest !== "") return rest;
  const separator = template.separators[index + 1] ?? "";
  if (separator.startsWith("%") || separator.startsWith(" %")) return "%";
  return /^\s$/.test(separator) ? (template.units[index + 1]?.text ?? "") : "";
}

function read(text: string, following: string | undefined): Pick<LogParameter, "type" | "value" | "unit"> {
  const number = /^([-+]?\d+(?:[.,]\d+)?)(?:\s?([^\d\s].*))?$/u.exec(text);
  const plain = { value: undefined, unit: undefined };
  if (number) {
    const own = number[2];
    const unit = logUnit(own ?? following ?? "");
    const isNumber = own === undefined || unit !== undefined;
    if (isNumber) return { type: typeOf(unit), value: numberOf(number[1] as string), unit };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return { type: "url", ...plain };
  if (/^(?:[~.]{0,2}\/|[A-Za-z]:\\)/.test(text) && !/^\/\d/.test(text)) return { type: "path", ...plain };
  if (
    /^\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?$/.test(text) ||
    /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,}/i.test(text)
  )
    return { type: "address", ...plain };
  if (/\d{1,2}:\d{2}(?::\d{2})?|\d{4}-\d{2}-\d{2}/.test(text)) return { type: "time", ...plain };
  if (/[\s,;]/.test(text)) return { type: "list", ...plain };
  return { type: /[\d@]/.test(text) ? "identifier" : "word", ...plain };
}

function typeOf(unit: LogUnit | undefined): ParameterType {
  return unit?.dimension === "duration" || unit?.dimension === "size" ? unit.dimension : "number";
}

/** A comma before exactly three digits separates thousands, another one fractions. */
function numberOf(text: string): number {
  return Number(/,\d{3}$/.test(text) ? text.replace(",", "") : text.replace(",", "."));
}

const wordsMax = 4;
const fillers = new Set(
  "the a an is was are were be been of to in for at on by with from after and or as now has have had than over".split(
    " ",
  ),
);
