import { sayExactDuration } from "../../text/say-duration.ts";
import { sayName } from "../../text/say-name.ts";
import { sayClock, sayTime, type TimeView } from "../../text/say-time.ts";
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
