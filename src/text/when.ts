import { type Outcome, success } from "../core/outcome.ts";
import { type DayPart, dayParts } from "./day-parts.ts";
import { resolveDay } from "./day-words.ts";
import { addDays, type LocalDate, localDate, startOfDay, timeOn } from "./local-date.ts";
import {
  nextOccurrence,
  type Recurrence,
  type TimeOfDay,
  type TimePlace,
  timeOfDayOn,
} from "./recurrence.ts";
import { quoteWords, refuse, type ValueRefusal } from "./value-refusal.ts";
import { valueText } from "./value-text.ts";
import { readWhens, type WhenPhrase } from "./when-words.ts";

/** Times in milliseconds since 1970-01-01 UTC, lengths in milliseconds. */
export type When =
  | { kind: "at"; at: number; assumed: Assumption }
  /** "In ten minutes". */
  | { kind: "delay"; delayMs: number; at: number }
  | { kind: "until"; at: number; assumed: Assumption }
  /** "For twenty minutes", from now on. */
  | { kind: "for"; lengthMs: number; until: number }
  /** "From eight to ten". */
  | { kind: "span"; from: number; to: number; assumed: Assumption }
  | { kind: "recurring"; rule: Recurrence; next: number; assumed: Assumption };

/**
 * What the words left open and was chosen, so that a reply can say it: whether morning or evening was meant
 * (`half`), the hour of "tomorrow evening" (`part`), or the hour of "tomorrow" (`day`).
 */
export type Assumption = "half" | "part" | "day" | undefined;

export interface WhenContext extends TimePlace {
  now: number;
  /** What "at seven" means: the next one there is, or the one in the morning, as for an alarm. */
  half?: "next" | "morning";
}

/** Times further away are slips; it also keeps every time in the range of a date. About a hundred years. */
const distanceMaxMs = 36_525 * 86_400_000;

/**
 * The time that `words` name, seen from `now` on the clocks of the time zone. Days are counted on the calendar, so
 * "in two days" is the same time of day also when the clocks change in between. Never throws for any words.
 */
export function readWhen(words: string, context: WhenContext): Outcome<When, ValueRefusal> {
  const text = valueText(words);
  if (text === undefined || text === "") return notRead(words);
  const whole = readWhens(text, 0).filter(({ end }) => end === text.length);
  const span = readSpan(text, context);
  // The reading in which most words say something comes last in none, so the best is tried first.
  let refusal: { ok: false; reason: ValueRefusal } | undefined = span && !span.ok ? span : undefined;
  if (span?.ok) return span;
  for (const { phrase } of whole) {
    const when = resolveWhen(phrase, context);
    if (when.ok) return when;
    refusal ??= when;
  }
  return refusal ?? notRead(words);
}

function notRead(words: string): { ok: false; reason: ValueRefusal } {
  return refuse("notRead", `I cannot tell which time ${quoteWords(words)} is.`);
}

/** The time a phrase means. */
export function resolveWhen(phrase: WhenPhrase, context: WhenContext): Outcome<When, ValueRefusal> {
  const { now } = context;
  if (phrase.delaySeconds !== undefined) {
    const lengthMs = Math.round(phrase.delaySeconds * 1000);
    if (lengthMs > distanceMaxMs) return refuse("noSuchTime", "That is more than a hundred years away.");
    if (phrase.sense === "for") return success({ kind: "for", lengthMs, until: now + lengthMs });
    return success({ kind: "delay", delayMs: lengthMs, at: now + lengthMs });
  }
  if (phrase.repeat) return resolveRepeat(phrase, phrase.repeat, context);
  const point = phrase.day ? resolveOnDay(phrase, context) : resolveNext(phrase, context);
  if (!point.ok) return point;
  return success({ kind: phrase.sense === "until" ? "until" : "at", ...point.value });
}

interface Point {
  at: number;
  assumed: Assumption;
}

/** A time without a day: the next one. */
function resolveNext(phrase: WhenPhrase, context: WhenContext): Outcome<Point, ValueRefusal> {
  const today = localDate(context.now, context.timeZone);
  const { times, assumed } = timesOf(phrase, context);
  const found = times
    .flatMap((time) => {
      // The midnight that ends yesterday and what comes after it are today.
      const first = time.kind === "clock" && time.minute >= 1440 ? -1 : 0;
      return [first, first + 1].map((offset) => timeOfDayOn(time, addDays(today, offset), context.location));
    })
    .filter((at) => at !== undefined && at > context.now);
  if (found.length === 0) return noSun(phrase, context);
  return success({ at: Math.min(...found.map((at) => at ?? Number.POSITIVE_INFINITY)), assumed });
}

/** A time on a day that was named. */
function resolveOnDay(phrase: WhenPhrase, context: WhenContext): Outcome<Point, ValueRefusal> {
  const { now, timeZone, location } = context;
  const today = localDate(now, timeZone);
  const date = phrase.day && resolveDay(phrase.day, today);
  if (!date) return refuse("noSuchTime", "There is no such day on the calendar.");
  const isToday = startOfDay(date) === startOfDay(today);
  if (!phrase.clock && !phrase.sun && !phrase.part) return resolveWholeDay(phrase, date, context);
  const { times, assumed } = timesOf(phrase, isToday ? context : { ...context, half: "day" });
  const all = times.map((time) => timeOfDayOn(time, date, location)).filter((at) => at !== undefined);
  if (all.length === 0) return noSun(phrase, context);
  const ahead = all.filter((at) => at > now);
  if (ahead.length === 0) return refuse("past", "That time is over already.");
  return success({ at: Math.min(...ahead), assumed });
}

/** A day without a time: the same time of day for a distance, its beginning for "until", else the morning. */
function resolveWholeDay(
  { day, sense }: WhenPhrase,
  date: LocalDate,
  { now, timeZone }: WhenContext,
): Outcome<Point, ValueRefusal> {
  if (day && "isDistance" in day) {
    const clock = now - startOfDay(localDate(now, timeZone));
    const minute = minuteOfDay(now, timeZone, clock);
    return success({ at: timeOn(date, minute) + (now % 60_000), assumed: undefined });
  }
  const at = sense === "until" ? startOfDay(date) : timeOn(date, dayParts.morning.usualMinute);
  return at > now ? success({ at, assumed: "day" }) : refuse("past", "Say at what time today it shall be.");
}

/** What the clock shows, in minutes; `elapsedMs` since midnight differs from it on days when the clocks change. */
function minuteOfDay(now: number, timeZone: string | undefined, elapsedMs: number): number {
  const guess = Math.floor(elapsedMs / 60_000);
  const date = localDate(now, timeZone);
  const isShown = (minute: number) => timeOn(date, minute) === now - (now % 60_000);
  return [guess, guess + 60, guess - 60, guess + 30, guess - 30].find(isShown) ?? guess;
}

/** The times of a day that a phrase may mean. */
function timesOf(
  phrase: Pick<WhenPhrase, "clock" | "sun" | "part" | "day">,
  { half = "next" }: { half?: "next" | "morning" | "day" },
): { times: TimeOfDay[]; assumed: Assumption } {
  const { clock, sun, part, day } = phrase;
  if (sun) return { times: [{ kind: "sun", ...sun }], assumed: undefined };
  const clocks = (minutes: readonly number[]) =>
    minutes.map((minute) => ({ kind: "clock" as const, minute }));
  if (!clock)
    return { times: clocks([dayParts[part ?? "morning"].usualMinute]), assumed: part ? "part" : "day" };
  const { minute, isTwelveHour } = clock;
  if (part) return { times: clocks(minutesIn(part, clock)), assumed: undefined };
  // The midnight of a day is the one that ends it: "friday at midnight".
  if (!isTwelveHour) return { times: clocks([minute === 0 && day ? 1440 : minute]), assumed: undefined };
  if (half === "morning") return { times: clocks([minute]), assumed: "half" };
  // On another day: from six in the morning to before six in the evening, when most people are awake for it.
  if (half === "day") return { times: clocks([minute < 360 ? minute + 720 : minute]), assumed: "half" };
  return { times: clocks([minute, minute + 720]), assumed: "half" };
}

/** "Nine tonight" is 21:00, "two at night" 2:00 of the day or the next one, "twelve at night" midnight. */
function minutesIn(
  part: DayPart,
  { minute, isTwelveHour }: { minute: number; isTwelveHour: boolean },
): number[] {
  if (part === "morning") return [minute];
  const isEarly = minute < 360;
  if (part === "night" && isEarly) return minute < 60 ? [minute + 1440] : [minute, minute + 1440];
  if (part === "evening" && minute < 60) return [minute + 1440];
  return [isTwelveHour ? minute + 720 : minute];
}

function resolveRepeat(
  phrase: WhenPhrase,
  repeat: NonNullable<WhenPhrase["repeat"]>,
  context: WhenContext,
): Outcome<When, ValueRefusal> {
  const found = ruleOf(phrase, repeat);
  const next = nextOccurrence(found.rule, context.now, context);
  if (next === undefined) return noSun(phrase, context);
  return success({ kind: "recurring", ...found, next });
}

function ruleOf(
  phrase: WhenPhrase,
  repeat: NonNullable<WhenPhrase["repeat"]>,
): { rule: Recurrence; assumed: Assumption } {
  if (repeat.kind === "interval") {
    return { rule: { kind: "interval", everyMs: Math.round(repeat.seconds * 1000) }, assumed: undefined };
  }
  const part = phrase.part ?? (repeat.kind === "weekly" ? repeat.part : undefined);
  const { times, assumed } = timesOf({ ...phrase, part, day: undefined }, { half: "day" });
  // Of "two at night" the one on the day itself.
  const time = times[0] ?? { kind: "clock", minute: dayParts.morning.usualMinute };
  if (repeat.kind === "monthly") return { rule: { kind: "monthly", day: repeat.day, time }, assumed };
  return { rule: { kind: "weekly", weekdays: repeat.weekdays, time }, assumed };
}

function noSun({ sun }: WhenPhrase, { location }: WhenContext): { ok: false; reason: ValueRefusal } {
  if (sun && !location) {
    return refuse(
      "needsLocation",
      "I do not know where I am, so I cannot tell when the sun rises or sets; set daemon.location.",
    );
  }
  return refuse(
    "noSuchTime",
    sun ? `There is no ${sun.event} here on that day.` : "That time does not come.",
  );
}

/** "From eight to ten", "between 8 and 10 pm tomorrow": undefined when it is no span. */
function readSpan(text: string, context: WhenContext): Outcome<When, ValueRefusal> | undefined {
  const lead = /^(?:between (.+?) and|from (.+?) (?:to|until|till|til)) (.+)$/.exec(text);
  if (!lead) return undefined;
  const [first, last] = [phraseOf(lead[1] ?? lead[2] ?? ""), phraseOf(lead[3] ?? "")];
  if (!first || !last) return undefined;
  // What is said once holds for both: "8 and 10 pm tomorrow".
  const shared = { day: first.day ?? last.day, part: first.part ?? last.part };
  const to = resolveWhen({ ...last, ...shared }, context);
  if (!to.ok) return to;
  if (to.value.kind !== "at") return undefined;
  const from = startOf({ ...first, ...shared }, to.value.at, context);
  if (!from.ok) return from;
  const later = resolveWhen({ ...last, ...shared }, { ...context, now: from.value.at });
  if (!later.ok) return later;
  if (later.value.kind !== "at") return undefined;
  return success({
    kind: "span",
    from: from.value.at,
    to: later.value.at,
    assumed: from.value.assumed ?? later.value.assumed,
  });
}

/** The beginning of a span: where morning or evening was not said, the one nearest before its end. */
function startOf(phrase: WhenPhrase, to: number, context: WhenContext): Outcome<Point, ValueRefusal> {
  const { clock } = phrase;
  if (clock?.isTwelveHour && !phrase.part) {
    const options = [clock.minute, clock.minute + 720].flatMap((minute) => {
      const point = resolveWhen({ ...phrase, clock: { minute, isTwelveHour: false } }, context);
      return point.ok && point.value.kind === "at" && point.value.at < to ? [point.value.at] : [];
    });
    if (options.length > 0) return success({ at: Math.max(...options), assumed: "half" });
  }
  const point = resolveWhen(phrase, context);
  if (!point.ok) return point;
  if (point.value.kind !== "at") return refuse("noSuchTime", "That is no time for it to begin.");
  return success({ at: point.value.at, assumed: point.value.assumed });
}

function phraseOf(text: string): WhenPhrase | undefined {
  return readWhens(text, 0).find(({ end, phrase }) => end === text.length && phrase.sense === "at")?.phrase;
}
