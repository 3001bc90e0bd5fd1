/** What a text leaves open about a time. */
export interface TimestampOptions {
  /** The zone of a time that names none: that of this machine, or UTC. */
  zone: "local" | "utc";
  /** A time that names no year is the last one of that date up to a week after this (milliseconds since 1970). */
  nearMs: number;
}

/** A time found in a text: milliseconds since 1970-01-01 UTC, and the offset just behind it. */
export interface FoundTimestamp {
  at: number;
  end: number;
}

/** Longest text that is tried as a timestamp. */
const timestampLengthMax = 48;

/**
 * The time that the whole of `text` names, in milliseconds since 1970-01-01 UTC, or undefined when it is not
 * a time. ISO 8601 and its common variations (space for T, `/` for `-`, comma before the fraction), epoch
 * seconds to nanoseconds, RFC 2822, C `asctime`, Common Log Format, RFC 3164 and Android times.
 */
export function parseTimestamp(text: string, options: TimestampOptions): number | undefined {
  if (text.length > timestampLengthMax) return undefined;
  const iso = parseUtcIso(text);
  if (iso !== undefined) return iso;
  const trimmed = text.trim();
  if (/^\d+(?:\.\d+)?$/.test(trimmed)) return epochMs(Number(trimmed));
  const found = readTimestamp(trimmed, 0, options);
  if (found?.end === trimmed.length) return found.at;
  return parseDate(trimmed, options);
}

/**
 * A number as a time, its unit told by its size: below 1e11 seconds, below 1e14 milliseconds, below 1e17
 * microseconds, else nanoseconds. (So a time in milliseconds is told from one in seconds from 1973 on.) Undefined for a negative or too large one.
 */
export function epochMs(value: number): number | undefined {
  if (!(value >= 0 && value < 1e20)) return undefined;
  if (value < 1e11) return Math.round(value * 1e3);
  if (value < 1e14) return Math.round(value);
  return Math.round(value < 1e17 ? value / 1e3 : value / 1e6);
}

/** The time that starts at `from`, or undefined when none of the known forms starts there. */
export function readTimestamp(
  text: string,
  from: number,
  options: TimestampOptions,
): FoundTimestamp | undefined {
  for (const { pattern, read } of forms) {
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (!match) continue;
    const at = read(match.groups ?? {}, options);
    if (at !== undefined) return { at, end: from + match[0].length };
  }
  return undefined;
}

/** `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, read without a pattern because sensors send it with every message. */
function parseUtcIso(text: string): number | undefined {
  const { length } = text;
  if (length < 20 || text.charCodeAt(length - 1) !== 0x5a) return undefined;
  if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d || text.charCodeAt(10) !== 0x54)
    return undefined;
  if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return undefined;
  const year = digits(text, 0, 4);
  let fractionMs = 0;
  if (length > 20) {
    if (text.charCodeAt(19) !== 0x2e || length === 21) return undefined;
    for (let position = 20, weight = 100; position < length - 1; position += 1, weight /= 10) {
      fractionMs += digits(text, position, 1) * weight;
    }
  }
  return fromParts({
    year,
    month: digits(text, 5, 2),
    day: digits(text, 8, 2),
    hour: digits(text, 11, 2),
    minute: digits(text, 14, 2),
    second: digits(text, 17, 2),
    ms: Math.trunc(fractionMs + 1e-6),
    zoneMinutes: 0,
  });
}

/** NaN when one of them is no digit. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let position = from; position < from + count; position += 1) {
    const digit = text.charCodeAt(position) - 0x30;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
  }
  return value;
}

interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  /** Minutes east of Greenwich; undefined for the machine's own zone. */
  zoneMinutes: number | undefined;
}

/** Undefined when there is no such day or time. A leap second counts as the second before it. */
function fromParts(parts: DateParts): number | undefined {
  const { year, month, day, hour, minute, second, ms, zoneMinutes } = parts;
  const isTime = hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60;
  if (!isTime || !(year >= 1900 && month >= 1 && month <= 12 && day >= 1 && ms < 1000)) return undefined;
  if (day > daysInMonth(year, month)) return undefined;
  const wholeSecond = Math.min(second, 59);
  if (zoneMinutes === undefined) {
    return new Date(year, month - 1, day, hour, minute, wholeSecond, ms).getTime();
  }
  return Date.UTC(year, month - 1, day, hour, minute, wholeSecond, ms) - zoneMinutes * 60_000;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

type Groups = Readonly<Record<string, string | undefined>>;

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthForm = "(?<monthName>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const weekdayForm = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const timeForm = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?";
const shortTimeForm =
  "(?<hour>\\d\\d):(?<minute>\\d\\d)(?::(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,9}))?)?";
const zoneForm = "(?: ?(?<zone>[Zz]\\b|UTC\\b|GMT\\b|[+-]\\d\\d:?\\d\\d(?!\\d)))?";

/** Each form is tried in turn at one place; the first that is a real date wins. */
const forms: readonly {
  pattern: RegExp;
  read(groups: Groups, options: TimestampOptions): number | undefined;
}[] = [
  {
    // 2015-07-29 17:41:44,747 · 2026-01-05T12:00:00.123+01:00 · 2026/01/05 12:00
    pattern: new RegExp(
      `(?<year>\\d{4})[-/.](?<month>\\d\\d)[-/.](?<day>\\d\\d)(?:[Tt_]| +)${shortTimeForm}${zoneForm}`,
      "y",
    ),
    read: fromGroups,
  },
  // Sun Dec 04 04:47:44.123 2005
  {
    pattern: new RegExp(
      `${weekdayForm},? ${monthForm} {1,2}(?<day>\\d{1,2}) ${timeForm} (?<year>\\d{4})(?!\\d)`,
      "y",
    ),
    read: fromGroups,
  },
  // Jun 14 15:16:01 (RFC 3164; a day below 10 is padded with a space)
  {
    pattern: new RegExp(`(?:${weekdayForm},? )?${monthForm} {1,2}(?<day>\\d{1,2}) ${timeForm}(?!\\d)`, "y"),
    read: latestYear,
  },
  // Wed, 02 Oct 2002 13:00:00 GMT · 10/Oct/2000:13:55:36 -0700
  {
    pattern: new RegExp(
      `(?:${weekdayForm}, )?(?<day>\\d{1,2})[ /-]${monthForm}[ /-](?<year>\\d{4})[ :]${timeForm}${zoneForm}`,
      "y",
    ),
    read: fromGroups,
  },
  // 05.01.2026 12:00:00
  {
    pattern: new RegExp(`(?<day>\\d\\d)\\.(?<month>\\d\\d)\\.(?<year>\\d{4}) ${timeForm}`, "y"),
    read: fromGroups,
  },
  // 03-17 16:13:38.811 (Android)
  { pattern: new RegExp(`(?<month>\\d\\d)-(?<day>\\d\\d) ${timeForm}(?!\\d)`, "y"), read: latestYear },
  // 081109 203615 (Hadoop)
  {
    pattern:
      /(?<shortYear>\d\d)(?<month>\d\d)(?<day>\d\d) (?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)(?=\s|$)/y,
    read: fromGroups,
  },
  // 1077804742 · 1077804742.123 · 1077804742123
  {
    pattern: /(?<epoch>\d{13}|\d{10}(?:\.\d{1,9})?)(?=[\s\]]|$)/y,
    read: ({ epoch }) => epochMs(Number(epoch)),
  },
];

function fromGroups(groups: Groups, options: TimestampOptions): number | undefined {
  const year = groups.shortYear === undefined ? Number(groups.year) : 2000 + Number(groups.shortYear);
  return inYear(year, groups, options);
}

/** Logs tell of the past; the week is for clocks that go wrong. 29 February may lie years back. */
function latestYear(groups: Groups, options: TimestampOptions): number | undefined {
  const limitMs = options.nearMs + 7 * 86_400_000;
  const year = new Date(limitMs).getUTCFullYear();
  for (let yearsBack = 0; yearsBack <= 8; yearsBack += 1) {
    const at = inYear(year - yearsBack, groups, options);
    if (at !== undefined && at <= limitMs) return at;
  }
  return undefined;
}

function inYear(year: number, groups: Groups, options: TimestampOptions): number | undefined {
  const { monthName, fraction } = groups;
  return fromParts({
    year,
    month: monthName ? monthNames.indexOf(monthName.toLowerCase()) + 1 : Number(groups.month),
    day: Number(groups.day),
    hour: Number(groups.hour),
    minute: Number(groups.minute),
    second: Number(groups.second ?? 0),
    ms: fraction ? Math.trunc(Number(`0.${fraction}`) * 1000 + 1e-6) : 0,
    zoneMinutes: zoneMinutes(groups, options),
  });
}

function zoneMinutes({ zone }: Groups, options: TimestampOptions): number | undefined {
  if (zone === undefined) return options.zone === "utc" ? 0 : undefined;
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

/** A day without a time is its first moment. */
function parseDate(text: string, options: TimestampOptions): number | undefined {
  const match = /^(?<year>\d{4})[-/.](?<month>\d\d)[-/.](?<day>\d\d)$/.exec(text);
  return match ? fromGroups({ ...match.groups, hour: "0", minute: "0" }, options) : undefined;
}
