import { failure, type Outcome, success } from "../../core/outcome.ts";
import type { Recurrence } from "../../text/recurrence.ts";
import { localTime } from "../../text/say-time.ts";
import { readWhen } from "../../text/when.ts";
import { type Task, viewOf, words } from "./task.ts";

/** When something is to ring or to be said: once, or again and again. */
export interface Due {
  dueAt: number;
  repeat: Recurrence | undefined;
}

/** Before this hour nobody is woken who says neither morning nor evening. */
const earliestHour = 4;

/** The time that was said, for an alarm or a reminder; a refusal is a whole sentence. */
export function dueOf(task: Task, asked: { isAlarm: boolean; missing: string }): Outcome<Due> {
  const heard = words(task, "time");
  if (heard === undefined) return failure(asked.missing);
  const { now, timeZone } = viewOf(task);
  const context = { now, timeZone, location: task.ports.location };
  const next = readWhen(heard, context);
  const morning = asked.isAlarm ? readWhen(heard, { ...context, half: "morning" }) : next;
  // An alarm for seven is in the morning; one for two is the next two there is.
  const isNight =
    morning.ok && morning.value.kind === "at" && localTime(morning.value.at, timeZone).hour < earliestHour;
  const when = isNight ? next : morning;
  if (!when.ok) return failure(when.reason.message);
  switch (when.value.kind) {
    case "at":
    case "delay":
      return success({ dueAt: when.value.at, repeat: undefined });
    case "recurring":
      return success({ dueAt: when.value.next, repeat: when.value.rule });
    case "until":
    case "for":
    case "span":
      return failure(`I need a time at which it shall be, such as “at seven”, and heard “${heard}”.`);
  }
}
