import { localTime, monthNames, sayClock, weekdayNames } from "../../text/say-time.ts";
import { answered, clockCaveat, refused, type TaskHandler, viewOf, words } from "./task.ts";

export const tellTime: TaskHandler = (task) => {
  if (words(task, "area") !== undefined) return refused("I only know the time here.");
  const { now, timeZone } = viewOf(task);
  return answered(`It is ${sayClock(now, timeZone)}.${clockCaveat(task)}`);
};

export const tellDate: TaskHandler = (task) => {
  const { now, timeZone } = viewOf(task);
  const shift = dayShifts[words(task, "time") ?? "today"];
  if (shift === undefined) return refused("I can tell the date of today, tomorrow and yesterday.");
  // Noon, so that no change of the clocks makes it another day.
  const today = localTime(now, timeZone);
  const date = new Date(Date.UTC(today.year, today.month - 1, today.dayOfMonth + shift, 12));
  const day = `${weekdayNames[date.getUTCDay()]}, ${date.getUTCDate()} ${monthNames[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  const verb = shift === 0 ? "It is" : shift === 1 ? "Tomorrow is" : "Yesterday was";
  return answered(`${verb} ${day}.${clockCaveat(task)}`);
};

const dayShifts: Readonly<Record<string, number | undefined>> = { yesterday: -1, today: 0, tomorrow: 1 };
