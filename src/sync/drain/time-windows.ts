import { addDays, type LocalDate, localDate, timeOn } from "../../text/local-date.ts";
import { type TimeWindow, weekdayNames } from "./drain-settings.ts";

/** Longest search for a window that opens: every day of the week is in it. */
const daysAhead = 8;

/** Whether any window is open at `at`; always where there are none. The end belongs to none. */
export function isWindowOpen(
  windows: readonly TimeWindow[],
  at: number,
  timeZone: string | undefined,
): boolean {
  if (windows.length === 0) return true;
  const today = localDate(at, timeZone);
  return windows.some((window) =>
    // One over midnight may have begun yesterday.
    [addDays(today, -1), today].some((date) => {
      const span = spanOn(window, date);
      return span !== undefined && span.from <= at && at < span.to;
    }),
  );
}

/** When the next window opens after `at`; undefined where there are none. */
export function nextOpeningAt(
  windows: readonly TimeWindow[],
  at: number,
  timeZone: string | undefined,
): number | undefined {
  const today = localDate(at, timeZone);
  const openings = windows.flatMap((window) =>
    Array.from({ length: daysAhead }, (_, day) => spanOn(window, addDays(today, day))?.from).filter(
      (from) => from !== undefined && from > at,
    ),
  ) as number[];
  return openings.length === 0 ? undefined : Math.min(...openings);
}

function spanOn(window: TimeWindow, date: LocalDate): { from: number; to: number } | undefined {
  if (!window.days.some((day) => day === weekdayNames[date.weekday])) return undefined;
  const [from, to] = [minuteOf(window.from), minuteOf(window.to)];
  return { from: timeOn(date, from), to: timeOn(to > from ? date : addDays(date, 1), to) };
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(":").map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}
