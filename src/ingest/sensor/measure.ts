import type { SeriesKind } from "../../domain/sample.ts";
import type { ValueRefusal } from "./field.ts";
import { readNumberText } from "./number-text.ts";
import { isNoValue, isOnOffField, mayBeState, onOffWord } from "./words.ts";

/** What a rule says of a value; all left open for a discovered one. */
export interface MeasureSpec {
  readonly type: "auto" | "number" | "boolean" | "enum";
  readonly unit: string | undefined;
  readonly name: string | undefined;
  readonly states: readonly string[] | Readonly<Record<string, string>> | undefined;
  readonly scale: number;
  readonly offset: number;
  readonly isDecimalComma: boolean | undefined;
}

export const openMeasure: MeasureSpec = {
  type: "auto",
  unit: undefined,
  name: undefined,
  states: undefined,
  scale: 1,
  offset: 0,
  isDecimalComma: undefined,
};

/** What a value turns out to be when it is first seen. */
export type FirstSight =
  | { kind: "numeric"; value: number; unit: string | undefined }
  | { kind: "binary" | "enum"; states: string[]; words: Map<string, number>; isClosed: boolean }
  /** A text that may be a state, but has to repeat first. */
  | { kind: "candidate" }
  /** Nothing to go by yet: look again at the next value. */
  | { kind: "none"; refusal: ValueRefusal | "noValue" | undefined };

/** Decides what `raw`, the first value seen of a field of this name (small letters, `_` between words), is. */
export function firstSight(raw: unknown, spec: MeasureSpec, name: string): FirstSight {
  if (spec.states) return ruledStates(spec.states, spec.type === "boolean" ? "binary" : "enum");
  if (raw === null || raw === undefined || (typeof raw === "string" && isNoValue(raw))) {
    return { kind: "none", refusal: "noValue" };
  }
  if (spec.type === "enum") return { kind: "enum", states: [], words: new Map(), isClosed: false };
  if (spec.type === "boolean") return onOff(typeof raw === "string" ? onOffWord(raw)?.states : undefined);
  switch (typeof raw) {
    case "boolean":
      return spec.type === "number" ? { kind: "none", refusal: "wrongType" } : onOff(fieldStates.get(name));
    case "number":
      if (spec.type === "auto" && (raw === 0 || raw === 1) && isOnOffField(name))
        return onOff(fieldStates.get(name));
      return { kind: "numeric", value: raw, unit: undefined };
    case "string":
      return firstText(raw, spec, name);
    default:
      return { kind: "none", refusal: "wrongType" };
  }
}

function firstText(raw: string, spec: MeasureSpec, name: string): FirstSight {
  const isNumber = spec.type === "number";
  const number = readNumberText(raw, { isDecimalComma: spec.isDecimalComma, anyUnit: isNumber });
  if (number === "ambiguous") return { kind: "none", refusal: "ambiguousNumber" };
  if (number) {
    if (!isNumber && (raw === "0" || raw === "1") && isOnOffField(name)) return onOff(fieldStates.get(name));
    return { kind: "numeric", ...number };
  }
  if (isNumber) return { kind: "none", refusal: "wrongType" };
  const word = onOffWord(raw);
  if (word) return onOff(word.states);
  if (/^[+-]?(?:nan|inf|infinity)$/i.test(raw)) return { kind: "none", refusal: "notFinite" };
  return mayBeState(raw) ? { kind: "candidate" } : { kind: "none", refusal: undefined };
}

/** What false and true mean in fields whose name says it (the `exposes` of zigbee2mqtt.io/supported-devices). */
const fieldStates: ReadonlyMap<string, readonly string[]> = new Map([
  ["contact", ["open", "closed"]],
  ["water_leak", ["dry", "wet"]],
]);

function onOff(states: readonly string[] = ["off", "on"]): FirstSight {
  return { kind: "binary", states: [...states], words: new Map(), isClosed: true };
}

/** A list names the values from 0; a map gives names to what the device sends, numbered as they first come. */
function ruledStates(
  ruled: readonly string[] | Readonly<Record<string, string>>,
  kind: "binary" | "enum",
): FirstSight & { kind: SeriesKind } {
  const entries = isList(ruled)
    ? [
        ...ruled.map((name, value) => [String(value), name] as const),
        ...ruled.map((name) => [name, name] as const),
      ]
    : Object.entries(ruled);
  const states = [...new Set(entries.map(([, name]) => name))];
  const words = new Map<string, number>();
  for (const [raw, name] of entries) {
    words.set(raw, states.indexOf(name));
    words.set(raw.trim().toLowerCase(), states.indexOf(name));
  }
  return { kind, states, words, isClosed: true };
}

function isList(ruled: readonly string[] | Readonly<Record<string, string>>): ruled is readonly string[] {
  return Array.isArray(ruled);
}
