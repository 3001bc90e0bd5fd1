import { parsePeriod } from "../text/period.ts";
import { sayDuration } from "../text/say-duration.ts";
import { localTime } from "../text/say-time.ts";
import { parseTimestamp } from "../text/timestamp.ts";
import { UsageError } from "./errors.ts";

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `2026-01-05 14:05`, on the clocks of the zone. */
export function stamp(at: number, timeZone: string | undefined): string {
  const { day, hour, minute } = localTime(at, timeZone);
  return `${day} ${two(hour)}:${two(minute)}`;
}

/** The same for a time as the API writes it. */
export function stampOf(iso: string | null, timeZone: string | undefined): string {
  return iso === null ? "?" : stamp(Date.parse(iso), timeZone);
}

/** `3 min ago`, `in 40 s`, `just now`. */
export function sayAgo(at: number, now: number): string {
  const ms = now - at;
  if (Math.abs(ms) < 1_000) return "just now";
  return ms > 0 ? `${sayDuration(ms, "short")} ago` : `in ${sayDuration(-ms, "short")}`;
}

/**
 * The beginning that `--since` names: a length of time back (`90m`, `24h`, `7d`), a date or time (`2026-01-05`,
 * `2026-01-05 14:00`), a time of day, or `today`, `yesterday`, a weekday. Times are those of `timeZone`.
 */
export function parseSince(text: string, now: number, timeZone: string | undefined): number {
  const words = text.trim().toLowerCase();
  const length = /^(\d+(?:\.\d+)?) ?(s|m|h|d|w)(?:in|ours?|ays?|eeks?|inutes?)?$/.exec(words);
  if (length) return now - Number(length[1]) * unitMs[length[2] as keyof typeof unitMs];
  if (timeZone === undefined) {
    const at = parseTimestamp(text.trim(), { zone: "local", nearMs: now });
    if (at !== undefined) return at;
  } else {
    const at = parseInZone(text.trim(), timeZone);
    if (at !== undefined) return at;
  }
  const period = parsePeriod(words, now, timeZone) ?? parsePeriod(`since ${words}`, now, timeZone);
  if (period) return period.from;
  throw new UsageError(
    `"${text}" is no time that is understood.`,
    "write 24h, 7d, today, yesterday, Monday, 14:00, 2026-01-05 or 2026-01-05T14:00:00Z",
  );
}

/** A time that names no zone is read as UTC and then moved by what the clocks of the zone show at that moment. */
function parseInZone(text: string, timeZone: string): number | undefined {
  const asUtc = parseTimestamp(text, { zone: "utc", nearMs: 0 });
  if (asUtc === undefined || namesZone(text)) return asUtc;
  const { year, month, dayOfMonth, hour, minute } = localTime(asUtc, timeZone);
  return asUtc - (Date.UTC(year, month - 1, dayOfMonth, hour, minute) - Math.floor(asUtc / 60_000) * 60_000);
}

function namesZone(text: string): boolean {
  return (
    /^\d+(?:\.\d+)?$/.test(text) ||
    /(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$/i.test(text.replace(/^\d{4}-\d\d-\d\d/, ""))
  );
}

/** A length of time of an option, such as `500ms`, `30s`, `5m`, `1h`; a bare number is seconds. */
export function parseLength(text: string): number {
  const found = /^(\d+(?:\.\d+)?) ?(ms|s|m|min|h|d|w)?$/.exec(text.trim().toLowerCase());
  const unit = found?.[2] ?? "s";
  const ms = Number(found?.[1]) * (unit === "ms" ? 1 : unitMs[unit.charAt(0) as keyof typeof unitMs]);
  if (ms > 0 && Number.isFinite(ms)) return ms;
  throw new UsageError(`"${text}" is no length of time.`, "write 500ms, 30s, 5m, 1h or 2d");
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
