import { addDays, type LocalDate } from "./local-date.ts";
import { readNumbers } from "./number-words.ts";
import { readOrdinals } from "./ordinal-words.ts";

/**
 * A day as it is named, before it is known which day today is. One that is a distance ("in two days") keeps the
 * time of day.
 */
export type DayPhrase =
  | { kind: "days"; count: number; isDistance?: true }
  /** `coming` is the first such day after today, `next` the one in the calendar week after this one. */
  | { kind: "weekday"; weekday: number; week: "coming" | "next" }
  /** Months later on the calendar: the same day of the month, or its last when it is shorter. */
  | { kind: "months"; count: number; isDistance: true }
  /** Monday of the next week, or the first of the next month. */
  | { kind: "next"; unit: "week" | "month" }
  /** Without a year the next such day, without a month the next month that has it. */
  | { kind: "date"; day: number; month: number | undefined; year: number | undefined };

export interface DayReading {
  end: number;
  day: DayPhrase;
}

export const weekdayWords = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/**
 * Every way to read a day from today on from `start` in a text that `normalise` made: "tomorrow", "next tuesday",
 * "the 3rd of march", "march 3 2027", "2027 03 03", "in two days".
 */
export function readDays(text: string, start: number): DayReading[] {
  return [
    ...readNamed(text, start),
    ...readWeekday(text, start),
    ...readDistance(text, start),
    ...readDate(text, start),
  ];
}

const named: readonly (readonly [RegExp, DayPhrase])[] = [
  [/(?:today|this very day)\b/y, { kind: "days", count: 0 }],
  [/(?:tomorrow|tomorow|tommorow|tommorrow|tmrw)\b/y, { kind: "days", count: 1 }],
  [/(?:the )?day after tomorrow\b/y, { kind: "days", count: 2 }],
  [/(?:a week (?:from )?(?:today|now)|today week|this time next week)\b/y, { kind: "days", count: 7 }],
  [/(?:a week (?:from )?tomorrow|tomorrow week)\b/y, { kind: "days", count: 8 }],
  [/(?:the|this|this coming) weekend\b/y, { kind: "weekday", weekday: 5, week: "coming" }],
  [/next weekend\b/y, { kind: "weekday", weekday: 5, week: "next" }],
  [/next week\b/y, { kind: "next", unit: "week" }],
  [/next month\b/y, { kind: "next", unit: "month" }],
];

function readNamed(text: string, start: number): DayReading[] {
  return named.flatMap(([pattern, day]) => {
    pattern.lastIndex = start;
    return pattern.test(text) ? [{ end: pattern.lastIndex, day }] : [];
  });
}

function readWeekday(text: string, start: number): DayReading[] {
  const pattern = /(?:(next|this|this coming|coming|the coming) )?([a-z]+day)( next week)?\b/y;
  pattern.lastIndex = start;
  const [, which, name = "", later] = pattern.exec(text) ?? [];
  const weekday = weekdayWords.indexOf(name);
  if (weekday < 0) return [];
  const isNext = which === "next" || later !== undefined;
  return [{ end: pattern.lastIndex, day: { kind: "weekday", weekday, week: isNext ? "next" : "coming" } }];
}

/** "In two days", "three weeks from now", "in a month": the same time of day, however the clocks change. */
function readDistance(text: string, start: number): DayReading[] {
  const lead = /(?:in|after|within) /y;
  lead.lastIndex = start;
  const hasLead = lead.test(text);
  const from = hasLead ? lead.lastIndex : start;
  const article = /(?:an?|one)(?= )/y;
  article.lastIndex = from;
  const one = article.test(text) ? [{ end: article.lastIndex, value: 1 }] : [];
  const counts = [...one, ...readNumbers(text, from)];
  return counts.flatMap(({ end, value }) => {
    const unit = / (day|week|fortnight|month|year)s?( time)?( from now| from today)?\b/y;
    unit.lastIndex = end;
    const [, word, , fromNow] = unit.exec(text) ?? [];
    if (!word || !Number.isInteger(value) || value < 1 || !(hasLead || fromNow)) return [];
    const months = { month: 1, year: 12 }[word];
    const count = value * (months ?? { day: 1, week: 7, fortnight: 14 }[word] ?? 1);
    const kind = months === undefined ? "days" : "months";
    return [{ end: unit.lastIndex, day: { kind, count, isDistance: true } }];
  });
}

const monthWords =
  "january february march april may june july august september october november december".split(" ");

/** "The 3rd of march", "3 march", "march the third", "march 3 2027", "the 3rd", and ISO's "2027 03 03". */
function readDate(text: string, start: number): DayReading[] {
  const iso = /(\d{4}) (\d{2}) (\d{2})\b/y;
  iso.lastIndex = start;
  const [, isoYear, isoMonth, isoDay] = iso.exec(text) ?? [];
  if (isoYear !== undefined) {
    const date = {
      kind: "date",
      day: Number(isoDay),
      month: Number(isoMonth),
      year: Number(isoYear),
    } as const;
    return isPossible(date) ? [{ end: iso.lastIndex, day: date }] : [];
  }
  const article = /the (?=[\da-z])/y;
  article.lastIndex = start;
  const hasArticle = article.test(text);
  const ordinals = readOrdinals(text, hasArticle ? article.lastIndex : start);
  const dayFirst = [...ordinals, ...readNumbers(text, start)].flatMap(({ end, value }) =>
    readMonth(text, end, / (?:of )?/y).map((month) => ({ end: month.end, day: value, month: month.month })),
  );
  const monthFirst = readMonth(text, start - 1, / ?/y).flatMap(({ end, month }) => {
    const link = / (?:the )?/y;
    link.lastIndex = end;
    if (!link.test(text)) return [];
    const days = [...readOrdinals(text, link.lastIndex), ...readNumbers(text, link.lastIndex)];
    return days.map((day) => ({ end: day.end, day: day.value, month }));
  });
  const bare = ordinals.map(({ end, value }) => ({ end, day: value, month: undefined }));
  const full = [...dayFirst, ...monthFirst];
  return [...(hasArticle ? bare : []), ...full, ...full.flatMap((date) => withYear(text, date))]
    .map(({ end, ...date }) => ({ end, day: { kind: "date" as const, year: undefined, ...date } }))
    .filter(({ day }) => isPossible(day));
}

function readMonth(text: string, end: number, gap: RegExp): { end: number; month: number }[] {
  gap.lastIndex = Math.max(0, end);
  const from = end < 0 ? 0 : gap.test(text) ? gap.lastIndex : undefined;
  if (from === undefined) return [];
  const word = /[a-z]{3,}/y;
  word.lastIndex = from;
  const found = word.exec(text)?.[0] ?? "";
  // "Mar", "sept": at least three letters of the month.
  const index = monthWords.findIndex(
    (month) => month === found || (found.length < 5 && month.startsWith(found)),
  );
  return found === "" || index < 0 ? [] : [{ end: word.lastIndex, month: index + 1 }];
}

function withYear(text: string, date: { end: number; day: number; month: number }) {
  const year = / (?:in )?(20\d\d)\b/y;
  year.lastIndex = date.end;
  const found = year.exec(text)?.[1];
  return found === undefined ? [] : [{ ...date, end: year.lastIndex, year: Number(found) }];
}

function isPossible({ day, month }: { day: number; month: number | undefined }): boolean {
  return Number.isInteger(day) && day >= 1 && day <= 31 && (month ?? 1) >= 1 && (month ?? 1) <= 12;
}

/** The day that is meant; undefined when the calendar has none soon ("29 February" of a year that has 28 days). */
export function resolveDay(phrase: DayPhrase, today: LocalDate): LocalDate | undefined {
  switch (phrase.kind) {
    case "days":
      return phrase.count <= daysMax ? addDays(today, phrase.count) : undefined;
    case "weekday":
      return resolveWeekday(phrase, today);
    case "months": {
      if (phrase.count > daysMax / 28) return undefined;
      const first = addDays({ ...today, month: today.month + phrase.count, day: 1 }, 0);
      return addDays(first, Math.min(today.day, monthLength(first)) - 1);
    }
    case "next":
      return phrase.unit === "week"
        ? addDays(today, 7 - today.weekday)
        : addDays({ ...today, month: today.month + 1, day: 1 }, 0);
    case "date":
      return resolveDate(phrase, today);
  }
}

/** About a hundred years: nobody plans further, and dates stay in the calendar's range. */
const daysMax = 36_525;

function resolveWeekday(
  { weekday, week }: Extract<DayPhrase, { kind: "weekday" }>,
  today: LocalDate,
): LocalDate {
  if (week === "next") return addDays(today, 7 - today.weekday + weekday);
  return addDays(today, ((weekday - today.weekday + 6) % 7) + 1);
}

function resolveDate(
  { day, month, year }: Extract<DayPhrase, { kind: "date" }>,
  today: LocalDate,
): LocalDate | undefined {
  // Up to eight years lie between two 29ths of February.
  const months = year !== undefined ? [0] : [...Array(month === undefined ? 3 : 9).keys()];
  for (const later of months) {
    const first =
      month === undefined
        ? addDays({ ...today, month: today.month + later, day: 1 }, 0)
        : addDays({ ...today, year: (year ?? today.year) + later, month, day: 1 }, 0);
    if (day > monthLength(first)) continue;
    const date = addDays(first, day - 1);
    const isPast = Date.UTC(date.year, date.month, date.day) < Date.UTC(today.year, today.month, today.day);
    if (!isPast || year !== undefined) return date;
  }
  return undefined;
}

function monthLength({ year, month }: LocalDate): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
