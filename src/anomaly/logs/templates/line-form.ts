import type { LineScanner } from "./line-scanner.ts";
import { type Unit, unitOf } from "./place-evidence.ts";
import { wildcard } from "./wildcard.ts";

/** A line with its variable parts masked, as templates are compared with it. */
export interface LineForm {
  /** The text of each unit with one wildcard for each variable part; a list of like units is one unit. */
  readonly units: readonly Unit[];
  /** Each unit as it is shown: with a wildcard for each part of a number, and lists at full length. */
  readonly shown: readonly string[];
  /** What stands before, between and behind the units, as it came; one more than there are units. */
  readonly separators: readonly string[];
  /** Where each unit is in the text. */
  readonly ranges: readonly { start: number; end: number }[];
  /** What stands around the units with blanks folded: lines that differ in it never share a template. */
  readonly skeleton: string;
}

/** The form of the line that the scanner read last. */
export function lineForm(scanner: LineScanner): LineForm {
  const { text, unitCount, unitStart, unitEnd, unitSpanEnd, spanStart, spanEnd, spanIsWhole } = scanner;
  const units: string[] = [];
  const shown: string[] = [];
  const separators: string[] = [];
  const ranges: { start: number; end: number }[] = [];
  let span = 0;
  let end = 0;
  for (let index = 0; index < unitCount; index += 1) {
    const separator = text.slice(end, unitStart[index]);
    end = unitEnd[index] as number;
    let at = unitStart[index] as number;
    let unit = "";
    let full = "";
    for (; span < (unitSpanEnd[index] as number); span += 1) {
      const constant = text.slice(at, spanStart[span]);
      at = spanEnd[span] as number;
      unit += constant + wildcard;
      full += constant + (spanIsWhole[span] ? wildcard : maskedParts(text.slice(spanStart[span], at)));
    }
    const isVariable = unit !== "";
    const rest = text.slice(at, end);
    unit += rest;
    full += rest;
    const last = units.length - 1;
    if (isVariable && last >= 0 && units[last] === unit && isListSeparator(separator)) {
      shown[last] += separator + full;
      (ranges[last] as { end: number }).end = end;
      continue;
    }
    units.push(unit);
    shown.push(full);
    separators.push(separator);
    ranges.push({ start: unitStart[index] as number, end });
  }
  const rest = text.slice(end, scanner.end);
  separators.push(rest);
  return {
    units: units.map(unitOf),
    shown,
    separators,
    ranges,
    skeleton: skeletonOf(separators),
  };
}

/** What stands around the units, blanks folded. */
export function skeletonOf(separators: readonly string[]): string {
  return separators
    .map((separator) => separator.replace(/\s+/g, " "))
    .join("\u0001")
    .trim();
}

function isListSeparator(separator: string): boolean {
  return /^(?:\s+|\s*[,;]\s*)$/.test(separator);
}

/**
 * A number of several parts by its parts, such as `<*>:<*>` for an address with a port and `<*>.<*>` for a fraction, as
 * the collections of log templates write them; an IPv4 address is one part, and a unit of time stays.
 */
function maskedParts(text: string): string {
  if (text.includes("_")) return wildcard;
  return text
    .replace(/(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/g, "\u0000")
    .replace(/[-+]?[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*/gu, (part, at: number) => {
      const unit = /^[-+]?\d+((?:ms|us|µs|ns|s|sec|min|h|C)?)$/.exec(part)?.[1] ?? "";
      // A hyphen within a compound joins, at its start it is a sign.
      return (at > 0 && /^[-+]/.test(part) ? (part[0] as string) : "") + wildcard + unit;
    })
    .replaceAll("\u0000", wildcard);
}
