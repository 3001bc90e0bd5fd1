import type { Judgement } from "../../anomaly/judge.ts";
import type { ExpectedRange } from "../../domain/anomaly.ts";
import { type Style, safeText } from "../style.ts";
import type { Row } from "./row-reader.ts";
import { rowTime } from "./row-time.ts";

export interface RowTextOptions {
  columns: readonly string[];
  zone: "local" | "utc";
  style: Style;
  /** Where several files are judged: the one of these rows. */
  file: string | undefined;
}

/** `2026-01-05 10:01:00  0.973  ALARM  temperature 29.1, expected 20.4 to 22.3: spike`, for a person. */
export function createRowText(options: RowTextOptions): (row: Row, judgement: Judgement) => string {
  const { columns, zone, style } = options;
  const names = columns.map((name) => (columns.length > 1 ? `${safeText(name)} ` : ""));
  const file = options.file === undefined ? "" : `${safeText(options.file)}: `;
  return (row, { score, isAlarm, column, expected, reason }) => {
    const value = row.values[column];
    const seen = `${names[column] ?? ""}${sayValue(value, expected)}`;
    const usual = expected ? `, expected ${sayRange(expected)}` : "";
    const why = reason === "" ? "" : `: ${safeText(reason)}`;
    const time = rowTime(row, zone).padEnd(timeWidth);
    const text = `${file}${time}  ${sayScore(score)}  ${isAlarm ? "ALARM" : "     "}  ${seen}${usual}${why}`;
    return isAlarm ? style.bold(style.red(text)) : text;
  };
}

const timeWidth = "2026-01-05 10:00:00".length;

/** Rounded towards 0, so that only what is certain shows as 1. */
function sayScore(score: number): string {
  return (Math.floor(score * 1_000) / 1_000).toFixed(3);
}

function sayValue(value: number | undefined, expected: ExpectedRange | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "no value";
  if (!expected) return shortNumber(value);
  return atStep(value, expected.high - expected.low);
}

export function sayRange({ low, high }: ExpectedRange): string {
  return `${atStep(low, high - low)} to ${atStep(high, high - low)}`;
}

/** A number with the decimals that a range of this width needs: two to three digits of the width. */
function atStep(value: number, width: number): string {
  // A range much narrower than the number is large would need more digits than a person reads.
  if (!(width > Math.abs(value) * 1e-5) || Math.abs(value) >= 1e9) return shortNumber(value);
  const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(width))));
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? "0" : text;
}

/** At most five digits, no trailing zeros. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e4 && size < 1e9) return String(Math.round(value));
  return String(Number(value.toPrecision(5)));
}
