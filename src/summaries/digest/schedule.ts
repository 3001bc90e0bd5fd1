import { addDays, type LocalDate, localDate, timeOn } from "../../text/local-date.ts";

/** A digest that is due: the local day it belongs to, and the span [from, to) it covers. */
export interface DueDigest {
  day: string;
  from: number;
  to: number;
}

/** What is kept over restarts. */
export interface DigestMemory {
  /** Local days whose digest was published (or was not wanted), newest last. */
  days: string[];
  /** End of the last published span. */
  to: number;
  /** When it was first asked for; undefined in memories of older versions. */
  since?: number;
}

/**
 * The digest that is due at `now`: once per local day, from `hour` on until midnight. It covers the time since the
 * last one, so that a missed day is not lost, but no more than a week.
 *
 * Days are compared by name and never by order: a clock that was years ahead for a while leaves one odd day in the
 * memory and stops nothing.
 */
export function dueDigest(
  now: number,
  memory: DigestMemory,
  options: { hour: number; timeZone: string | undefined },
): DueDigest | undefined {
  if (!isClockPlausible(now)) return undefined;
  const today = localDate(now, options.timeZone);
  const to = timeOn(today, options.hour * 60);
  if (now < to || memory.days.includes(dayName(today))) return undefined;
  const dayBefore = timeOn(addDays(today, -1), options.hour * 60);
  const isRecent = memory.to < to && to - memory.to <= catchUpMsMax;
  return { day: dayName(today), from: isRecent ? memory.to : dayBefore, to };
}

/**
 * The weekly digest that is due at `now`: once per week, from `hour` of `weekday` (0 is Monday) on until it is that day
 * again, so that a day on which the board was off costs nothing. It covers the time since the last one, a week and up
 * to three after a longer absence. A week of which less than two days were watched is left out.
 */
export function dueWeek(
  now: number,
  memory: DigestMemory,
  options: { weekday: number; hour: number; timeZone: string | undefined },
): DueDigest | undefined {
  if (!isClockPlausible(now)) return undefined;
  const today = localDate(now, options.timeZone);
  const startOf = (weeksAgo: number) =>
    addDays(today, -((today.weekday - options.weekday + 7) % 7) - 7 * weeksAgo);
  const minute = options.hour * 60;
  const day = timeOn(startOf(0), minute) <= now ? startOf(0) : startOf(1);
  const to = timeOn(day, minute);
  if (memory.days.includes(dayName(day))) return undefined;
  if (memory.since !== undefined && to - memory.since < watchedMsMin) return undefined;
  const weekBefore = timeOn(addDays(day, -7), minute);
  // A week that ended before anybody watched was never told, and nothing goes on from it.
  const isWatched = memory.since === undefined || memory.to >= memory.since;
  const isRecent = isWatched && memory.to < to && to - memory.to <= weeksCatchUpMsMax;
  return { day: dayName(day), from: isRecent ? memory.to : weekBefore, to };
}

/** A board without a battery-backed clock wakes up in the past; until it is set there is no day to speak of. */
export function isClockPlausible(now: number): boolean {
  return now >= clockPlausibleFrom;
}

/** The memory after `digest` was published. */
export function withPublished(memory: DigestMemory, digest: DueDigest): DigestMemory {
  return { ...memory, days: [...memory.days, digest.day].slice(-daysKept), to: digest.to };
}

/** The memory as text, and back; undefined when the text is not one. */
export function writeMemory(memory: DigestMemory): string {
  return JSON.stringify(memory);
}

export function readMemory(text: string): DigestMemory | undefined {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof found !== "object" || found === null) return undefined;
  const { days, to } = found as Partial<Record<string, unknown>>;
  const isDays = Array.isArray(days) && days.every((day) => typeof day === "string");
  if (!isDays || typeof to !== "number" || !Number.isFinite(to)) return undefined;
  const { since } = found as { since?: unknown };
  const isSince = typeof since === "number" && Number.isFinite(since);
  return { days: days.slice(-daysKept), to, ...(isSince ? { since } : {}) };
}

/** Nothing that runs this code was started before. */
const clockPlausibleFrom = Date.UTC(2025, 0, 1);
const catchUpMsMax = 7 * 86_400_000;
const weeksCatchUpMsMax = 21 * 86_400_000;
const watchedMsMin = 2 * 86_400_000;
/** Days remembered: more than a clock can be set back over by daylight saving, time zones or a mistyped date. */
const daysKept = 16;

function dayName({ year, month, day }: LocalDate): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
