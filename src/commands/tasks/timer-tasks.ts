import { sayExactDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";
import { nameKey } from "../entities/names.ts";
import { capitalise } from "../say/phrases.ts";
import type { Agenda } from "./agenda.ts";
import { entriesMax } from "./agenda.ts";
import { type AgendaEntry, entryTextMax } from "./agenda-entry.ts";
import { fitting } from "./lists.ts";
import { sayEntry } from "./say-agenda.ts";
import { senderOf } from "./sender.ts";
import {
  answered,
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

/** Longest countdown, and longest one can become. */
const lengthMaxMs = 7 * 86_400_000;

export const startTimer: TaskHandler = async (task) => {
  const { ports, utterance } = task;
  const seconds = number(task, "duration");
  if (seconds === undefined) return refused("For how long shall the timer run?");
  const lengthMs = seconds * 1000;
  if (lengthMs < 1000 || lengthMs > lengthMaxMs) {
    return refused(`A timer may run from 1 second to ${sayExactDuration(lengthMaxMs)}, so I set none.`);
  }
  const { agenda } = ports;
  if (!agenda) return refused(nowhereToKeep);
  if (agenda.isFull) return refused(`There are ${entriesMax} timers, alarms and reminders already.`);
  const label = words(task, "label")?.slice(0, entryTextMax);
  const area = words(task, "area") ?? utterance.area;
  const named = label === undefined ? "" : ` for ${sayName(label)}`;
  if (utterance.dryRun) return done(`I would set a timer${named}: ${sayExactDuration(lengthMs)}.`);
  const now = ports.clock.now();
  await agenda.add({
    kind: "timer",
    ...(label === undefined ? {} : { label }),
    ...(area === undefined ? {} : { area }),
    setAt: now,
    dueAt: now + lengthMs,
    lengthMs,
    ...senderOf(task),
  });
  return done(`The timer${named} is set: ${sayExactDuration(lengthMs)}.`);
};

export const cancelTimer: TaskHandler = (task) =>
  withTimers(task, async (timers, agenda) => {
    const all = words(task, "all") !== undefined;
    if (!task.utterance.dryRun) await agenda.remove(timers.map(({ id }) => id));
    const cancelled = task.utterance.dryRun
      ? "would be cancelled"
      : timers.length === 1
        ? "is cancelled"
        : "are cancelled";
    return done(
      `${all && timers.length > 1 ? sayCount(timers.length, "timer") : capitalise(sayTimers(timers, task))} ${cancelled}.`,
    );
  });

export const pauseTimer: TaskHandler = (task) =>
  withTimers(task, async (timers, agenda) => {
    const running = timers.filter(({ leftMs }) => leftMs === undefined);
    if (running.length === 0)
      return answered(`${capitalise(sayTimers(timers, task))} ${isOrAre(timers)} held already.`);
    if (!task.utterance.dryRun) {
      for (const timer of running) await agenda.change(timer.id, { leftMs: agenda.leftMs(timer) });
    }
    return done(
      running
        .map(
          (timer) =>
            `${capitalise(sayTimer(timer, task))} is held with ${sayLeft(agenda.leftMs(timer))} left.`,
        )
        .join(" "),
    );
  });

export const resumeTimer: TaskHandler = (task) =>
  withTimers(task, async (timers, agenda) => {
    const held = timers.filter(({ leftMs }) => leftMs !== undefined);
    if (held.length === 0)
      return answered(`${capitalise(sayTimers(timers, task))} ${isOrAre(timers)} running.`);
    const said = held.map(
      (timer) => `${capitalise(sayTimer(timer, task))} goes on: ${sayLeft(agenda.leftMs(timer))} left.`,
    );
    if (!task.utterance.dryRun) {
      const now = task.ports.clock.now();
      for (const timer of held) {
        await agenda.change(timer.id, { leftMs: undefined, dueAt: now + (timer.leftMs ?? 0) });
      }
    }
    return done(said.join(" "));
  });

export const changeTimer: TaskHandler = (task) =>
  withTimers(task, async (timers, agenda) => {
    const seconds = number(task, "duration");
    if (seconds === undefined) return refused("By how much shall I change the timer?");
    const isLess = words(task, "direction") === "less";
    const byMs = seconds * 1000 * (isLess ? -1 : 1);
    const replies: string[] = [];
    for (const timer of timers) {
      const left = agenda.leftMs(timer) + byMs;
      if (left <= 0) {
        return refused(
          `${capitalise(sayTimer(timer, task))} has only ${sayLeft(agenda.leftMs(timer))} left; say cancel to end it.`,
        );
      }
      if (left > lengthMaxMs) return refused(`A timer may run at most ${sayExactDuration(lengthMaxMs)}.`);
      if (!task.utterance.dryRun) {
        await agenda.change(timer.id, {
          dueAt: task.ports.clock.now() + left,
          lengthMs: Math.max(left, (timer.lengthMs ?? 0) + byMs),
          ...(timer.leftMs === undefined ? {} : { leftMs: left }),
        });
      }
      replies.push(`${capitalise(sayTimer(timer, task))} has ${sayLeft(left)} left now.`);
    }
    return done(replies.join(" "));
  });

export const queryTimer: TaskHandler = (task) => {
  const { agenda } = task.ports;
  if (!agenda) return answered("No timer is set.");
  // "How long is left" asks for all of them, where a command has to know which.
  const found = namedTimers(task, agenda.entries("timer"));
  if (found.length === 0) return answered(sayNone(task, agenda));
  const said = found.map((timer) => {
    const held = timer.leftMs === undefined ? "" : ", held";
    return `${sayLeft(agenda.leftMs(timer))} left on ${sayTimer(timer, task)}${held}`;
  });
  return answered(`${capitalise(sayList(said))}.`);
};

/** The timers that are meant, or the reason why none is. */
async function withTimers(
  task: Task,
  use: (timers: readonly AgendaEntry[], agenda: Agenda) => Promise<TaskResult>,
): Promise<TaskResult> {
  const { agenda } = task.ports;
  if (!agenda) return refused("No timer is set.");
  const found = namedTimers(task, agenda.entries("timer"));
  if (found.length === 0) return refused(sayNone(task, agenda));
  if (found.length > 1 && words(task, "all") === undefined) {
    return refused(`There are ${sayCount(found.length, "timer")}: ${sayTimers(found, task)}. Say which one.`);
  }
  return use(found, agenda);
}

/** By label, length, area or position; of several that fit nothing but "timer", those of the speaker's area. */
function namedTimers(task: Task, timers: readonly AgendaEntry[]): readonly AgendaEntry[] {
  const label = words(task, "label");
  const lengthSeconds = number(task, "length");
  const area = words(task, "area");
  const ordinal = number(task, "ordinal");
  let found = timers;
  if (label !== undefined) found = found.filter((timer) => isLabelled(timer, label));
  if (lengthSeconds !== undefined) found = found.filter((timer) => timer.lengthMs === lengthSeconds * 1000);
  if (area !== undefined) found = found.filter((timer) => isIn(timer, area) || isLabelled(timer, area));
  if (ordinal !== undefined) {
    const bySetting = [...found].sort((a, b) => a.setAt - b.setAt || a.id - b.id);
    const one = bySetting.at(ordinal < 0 ? ordinal : ordinal - 1);
    found = one ? [one] : [];
  }
  const here = task.utterance.area;
  if (found.length <= 1 || words(task, "all") !== undefined || here === undefined) return found;
  const own = found.filter((timer) => isIn(timer, here));
  return own.length > 0 ? own : found;
}

function isLabelled({ label }: AgendaEntry, heard: string): boolean {
  // "The eggs" are what the egg timer is for.
  return label !== undefined && fitting([label], heard).length > 0;
}

function isIn({ area }: AgendaEntry, heard: string): boolean {
  return area !== undefined && nameKey(area) === nameKey(heard);
}

function sayNone(task: Task, agenda: Agenda): string {
  const others = agenda.entries("timer");
  return others.length === 0
    ? "No timer is set."
    : `There is no such timer; there ${isOrAre(others)} ${sayTimers(others, task)}.`;
}

function sayTimers(timers: readonly AgendaEntry[], task: Task): string {
  return sayList(timers.map((timer) => sayTimer(timer, task)));
}

function sayTimer(timer: AgendaEntry, task: Task): string {
  return sayEntry(timer, viewOf(task).timeZone);
}

/** To the second for the last ten minutes, then to the minute. */
function sayLeft(leftMs: number): string {
  const step = leftMs < 600_000 ? 1000 : 60_000;
  return sayExactDuration(Math.max(1000, Math.ceil(leftMs / step) * step));
}

function isOrAre(timers: readonly unknown[]): string {
  return timers.length === 1 ? "is" : "are";
}
