import { dayNumber, localTime, monthNames, type TimeView, weekdayNames } from "../../text/say-time.ts";
import { beganEarliest } from "../onset.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import type { Mentioned } from "./subjects.ts";

/**
 * Settles every time of day and every day: a fact must have happened in that very minute and on that very day, as
 * read on the device's wall clock. A time without a day means today. In a sentence that names something, it must be
 * the beginning (or, after words of an end, the end) of what is named there, not of anything else.
 */
export function settleTimes(
  draft: Draft,
  context: { ground: Ground; mentions: readonly Mentioned[]; view: TimeView },
): Refusal | undefined {
  const { view } = context;
  for (const found of draft.find(timePattern)) {
    const isTold = momentsAt(found, draft, context).some((at) => isMoment(found, at, view));
    if (!isTold) return refusal("time", found.text);
    draft.settle(found.start, found.end);
  }
  return undefined;
}

function momentsAt(
  found: Found,
  draft: Draft,
  { ground, mentions }: { ground: Ground; mentions: readonly Mentioned[] },
): readonly number[] {
  const { start, end } = draft.sentenceAt(found.start);
  const lines = mentions
    .filter((mention) => mention.start >= start && mention.end <= end)
    .flatMap((mention) => mention.lines)
    .filter(({ incident }) => incident.clock !== "unsynced");
  const before = draft.rest.slice(start, found.start);
  if (lines.length === 0 || /\bsomething unusual\b/i.test(before)) return ground.times;
  if (/\b(?:back to usual|over)(?: since| at| on)?(?: \p{L}+)? ?$/iu.test(before))
    return lines.flatMap(endsOf);
  const isSince = /\bsince $/i.test(before);
  const period = ground.facts.type === "digest" ? [ground.facts.from, ground.facts.to] : [];
  return [...period, ...lines.filter((line) => !isSince || isLasting(line)).flatMap(onsetsOf)];
}

/** The end of all of an incident, which is when its last line was back. */
function endsOf({ incident }: Line): number[] {
  const ends = incident.evidence.flatMap(({ recoveredAt }) => recoveredAt ?? []);
  return incident.closedAt === undefined ? ends : [...ends, incident.closedAt];
}

function onsetsOf({ evidence }: Line): number[] {
  return [evidence.firstAt, beganEarliest(evidence)];
}

/** Whether it has gone on all the while since it began. */
function isLasting({ evidence }: Line): boolean {
  return evidence.recoveredAt === undefined && evidence.resumedAt === undefined;
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
