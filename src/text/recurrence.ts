import { addDays, type LocalDate, localDate, timeOn } from "./local-date.ts";
import { type Location, type SunEvent, sunTime } from "./sun.ts";

/** A time of any day: on the clock, in minutes after midnight (1440 is the midnight that ends it), or by the sun. */
export type TimeOfDay =
  | { kind: "clock"; minute: number }
  | { kind: "sun"; event: SunEvent; offsetMinutes: number };

/** When something comes again. Plain data, so that it can be stored. */
export type Recurrence =
  /** 0 is Monday. */
  | { kind: "weekly"; weekdays: readonly number[]; time: TimeOfDay }
  /** Months without such a day are left out. */
  | { kind: "monthly"; day: number; time: TimeOfDay }
  | { kind: "interval"; everyMs: number };

/** Where and on which clock times are told; no location: nothing is known of the sun. */
export interface TimePlace {
  timeZone: string | undefined;
  location: Location | undefined;
}

/** When it comes next after `after`; undefined when it does not within a year, or the location is missing. */
export function nextOccurrence(rule: Recurrence, after: number, place: TimePlace): number | undefined {
  if (rule.kind === "interval") return after + rule.everyMs;
  // The midnight that ends yesterday is later than the beginning of today.
  let date = addDays(localDate(after, place.timeZone), -1);
  for (let day = 0; day <= 367; day += 1) {
    const isDue = rule.kind === "weekly" ? rule.weekdays.includes(date.weekday) : date.day === rule.day;
    const at = isDue ? timeOfDayOn(rule.time, date, place.location) : undefined;
    if (at !== undefined && at > after) return at;
    date = addDays(date, 1);
  }
  return undefined;
}

/** That time of that day; undefined when the sun does not rise or set on it, or the location is missing. */
export function timeOfDayOn(
  time: TimeOfDay,
  date: LocalDate,
  location: Location | undefined,
): number | undefined {
  if (time.kind === "clock") return timeOn(date, time.minute);
  const at = location && sunTime(time.event, date, location);
  return at === undefined ? undefined : at + time.offsetMinutes * 60_000;
}
