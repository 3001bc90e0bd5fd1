import type { Series } from "../../domain/sample.ts";
import { readNumberText } from "./number-text.ts";
import { isNoValue, onOffWord } from "./words.ts";

/** What is known of one place in the payloads of one topic. */
export type Field = SeriesField | BranchField | CandidateField | SkippedField;

export interface SeriesField {
  readonly type: "series";
  readonly series: Series;
  readonly scale: number;
  readonly offset: number;
  readonly isDecimalComma: boolean | undefined;
  /** For `binary` and `enum`: values by the words the device sends. */
  readonly words: Map<string, number>;
  /** A rule lists the states: no other is taken. */
  readonly isClosed: boolean;
  /** It had too many states to be an enumeration after all: nothing more is taken. */
  isSpent: boolean;
}

/** An object or array with more fields inside. */
export interface BranchField {
  readonly type: "branch";
  readonly path: string;
  readonly depth: number;
  readonly children: Map<string, Field>;
}

/** A text that becomes an enumeration once one of its values repeats: names of states do, identifiers do not. */
export interface CandidateField {
  readonly type: "candidate";
  readonly path: string;
  readonly seen: Set<string>;
}

export interface SkippedField {
  readonly type: "skipped";
}

export const skippedField: SkippedField = { type: "skipped" };

/** Why a value was not taken. */
export type ValueRefusal = "notFinite" | "outOfRange" | "wrongType" | "unknownState" | "ambiguousNumber";

/** The value of `raw` (anything JSON can hold) for a field, or why there is none. */
export function readValue(
  field: SeriesField,
  raw: unknown,
  absMax: number,
): number | ValueRefusal | "noValue" {
  if (raw === null || raw === undefined) return "noValue";
  switch (field.series.kind) {
    case "numeric":
      return readNumeric(field, raw, absMax);
    case "binary":
      return readState(field, raw, raw === true ? 1 : raw === false ? 0 : undefined);
    case "enum":
      return readState(field, raw, undefined);
  }
}

function readNumeric(field: SeriesField, raw: unknown, absMax: number): number | ValueRefusal | "noValue" {
  if (typeof raw === "number") return inRange(raw * field.scale + field.offset, absMax);
  if (typeof raw !== "string") return "wrongType";
  if (isPlainNumber(raw) && !field.isDecimalComma) {
    const number = Number(raw);
    if (!Number.isNaN(number)) return inRange(number * field.scale + field.offset, absMax);
  }
  if (isNoValue(raw)) return "noValue";
  if (/^\s*[+-]?(?:nan|inf|infinity)\s*$/i.test(raw)) return "notFinite";
  const number = readNumberText(raw, { isDecimalComma: field.isDecimalComma, anyUnit: true });
  if (number === undefined) return "wrongType";
  if (number === "ambiguous") return "ambiguousNumber";
  return inRange(number.value * field.scale + field.offset, absMax);
}

/** Whether `text` begins like 21.5 or -3, and not like 0x15: a quick look before the thorough one. */
function isPlainNumber(text: string): boolean {
  const first = text.charCodeAt(0);
  const isStart = (first >= 0x30 && first <= 0x39) || first === 0x2d;
  return isStart && (text.length === 1 || text.charCodeAt(1) <= 0x39);
}

function inRange(value: number, absMax: number): number | ValueRefusal {
  if (!Number.isFinite(value)) return "notFinite";
  return Math.abs(value) <= absMax ? value : "outOfRange";
}

function readState(
  field: SeriesField,
  raw: unknown,
  boolean: 0 | 1 | undefined,
): number | ValueRefusal | "noValue" {
  if (boolean !== undefined && field.words.size === 0) return boolean;
  if (typeof raw === "object") return "wrongType";
  const word = typeof raw === "string" ? raw : String(raw);
  const known = field.words.get(word);
  if (known !== undefined) return known;
  const value = readNewWord(field, word, boolean);
  // The next time this spelling is found at once. Spellings are bounded, lest a flood of them fills the memory.
  if (typeof value === "number" && field.words.size < field.series.states.length * 4)
    field.words.set(word, value);
  return value;
}

function readNewWord(
  field: SeriesField,
  word: string,
  boolean: 0 | 1 | undefined,
): number | ValueRefusal | "noValue" {
  const folded = field.words.get(word.trim().toLowerCase());
  if (folded !== undefined) return folded;
  if (boolean !== undefined) return boolean;
  if (isNoValue(word)) return "noValue";
  if (field.series.kind !== "binary") return "unknownState";
  if (word.trim() === "0" || word.trim() === "1") return Number(word);
  return onOffWord(word)?.value ?? "unknownState";
}
