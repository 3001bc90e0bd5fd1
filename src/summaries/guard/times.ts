import { dayNumber, localTime, monthNames, type TimeView, weekdayNames } from "../../text/say-time.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";

/**
 * Settles every time of day and every day: a fact must have happened in that very minute and on that very day, as
 * read on the device's wall clock. A time without a day means today.
 */
export function settleTimes(draft: Draft, ground: Ground, view: TimeView): Refusal | undefined {
  for (const found of draft.find(timePattern)) {
    const isTold = ground.times.some((at) => isMoment(found, at, view));
    if (!isTold) return refusal("time", found.text);
    draft.settle(found.start, found.end);
  }
  return undefined;
}

const weekdays = weekdayNames.join("|");
const months = monthNames.join("|");
const dayPattern = `(?:(today|yesterday)|(${weekdays})|(\\d{1,2}) (${months})(?: (\\d{4})(?!:))?)`;
const clockPattern = "(\\d{1,2}):(\\d{2})(?!\\d|:\\d)";
const timePattern = new RegExp(`\\b${dayPattern}(?:,? at ${clockPattern})?|\\b${clockPattern}`, "gi");

function isMoment({ groups }: Found, at: number, view: TimeView): boolean {
  const [relative, weekday, dayOfMonth, month, year, hour, minute, bareHour, bareMinute] = groups;
  const then = localTime(at, view.timeZone);
  const daysAgo = dayNumber(localTime(view.now, view.timeZone)) - dayNumber(then);
  const isAsked = (said: string | undefined, is: number) => said === undefined || Number(said) === is;
  if (!isAsked(hour ?? bareHour, then.hour) || !isAsked(minute ?? bareMinute, then.minute)) return false;
  if (relative !== undefined) return daysAgo === (relative.toLowerCase() === "today" ? 0 : 1);
  if (weekday !== undefined) {
    return (
      daysAgo >= 1 && daysAgo <= 6 && weekdayNames[then.weekday]?.toLowerCase() === weekday.toLowerCase()
    );
  }
  if (dayOfMonth === undefined || month === undefined) return daysAgo === 0;
  const sameYear = year === undefined ? localTime(view.now, view.timeZone).year : Number(year);
  return (
    then.dayOfMonth === Number(dayOfMonth) &&
    monthNames[then.month - 1]?.toLowerCase() === month.toLowerCase() &&
    then.year === sameYear
  );
}
