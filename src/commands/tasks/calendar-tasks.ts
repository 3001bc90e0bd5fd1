import { sayCount, sayList } from "../../text/say-list.ts";
import { sayPlain } from "../../text/say-name.ts";
import { nameKey } from "../entities/names.ts";
import { capitalise } from "../say/phrases.ts";
import { type Agenda, entriesMax } from "./agenda.ts";
import { type AgendaEntry, entryTextMax } from "./agenda-entry.ts";
import { dueOf } from "./due.ts";
import { sayComing, sayEntry, sayReminded, sayRepeat } from "./say-agenda.ts";
import { senderOf } from "./sender.ts";
import {
  answered,
  clockCaveat,
  done,
  nowhereToKeep,
  number,
  refused,
  type Task,
  type TaskHandler,
  type TaskResult,
  viewOf,
  words,
} from "./task.ts";

type CalendarKind = "alarm" | "reminder";

/** "Wake me at seven", "set an alarm for half past six every weekday": the next seven in the morning. */
export const setAlarm: TaskHandler = (task) => {
  const label = words(task, "label")?.slice(0, entryTextMax);
  return setEntry(task, { kind: "alarm", ...(label === undefined ? {} : { label }) });
};

/** "Remind me to call Anna tomorrow at nine". */
export const setReminder: TaskHandler = (task) => {
  const message = words(task, "message");
  if (message === undefined) return refused("What shall I remind you of?");
  const person = words(task, "person");
  return setEntry(task, {
    kind: "reminder",
    message: message.slice(0, entryTextMax),
    ...(person === undefined ? {} : { person: person.slice(0, entryTextMax) }),
  });
};

export const cancelAlarm: TaskHandler = (task) => cancel(task, "alarm");
export const cancelReminder: TaskHandler = (task) => cancel(task, "reminder");
export const queryAlarm: TaskHandler = (task) => tell(task, "alarm");
export const queryReminder: TaskHandler = (task) => tell(task, "reminder");

async function setEntry(
  task: Task,
  what: Pick<AgendaEntry, "kind" | "label" | "message" | "person">,
): Promise<TaskResult> {
  const { ports, utterance } = task;
  const { agenda } = ports;
  const isAlarm = what.kind === "alarm";
  const due = dueOf(task, {
    isAlarm,
    missing: isAlarm ? "For what time shall I set the alarm?" : "When shall I remind you?",
  });
  if (!due.ok) return refused(due.reason);
  if (!agenda) return refused(nowhereToKeep);
  if (agenda.isFull) return refused(`There are ${entriesMax} timers, alarms and reminders already.`);
  const { dueAt, repeat } = due.value;
  const now = ports.clock.now();
  const entry = {
    ...what,
    ...(utterance.area === undefined ? {} : { area: utterance.area }),
    setAt: now,
    dueAt,
    ...(repeat === undefined ? {} : { repeat }),
    ...senderOf(task),
  };
  const when = sayWhen(entry, task);
  if (utterance.dryRun) return done(`I would set ${isAlarm ? "an alarm" : "a reminder"}: ${when}.`);
  await agenda.add(entry);
  const named = what.label === undefined ? "" : ` for ${sayPlain(what.label, 60)}`;
  const said = isAlarm
    ? `The alarm${named} is set: ${when}.`
    : `I will remind ${sayWhom(what.person)} ${sayReminded(sayPlain(what.message ?? "", 120))}: ${when}.`;
  return done(`${said}${clockCaveat(task)}`);
}

async function cancel(task: Task, kind: CalendarKind): Promise<TaskResult> {
  const { agenda } = task.ports;
  const found = agenda ? meant(task, agenda, kind) : [];
  if (!agenda || found.length === 0) return refused(sayNone(task, agenda, kind));
  if (found.length > 1 && words(task, "all") === undefined) {
    return refused(`There are ${sayCount(found.length, kind)}: ${sayEntries(found, task)}. Say which one.`);
  }
  if (!task.utterance.dryRun) await agenda.remove(found.map(({ id }) => id));
  const names = found.length > 3 ? sayCount(found.length, kind) : sayNames(found, task);
  return done(`${capitalise(names)} ${found.length === 1 ? "is" : "are"} cancelled.`);
}

function tell(task: Task, kind: CalendarKind): TaskResult {
  const { agenda } = task.ports;
  const found = agenda ? meant(task, agenda, kind) : [];
  if (found.length === 0) return answered(sayNone(task, agenda, kind));
  return answered(
    `${capitalise(found.length === 1 ? `${kind}` : sayCount(found.length, kind))}: ${sayEntries(found, task)}.`,
  );
}

/** By words, time and position; all of the kind when nothing was said. */
function meant(task: Task, agenda: Agenda, kind: CalendarKind): readonly AgendaEntry[] {
  const label = words(task, kind === "alarm" ? "label" : "message");
  const ordinal = number(task, "ordinal");
  let found = agenda.entries(kind);
  if (label !== undefined) found = found.filter((entry) => fits(entry, label));
  if (words(task, "time") !== undefined) {
    const due = dueOf(task, { isAlarm: kind === "alarm", missing: "" });
    found = due.ok ? found.filter(({ dueAt }) => isSameClock(dueAt, due.value.dueAt)) : [];
  }
  if (ordinal !== undefined) {
    const one = found.at(ordinal < 0 ? ordinal : ordinal - 1);
    found = one ? [one] : [];
  }
  return found;
}

/** "The seven o'clock alarm" is that of any day. */
function isSameClock(a: number, b: number): boolean {
  const dayMs = 86_400_000;
  return (((a - b) % dayMs) + dayMs) % dayMs < 60_000;
}

function fits({ label, message }: AgendaEntry, heard: string): boolean {
  const own = nameKey(label ?? message ?? "");
  const wanted = nameKey(heard).replace(/^(?:to|about|that) /, "");
  return own === wanted || (wanted !== "" && ` ${own} `.includes(` ${wanted} `));
}

function sayNone(task: Task, agenda: Agenda | undefined, kind: CalendarKind): string {
  const others = agenda?.entries(kind) ?? [];
  if (others.length === 0) return `No ${kind} is set.`;
  return `There is no such ${kind}; there ${others.length === 1 ? "is" : "are"} ${sayEntries(others, task)}.`;
}

/** `07:00 tomorrow`, with what it is for. */
function sayEntries(entries: readonly AgendaEntry[], task: Task): string {
  const told = entries.slice(0, 5).map((entry) => {
    const what = entry.kind === "alarm" ? entry.label : sayReminded(entry.message ?? "");
    return [what === undefined ? "" : sayPlain(what, 80), sayWhen(entry, task)]
      .filter((part) => part !== "")
      .join(" ");
  });
  const more = entries.length - told.length;
  return sayList(more > 0 ? [...told, sayCount(more, "more", "more")] : told);
}

function sayNames(entries: readonly AgendaEntry[], task: Task): string {
  return sayList(entries.map((entry) => sayEntry(entry, viewOf(task).timeZone)));
}

function sayWhen({ dueAt, repeat }: Pick<AgendaEntry, "dueAt" | "repeat">, task: Task): string {
  const view = viewOf(task);
  return repeat === undefined
    ? sayComing(dueAt, view)
    : `${sayRepeat(repeat)}, next ${sayComing(dueAt, view)}`;
}

function sayWhom(person: string | undefined): string {
  return person === undefined || person === "me" ? "you" : sayPlain(person, 40);
}
