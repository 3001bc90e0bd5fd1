import type { FeedbackEntry } from "../domain/feedback.ts";
import { sayDuration } from "../text/say-duration.ts";
import { sayPlain } from "../text/say-name.ts";
import { sayNumber } from "../text/say-number.ts";
import { sayUnit } from "../text/say-quantity.ts";

type Told = Omit<FeedbackEntry, "told">;

const kindWords = {
  level: "an unusual value",
  rate: "an unusual change",
  stuck: "a value that does not change",
  gap: "silence",
  pattern: "an unusual pattern",
  threshold: "a limit",
  logBurst: "many messages",
  logNovel: "a new message",
  logSilent: "a missing message",
  logOrder: "an unusual order of messages",
  logRising: "more and more problems",
} as const satisfies Record<FeedbackEntry["kind"], string>;

/** What is in force, as people say it: `Cellar: an unusual value from 22 to 25.5 °C is taken as usual`. */
export function sayFeedback(entry: Told, unit: string | undefined): string {
  const { name, kind, verdict, factor = 1, from, to } = entry;
  const about = `${sayPlain(name, nameLengthMax)}: ${kindWords[kind]}${reasonOf(entry)}`;
  if (verdict === "falseAlarm") return `${about} needs ${sayNumber(factor)} times the usual evidence`;
  const time = from === undefined || to === undefined ? "" : ` between ${from} and ${to}`;
  return `${about}${extentOf(entry, unit)}${time} is taken as usual`;
}

function reasonOf({ reason }: Told): string {
  // `timeOfDay` reads as `time of day`.
  return reason === undefined ? "" : ` (${reason.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)})`;
}

function extentOf({ low, high, state, durationMsMax }: Told, unit: string | undefined): string {
  const value = (number: number) => `${sayNumber(number)}${sayUnit(unit)}`;
  const duration = durationMsMax === undefined ? "" : ` for up to ${sayDuration(durationMsMax)}`;
  if (state !== undefined) return ` (${sayPlain(state, nameLengthMax)})${duration}`;
  if (low !== undefined && high !== undefined) return ` from ${sayNumber(low)} to ${value(high)}${duration}`;
  if (high !== undefined) return ` up to ${value(high)}${duration}`;
  return low === undefined ? duration : ` down to ${value(low)}${duration}`;
}

const nameLengthMax = 60;
