/** How a moment is told: seen from `now`, on the clock of `timeZone` (IANA name; undefined: the machine's). */
export interface TimeView {
  now: number;
  timeZone: string | undefined;
}

/** A moment on a wall clock. `weekday` counts from 0 = Sunday; `day` strings sort, e.g. `2026-01-05`. */
export interface LocalTime {
  year: number;
  month: number;
  dayOfMonth: number;
  hour: number;
  minute: number;
  weekday: number;
  day: string;
}

export const weekdayNames = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `at 14:05`, `yesterday at 23:10`, `on Tuesday at 09:15`, `on 3 January at 09:15`, `on 3 January 2025 at 09:15`. */
export function sayTime(at: number, view: TimeView): string {
  const day = sayDay(at, view);
  const clock = `at ${sayClock(at, view.timeZone)}`;
  if (day === "today") return clock;
  return day === "yesterday" ? `${day} ${clock}` : `on ${day} ${clock}`;
}

/** The same without a preposition in front, for `from … to …`: `14:05`, `yesterday at 23:10`, `Tuesday at 09:15`. */
export function sayMoment(at: number, view: TimeView): string {
  return sayTime(at, view).replace(/^(?:at|on) /, "");
}

/** `since 14:05`, `since yesterday at 23:10`, and from two days ago on without the hour: `since Tuesday`. */
export function saySince(at: number, view: TimeView): string {
  const day = sayDay(at, view);
  if (day === "today") return `since ${sayClock(at, view.timeZone)}`;
  return day === "yesterday" ? `since yesterday at ${sayClock(at, view.timeZone)}` : `since ${day}`;
}

/** `today`, `yesterday`, `Tuesday` (within the last six days), `3 January`, or with the year when it is another. */
export function sayDay(at: number, view: TimeView): string {
  const then = localTime(at, view.timeZone);
  const today = localTime(view.now, view.timeZone);
  const daysAgo = dayNumber(today) - dayNumber(then);
  if (daysAgo === 0) return "today";
  if (daysAgo === 1) return "yesterday";
  if (daysAgo > 1 && daysAgo <= 6) return weekdayNames[then.weekday] ?? then.day;
  const date = `${then.dayOfMonth} ${monthNames[then.month - 1]}`;
  return then.year === today.year ? date : `${date} ${then.year}`;
}

/** `14:05`, the 24-hour clock. */
export function sayClock(at: number, timeZone: string | undefined): string {
  const { hour, minute } = localTime(at, timeZone);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** The wall clock of `timeZone` at `at`. Moments outside the range of a date count as 1970. */
export function localTime(at: number, timeZone: string | undefined): LocalTime {
  const safeAt = Math.abs(at) <= 8.64e15 ? at : 0;
  const found: Record<string, number> = {};
  for (const { type, value } of formatterFor(timeZone).formatToParts(safeAt)) found[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = found;
  return {
    year,
    month,
    dayOfMonth: day,
    hour,
    minute,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    day: `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`,
  };
}

/** Days since 1970-01-01 of a local date, so that days are counted on the calendar and not in 24 hours. */
export function dayNumber({ year, month, dayOfMonth }: LocalTime): number {
  return Math.round(Date.UTC(year, month - 1, dayOfMonth) / 86_400_000);
}

// A formatter takes about 50 µs to make and 2 µs to use. A device has one zone, so the table stays small.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string | undefined): Intl.DateTimeFormat {
  const key = timeZone ?? "the machine's";
  const kept = formatters.get(key);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...(timeZone === undefined ? {} : { timeZone }),
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
  if (formatters.size >= 8) formatters.clear();
  formatters.set(key, made);
  return made;
}
