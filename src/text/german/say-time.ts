import { dayNumber, localTime, sayClock, type TimeView } from "../say-time.ts";

export const germanWeekdays = [
  "Sonntag",
  "Montag",
  "Dienstag",
  "Mittwoch",
  "Donnerstag",
  "Freitag",
  "Samstag",
] as const;

export const germanMonths = [
  "Januar",
  "Februar",
  "März",
  "April",
  "Mai",
  "Juni",
  "Juli",
  "August",
  "September",
  "Oktober",
  "November",
  "Dezember",
] as const;

/** `um 14:05`, `gestern um 23:10`, `am Dienstag um 09:15`, `am 3. Januar um 09:15`, `am 3. Januar 2025 um 09:15`. */
export function sayGermanTime(at: number, view: TimeView): string {
  const day = sayGermanDay(at, view);
  const clock = `um ${sayClock(at, view.timeZone)}`;
  if (day === "heute") return clock;
  return day === "gestern" ? `${day} ${clock}` : `am ${day} ${clock}`;
}

/** The same behind a preposition: `14:05`, `gestern um 23:10`, `Dienstag um 09:15`, `3. Januar um 09:15`. */
export function sayGermanMoment(at: number, view: TimeView): string {
  return sayGermanTime(at, view).replace(/^(?:um|am) /, "");
}

/** `seit 14:05`, `seit gestern um 23:10`, and from two days ago on without the hour: `seit Dienstag`, `seit dem 3. Januar`. */
export function sayGermanSince(at: number, view: TimeView): string {
  const day = sayGermanDay(at, view);
  if (day === "heute") return `seit ${sayClock(at, view.timeZone)}`;
  if (day === "gestern") return `seit gestern um ${sayClock(at, view.timeZone)}`;
  return `seit ${/^\d/.test(day) ? "dem " : ""}${day}`;
}

/** `heute`, `gestern`, `Dienstag` (within the last six days), `3. Januar`, or with the year when it is another. */
export function sayGermanDay(at: number, view: TimeView): string {
  const then = localTime(at, view.timeZone);
  const today = localTime(view.now, view.timeZone);
  const daysAgo = dayNumber(today) - dayNumber(then);
  if (daysAgo === 0) return "heute";
  if (daysAgo === 1) return "gestern";
  if (daysAgo > 1 && daysAgo <= 6) return germanWeekdays[then.weekday] ?? then.day;
  const date = `${then.dayOfMonth}. ${germanMonths[then.month - 1]}`;
  return then.year === today.year ? date : `${date} ${then.year}`;
}
