import { parsePeriod } from "../../text/period.ts";
import type { TimeView } from "../../text/say-time.ts";
import { textSlot } from "../understand/phrase.ts";
import type { Reading } from "../understand/understand.ts";
import type { SpokenPeriod } from "./measure.ts";

/** The period a question names; its canonical text can be said as it is. */
export function spokenPeriod(reading: Reading, view: TimeView): SpokenPeriod | undefined {
  const said = textSlot(reading, "period");
  return said === undefined ? undefined : periodNamed(said, view);
}

/** From midnight on the person's clock until now. */
export function today(view: TimeView): SpokenPeriod {
  return periodNamed("today", view) ?? pastDays(1, view);
}

export function pastDays(days: number, view: TimeView): SpokenPeriod {
  const said = days === 1 ? "in the last 24 hours" : `in the last ${days} days`;
  return { from: view.now - days * 86_400_000, to: view.now + 1, said };
}

function periodNamed(said: string, view: TimeView): SpokenPeriod | undefined {
  const span = parsePeriod(said, view.now, view.timeZone);
  return span && { ...span, said };
}
