import { epochMs, parseTimestamp } from "../text/timestamp.ts";

/** Where the time of a measurement is in a payload: in one field that a rule names, or in the first of several. */
export interface TimeFields {
  readonly timeKeys: readonly string[] | undefined;
  readonly timePaths: readonly (readonly string[])[];
}

/** The time that a payload carries, in milliseconds since 1970-01-01 UTC; undefined when it carries none. */
export function timeIn(
  object: Record<string, unknown>,
  { timeKeys, timePaths }: TimeFields,
  zone: "local" | "utc",
  nearMs: number,
): number | undefined {
  if (timeKeys) return readTime(valueAt(object, timeKeys), zone, nearMs);
  for (const keys of timePaths) {
    const at = readTime(keys.length === 1 ? object[keys[0] ?? ""] : valueAt(object, keys), zone, nearMs);
    if (at !== undefined) return at;
  }
  return undefined;
}

function readTime(raw: unknown, zone: "local" | "utc", nearMs: number): number | undefined {
  if (typeof raw === "number") return epochMs(raw);
  if (typeof raw !== "string") return undefined;
  return parseTimestamp(raw, { zone, nearMs });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Only what the payload itself holds: nothing is read from texts, numbers or prototypes. */
export function valueAt(object: Record<string, unknown>, keys: readonly string[]): unknown {
  let value: unknown = object;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
