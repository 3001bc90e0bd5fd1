import type { Recurrence } from "../../text/recurrence.ts";
import { sayExactDuration } from "../../text/say-duration.ts";
import { sayList } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";
import { dayNumber, localTime, sayClock, sayTime, type TimeView, weekdayNames } from "../../text/say-time.ts";
import { capitalise } from "../say/phrases.ts";
import type { AgendaEntry } from "./agenda-entry.ts";

/** `the pizza timer`, `the 10 minutes timer`, `the 07:00 alarm`, `the reminder to call Anna`. */
export function sayEntry(entry: AgendaEntry, timeZone: string | undefined): string {
  const { kind, label, message, lengthMs } = entry;
  if (kind === "reminder") return `the reminder ${sayReminded(message ?? "")}`;
  if (label) return `the ${sayName(label).toLowerCase()} ${kind}`;
  if (kind === "alarm") return `the ${sayClock(entry.dueAt, timeZone)} alarm`;
  return `the ${sayLength(lengthMs ?? 0)} timer`;
}

/** The sentence that is shown or spoken when it is due. */
export function sayDue(entry: AgendaEntry, how: { lateMs: number; view: TimeView }): string {
  const { view, lateMs } = how;
  const late = lateMs > 60_000 ? ` It was due ${sayTime(entry.dueAt, view)}, while I was off.` : "";
  if (entry.kind === "reminder") {
    const whom = entry.person === undefined || entry.person === "me" ? "" : `${sayName(entry.person)}: `;
    return `${whom}${capitalise(`reminder ${sayReminded(entry.message ?? "")}`)}.${late}`;
  }
  const name = capitalise(sayEntry(entry, view.timeZone).replace(/^the /, ""));
  if (entry.kind === "timer") return `${name} is over.${late}`;
  return entry.label
    ? `${name}: it is ${sayClock(entry.dueAt, view.timeZone)}.${late}`
    : `Alarm: it is ${sayClock(late === "" ? entry.dueAt : view.now, view.timeZone)}.${late}`;
}

export function sayStopped({ kind }: AgendaEntry): string {
  return `${capitalise(kind)} stopped.`;
}

/** `to call Anna`; a message that already says how it follows stays: `that dinner is ready`. */
export function sayReminded(message: string): string {
  return /^(?:to|that|about|of|not to)\s/i.test(message) ? message : `to ${message}`;
}

/** As one says it before a noun: `10 minute`, `1 hour 30 minute`. */
export function sayLength(lengthMs: number): string {
  return sayExactDuration(lengthMs).replace(/s$/, "");
}

/** `every day`, `every weekday`, `every Monday and Friday`, `on day 1 of every month`, `every 2 hours`. */
export function sayRepeat(rule: Recurrence): string {
  if (rule.kind === "interval") return `every ${sayExactDuration(rule.everyMs).replace(/^1 /, "")}`;
  if (rule.kind === "monthly") return `on day ${rule.day} of every month`;
  const days = [...new Set(rule.weekdays)].sort((a, b) => a - b);
  if (days.length === 7) return "every day";
  if (days.join() === "0,1,2,3,4") return "every weekday";
  if (days.join() === "5,6") return "at weekends";
  return `every ${sayList(days.map((day) => weekdayNames[(day + 1) % 7] ?? ""))}`;
}

/** A moment to come: `at 07:00`, `tomorrow at 07:00`, `on Friday at 07:00`, `on 3 March at 07:00`. */
export function sayComing(at: number, view: TimeView): string {
  const then = localTime(at, view.timeZone);
  const days = dayNumber(then) - dayNumber(localTime(view.now, view.timeZone));
  const clock = `at ${sayClock(at, view.timeZone)}`;
  if (days <= 0) return clock;
  if (days === 1) return `tomorrow ${clock}`;
  return days <= 6 ? `on ${weekdayNames[then.weekday]} ${clock}` : sayTime(at, view);
}
