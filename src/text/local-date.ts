/** A day on the calendar of a time zone. Months and days may be out of range and then carry over. */
export interface LocalDate {
  year: number;
  /** From 1. */
  month: number;
  day: number;
  /** 0 is Monday. */
  weekday: number;
  /** IANA name, e.g. `Europe/Berlin`; undefined: the machine's own. */
  timeZone: string | undefined;
}

const dayMs = 86_400_000;

export function localDate(at: number, timeZone: string | undefined): LocalDate {
  return dateOfUtc(at + offsetMs(at, timeZone), timeZone);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfUtc(Date.UTC(date.year, date.month - 1, date.day + days), date.timeZone);
}

export function startOfDay(date: LocalDate): number {
  return timeOn(date, 0);
}

/**
 * When the clocks of that day show `minute` minutes after midnight. A time that the change of the clocks
 * leaves out is as much later as they are moved; of one that comes twice it is the first.
 */
export function timeOn(date: LocalDate, minute: number): number {
  const asUtc = Date.UTC(date.year, date.month - 1, date.day, 0, minute);
  // The offset a day before and a day after: one of them holds unless the zone changes twice in two days.
  const early = asUtc - offsetMs(asUtc - dayMs, date.timeZone);
  if (offsetMs(early, date.timeZone) === asUtc - early) return early;
  const late = asUtc - offsetMs(asUtc + dayMs, date.timeZone);
  return offsetMs(late, date.timeZone) === asUtc - late ? late : early;
}

function dateOfUtc(asUtc: number, timeZone: string | undefined): LocalDate {
  const date = new Date(asUtc);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: (date.getUTCDay() + 6) % 7,
    timeZone,
  };
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** How far the clocks of the zone are ahead of UTC. */
function offsetMs(at: number, timeZone: string | undefined): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    // A daemon lives in one zone; the bound is for a caller that tries many.
    if (formats.size >= 20) formats.clear();
    formats.set(timeZone, format);
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}
