import { localTime, type TimeView } from "../../text/say-time.ts";
import type { Reading } from "../understand/understand.ts";
import type { SpokenPeriod } from "./measure.ts";

export function spokenPeriod(_reading: Reading, _view: TimeView): SpokenPeriod | undefined {
  return undefined;
}

/** From midnight on the person's clock until now. */
export function today(view: TimeView): SpokenPeriod {
  const { hour, minute } = localTime(view.now, view.timeZone);
  const guess = view.now - (view.now % 60_000) - (hour * 60 + minute) * 60_000;
  // On a day with a clock change midnight is an hour off the guess.
  const { hour: off } = localTime(guess, view.timeZone);
  const from = off === 0 ? guess : off < 12 ? guess - off * 3_600_000 : guess + (24 - off) * 3_600_000;
  return { from, to: view.now + 1, said: "today" };
}

export function pastDays(days: number, view: TimeView): SpokenPeriod {
  const said = days === 1 ? "in the last 24 hours" : `in the last ${days} days`;
  return { from: view.now - days * 86_400_000, to: view.now + 1, said };
}
