import type { Row } from "./row-reader.ts";

/** The time of a row for machines: ISO 8601, the seconds since the start of the file, or null where it tells none. */
export function jsonTime({ time, at }: Pick<Row, "time" | "at">): string | number | null {
  if (time === undefined) return null;
  return time === "absolute" ? new Date(at).toISOString() : at / 1_000;
}

/** The time of a row for people: `2026-01-05 10:00:00`, `12.5 s`, or the number of the row. */
export function rowTime({ time, at, row }: Pick<Row, "time" | "at" | "row">, zone: "local" | "utc"): string {
  if (time === "absolute") return writeTime(at, zone);
  return time === "elapsed" ? `${at / 1_000} s` : `row ${row}`;
}

/** `2026-01-05 10:00:00`, with milliseconds where there are any. */
export function writeTime(at: number, zone: "local" | "utc"): string {
  // The clocks of a zone are those of UTC at another moment; getTimezoneOffset knows of daylight saving.
  const shown = zone === "utc" ? at : at - new Date(at).getTimezoneOffset() * 60_000;
  const iso = new Date(shown).toISOString();
  const end = iso.endsWith(".000Z") ? -5 : -1;
  return iso.slice(0, end).replace("T", " ");
}
