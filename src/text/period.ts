import { readClocks } from "./clock-words.ts";
import { type DayPart, dayParts, isDayPart } from "./day-parts.ts";
import { weekdayWords } from "./day-words.ts";
import { readDurations } from "./duration-words.ts";
import { addDays, type LocalDate, localDate, startOfDay, timeOn } from "./local-date.ts";
import { readNumbers } from "./number-words.ts";

/** A span of time, [from, to), in milliseconds since 1970-01-01 UTC. */
export interface Period {
  from: number;
  to: number;
}

/**
 * Every way to read a period from `start` in a text that `normalise` made. `out` is its canonical text, which
 * can be said as it is ("today", "in the last 2 hours", "since 07:00", "on Monday") and which `parsePeriod` takes.
 */
export function readPeriods(text: string, start: number): { end: number; out: string }[] {
  return [
    ...readNamed(text, start),
    ...readWeekday(text, start),
    ...readLast(text, start),
    ...readSince(text, start),
    ...readBetween(text, start),
  ];
}

/**
 * The span that a canonical period means at `now` on the clocks of `timeZone` (an IANA name; undefined: the
 * machine's own). A period that is not over ends one millisecond after `now`. Undefined for any other text.
 */
export function parsePeriod(
  canonical: string,
  now: number,
  timeZone: string | undefined,
): Period | undefined {
  const text = canonical.toLowerCase();
  const today = localDate(now, timeZone);
  const span =
    parseNamed(text, today) ??
    parseLast(text, now) ??
    parseSince(text, now, today) ??
    parseBetween(text, now, today);
  if (!span) return undefined;
  const to = Math.min(span.to, now + 1);
  return { from: Math.min(span.from, to), to };
}

// ---- names

const named: readonly (readonly [RegExp, string])[] = [
  [/(?:for |during |so far )?today(?: so far)?\b/y, "today"],
  [/(?:during |for )?the day before yesterday\b/y, "the day before yesterday"],
  [/(?:during |for )?yesterday\b/y, "yesterday"],
  [/(?:during |in )?(?:the |last |over)night\b/y, "last night"],
  [/(?:during )?last night\b/y, "last night"],
  [/tonight\b/y, "tonight"],
  ...(["morning", "afternoon", "evening"] as const).flatMap((part): [RegExp, string][] => [
    [new RegExp(`(?:during )?this ${part}\\b`, "y"), `this ${part}`],
    [new RegExp(`(?:during )?yesterday ${part}\\b`, "y"), `yesterday ${part}`],
  ]),
  ...(["week", "month", "year"] as const).flatMap((unit): [RegExp, string][] => [
    [new RegExp(`(?:in |during |for )?this ${unit}\\b`, "y"), `this ${unit}`],
    [new RegExp(`(?:in |during |for )?(?:the )?(?:last|previous) ${unit}\\b`, "y"), `last ${unit}`],
  ]),
];

function readNamed(text: string, start: number): { end: number; out: string }[] {
  return named.flatMap(([pattern, out]) => {
    pattern.lastIndex = start;
    return pattern.test(text) ? [{ end: pattern.lastIndex, out }] : [];
  });
}

function readWeekday(text: string, start: number): { end: number; out: string }[] {
  const pattern = /(?:(on|last|on last) )?([a-z]+day)\b/y;
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  if (!found || !weekdayWords.includes(found[2] ?? "")) return [];
  const isLast = found[1]?.endsWith("last") ?? false;
  const weekday = (found[2] ?? "").replace(/^./, (letter) => letter.toUpperCase());
  return [{ end: pattern.lastIndex, out: `${isLast ? "last" : "on"} ${weekday}` }];
}

function parseNamed(text: string, today: LocalDate): Period | undefined {
  const day = (offset: number): Period => ({
    from: startOfDay(addDays(today, offset)),
    to: startOfDay(addDays(today, offset + 1)),
  });
  const part = (name: DayPart, offset: number): Period => {
    const { fromHour, toHour } = dayParts[name];
    const date = addDays(today, offset);
    const end = addDays(date, Math.floor(toHour / 24));
    return { from: timeOn(date, fromHour * 60), to: timeOn(end, (toHour % 24) * 60) };
  };
  if (text === "today") return day(0);
  if (text === "yesterday") return day(-1);
  if (text === "the day before yesterday") return day(-2);
  if (text === "tonight") return part("night", 0);
  // At two in the morning the night that is called the last one is still going on.
  if (text === "last night") return part("night", -1);
  const [which = "", name = ""] = text.split(" ");
  if (isDayPart(name) && which === "this") return part(name, 0);
  if (isDayPart(name) && which === "yesterday") return part(name, -1);
  if (name === "week" || name === "month" || name === "year") return parseCalendar(which, name, today);
  const weekday = weekdayWords.indexOf(name);
  if (weekday < 0 || (which !== "on" && which !== "last")) return undefined;
  const back = (today.weekday - weekday + 7) % 7;
  return day(which === "last" && back === 0 ? -7 : -back);
}

function parseCalendar(which: string, unit: "week" | "month" | "year", today: LocalDate): Period | undefined {
  if (which !== "this" && which !== "last") return undefined;
  const shift = which === "this" ? 0 : -1;
  if (unit === "week") {
    const monday = addDays(today, -today.weekday + 7 * shift);
    return { from: startOfDay(monday), to: startOfDay(addDays(monday, 7)) };
  }
  const first = (offset: number) =>
    unit === "month"
      ? startOfDay({ ...today, month: today.month + offset, day: 1 })
      : startOfDay({ ...today, year: today.year + offset, month: 1, day: 1 });
  return { from: first(shift), to: first(shift + 1) };
}

// ---- the last N hours

function readLast(text: string, start: number): { end: number; out: string }[] {
  const lead = /(?:(?:in|over|during|for|within|of) )?(?:the )?(?:last|past) /y;
  lead.lastIndex = start;
  if (!lead.test(text)) return [];
  const at = lead.lastIndex;
  const readings = readDurations(text, at).map(({ end, seconds }) => ({ end, seconds }));
  // "The last hour" has no number; "the last week" is the calendar's, above.
  const bare = /(hour|minute|day|half hour)\b/y;
  bare.lastIndex = at;
  const found = bare.exec(text);
  if (found) {
    const seconds = { minute: 60, hour: 3600, day: 86_400, "half hour": 1800 }[found[1] ?? ""] ?? 0;
    readings.push({ end: bare.lastIndex, seconds });
  }
  const months = /(?:(\d+)|([a-z]+)) months\b/y;
  months.lastIndex = at;
  const counted = months.exec(text);
  const count = counted && readNumbers(counted[1] ?? counted[2] ?? "", 0).at(-1)?.value;
  if (count) readings.push({ end: months.lastIndex, seconds: count * 30 * 86_400 });
  return readings
    .filter(({ seconds }) => seconds > 0)
    .map(({ end, seconds }) => ({ end, out: `in the last ${sayLength(seconds)}` }));
}

const lengths = [
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** The largest unit that divides it: 7200 is "2 hours", 5400 "90 minutes". */
function sayLength(seconds: number): string {
  const whole = Math.round(seconds);
  const [unit, size] = lengths.find(([, size]) => whole % size === 0) ?? ["second", 1];
  const count = whole / size;
  if (count === 1) return unit === "day" ? "24 hours" : unit === "week" ? "7 days" : unit;
  return `${count} ${unit}s`;
}

function parseLast(text: string, now: number): Period | undefined {
  const found = /^in the last (?:(\d+) )?(second|minute|hour|day|week)s?$/.exec(text);
  const size = lengths.find(([unit]) => unit === found?.[2])?.[1];
  if (!found || !size) return undefined;
  return { from: now - Number(found[1] ?? 1) * size * 1000, to: now + 1 };
}

// ---- since a time

function readSince(text: string, start: number): { end: number; out: string }[] {
  const lead = /(?:ever )?since /y;
  lead.lastIndex = start;
  if (!lead.test(text)) return [];
  const at = lead.lastIndex;
  return [
    ...readTimes(text, at).map(({ end, out }) => ({ end, out: `since ${out}` })),
    ...[...readNamed(text, at), ...readWeekday(text, at)].map(({ end, out }) => ({
      end,
      out: `since ${out.replace(/^on /, "")}`,
    })),
  ];
}

function parseSince(text: string, now: number, today: LocalDate): Period | undefined {
  if (!text.startsWith("since ")) return undefined;
  const rest = text.slice("since ".length);
  const from =
    latestTime(rest, now, today) ?? (parseNamed(rest, today) ?? parseNamed(`on ${rest}`, today))?.from;
  return from === undefined ? undefined : { from, to: now + 1 };
}

function readBetween(text: string, start: number): { end: number; out: string }[] {
  const lead = /(between|from) /y;
  lead.lastIndex = start;
  const word = lead.exec(text)?.[1];
  if (!word) return [];
  const link = word === "between" ? /^ and / : /^ (?:to|until|till) /;
  return readTimes(text, lead.lastIndex).flatMap((first) => {
    const joint = link.exec(text.slice(first.end));
    if (!joint) return [];
    const second = readTimes(text, first.end + joint[0].length);
    return second.map((last) => ({ end: last.end, out: `between ${first.out} and ${last.out}` }));
  });
}

function parseBetween(text: string, now: number, today: LocalDate): Period | undefined {
  const found = /^between (\S+) and (\S+)$/.exec(text);
  if (!found) return undefined;
  const from = latestTime(found[1] ?? "", now, today);
  if (from === undefined) return undefined;
  // The end is the first such time after the beginning.
  const candidates = [0, 1]
    .flatMap((offset) => timesOn(found[2] ?? "", addDays(localDate(from, today.timeZone), offset)))
    .filter((time) => time > from);
  return candidates.length === 0 ? undefined : { from, to: Math.min(...candidates) };
}

/** "7:30" and "19:30" as on a 24-hour clock; "7 pm", "noon"; a bare "7" stays "7", morning or evening. */
function readTimes(text: string, start: number): { end: number; out: string }[] {
  const at = /at (?=midnight|noon|midday)/y;
  at.lastIndex = start;
  return readClocks(text, at.test(text) ? at.lastIndex : start).map(({ end, minute, isTwelveHour }) => {
    const hour = Math.floor(minute / 60);
    if (isTwelveHour && minute % 60 === 0) return { end, out: String(hour || 12) };
    const asWritten = isTwelveHour && hour === 0 ? 12 : hour;
    const out = `${String(asWritten).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    return { end, out };
  });
}

/** When it last was `clock`. */
function latestTime(clock: string, now: number, today: LocalDate): number | undefined {
  const past = [0, -1]
    .flatMap((offset) => timesOn(clock, addDays(today, offset)))
    .filter((time) => time <= now);
  return past.length === 0 ? undefined : Math.max(...past);
}

function timesOn(clock: string, date: LocalDate): number[] {
  const found = /^(\d{1,2})(?::(\d{2}))?$/.exec(clock);
  if (!found) return [];
  const hour = Number(found[1]);
  if (hour > 24 || Number(found[2] ?? 0) > 59) return [];
  if (found[2] !== undefined) return [timeOn(date, hour * 60 + Number(found[2]))];
  return [timeOn(date, (hour % 12) * 60), timeOn(date, ((hour % 12) + 12) * 60)];
}
