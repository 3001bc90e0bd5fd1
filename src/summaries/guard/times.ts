import { dayNumber, localTime, type TimeView } from "../../text/say-time.ts";
import { beganEarliest } from "../onset.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import type { GuardLanguage } from "./guard-language.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { stateForms } from "./states.ts";
import { isNamedBeside, linesAt, type Mentioned } from "./subjects.ts";

/**
 * Settles every time of day and every day: a fact must have happened in that very minute and on that very day, as
 * read on the device's wall clock. A time without a day means today or the night that leads up to now. In a sentence
 * that names something, it must be the beginning (or, by words of an end, the end) of what is named in its clause.
 */
export function settleTimes(
  draft: Draft,
  context: { ground: Ground; mentions: readonly Mentioned[]; view: TimeView },
): Refusal | undefined {
  const { view, ground } = context;
  for (const found of draft.find(timePattern(ground.language))) {
    const isTold = momentsAt(found, draft, context).some((at) => isMoment(found, at, view, ground.language));
    if (!isTold) return refusal("time", found.text);
    draft.settle(found.start, found.end);
  }
  return undefined;
}

function momentsAt(
  found: Found,
  draft: Draft,
  context: { ground: Ground; mentions: readonly Mentioned[] },
): readonly number[] {
  const { ground } = context;
  const { times: words, clauseEnd } = ground.language;
  const period = ground.facts.type === "digest" ? [ground.facts.from, ground.facts.to] : [];
  const lines = linesOfClause(found, draft, context);
  const { before, after } = draft.around(found.start, found.end, clauseEnd);
  const ends = isNamedBeside(found, draft, context.mentions) ? endsOf : endsWithWhole;
  const led = draft.rest.slice(draft.sentenceAt(found.start).start, found.start);
  if (lines === undefined || words.unusual.test(led)) return ground.times;
  const timed = lines.filter(({ incident }) => incident.clock !== "unsynced");
  if (words.by.test(led)) return timed.flatMap((line) => [...nowOf(line), ...ends(line)]);
  const isSince = words.since.test(led);
  const begun = timed.filter((line) => !isSince || isLasting(line));
  const onsets = begun.flatMap(onsetsOf);
  if (words.stands.test(before) || words.stands.test(after)) return [...timed.flatMap(nowOf), ...onsets];
  if (words.until.test(led)) return [...period, ...timed.flatMap(ends)];
  if (words.ended.test(before) || words.ended.test(after)) return timed.flatMap(ends);
  if (words.lasting.test(before) || words.lasting.test(after)) {
    return [...timed.flatMap(nowOf), ...onsets];
  }
  const isBack = words.ended.test(draft.rest.slice(lastBreak(draft.rest, found.start), found.start));
  const back = timed.filter((line) => isBack || isBackInState(line, `${before}${after}`, ground));
  return [...period, ...onsets, ...back.flatMap(ends)];
}

/** Where the last part of the sentence that a sign sets apart begins. */
function lastBreak(rest: string, position: number): number {
  return Math.max(...[",", ";", ":", "(", "."].map((sign) => rest.lastIndexOf(sign, position))) + 1;
}

/** `ok at 14:10`: the clause tells the state that the line is back in. */
function isBackInState({ evidence }: Line, clause: string, ground: Ground): boolean {
  const { recoveredAt, typicalState } = evidence;
  if (recoveredAt === undefined || typicalState === undefined) return false;
  return stateForms(typicalState, ground).some((form) => clause.toLowerCase().includes(form));
}

/** What the clause names, else what the sentence does; undefined when that names nothing either. */
function linesOfClause(
  { start, end }: Found,
  draft: Draft,
  { ground, mentions }: { ground: Ground; mentions: readonly Mentioned[] },
): readonly Line[] | undefined {
  const within = (span: { start: number; end: number }) =>
    mentions.filter((mention) => mention.start >= span.start && mention.end <= span.end);
  const sentence = draft.sentenceAt(start);
  if (within(sentence).length === 0) return undefined;
  const own = within(draft.clauseAt(start, ground.language.clauseEnd));
  if (own.length > 0) return own.flatMap(({ lines }) => lines);
  const before = within({ start: sentence.start, end: start });
  return before.length > 0 ? before.flatMap(({ lines }) => lines) : linesAt(end, draft, mentions, ground);
}

/** When the line was back, or its incident was closed. */
function endsOf({ evidence, incident }: Line): number[] {
  const at = evidence.recoveredAt ?? incident.closedAt;
  return at === undefined ? [] : [at];
}

/** The same and when all of its incident was over: `; this … has been back to usual since 14:31`. */
function endsWithWhole(line: Line): number[] {
  const { evidence, closedAt } = line.incident;
  const lastAt = Math.max(...evidence.map(({ recoveredAt }) => recoveredAt ?? 0));
  return [...endsOf(line), ...(lastAt > 0 ? [lastAt] : []), ...(closedAt === undefined ? [] : [closedAt])];
}

function onsetsOf({ evidence }: Line): number[] {
  return [evidence.firstAt, beganEarliest(evidence)];
}

/** Up to when the facts go. */
function nowOf({ incident }: Line): number[] {
  return [incident.closedAt ?? incident.openedAt + incident.durationMs];
}

/** Whether it has gone on all the while since it began. */
function isLasting({ evidence }: Line): boolean {
  return evidence.recoveredAt === undefined && evidence.resumedAt === undefined;
}

function timePattern({ times }: GuardLanguage): RegExp {
  // `Sat 06:00` is a day, `sat` alone is not.
  const weekdays = times.weekdays
    .flatMap(([name = "", ...short]) => [name, ...short.map((each) => `${each}(?= \\d)`)])
    .join("|");
  const day = `(?:(${times.today}|${times.yesterday})|(${weekdays})|(\\d{1,2})${times.ordinal} (${times.months.join("|")})(?: (\\d{4})(?!:))?)`;
  const clock = "(\\d{1,2}):(\\d{2})(?!\\d|:\\d)";
  return new RegExp(
    `(?<![\\p{L}\\p{N}])${day}(?![\\p{L}])(?:,?(?: ${times.at})? ${clock})?|\\b${clock}`,
    "giu",
  );
}

function isMoment({ groups }: Found, at: number, view: TimeView, { times }: GuardLanguage): boolean {
  const [relative, weekday, dayOfMonth, month, year, hour, minute, bareHour, bareMinute] = groups;
  const then = localTime(at, view.timeZone);
  const daysAgo = dayNumber(localTime(view.now, view.timeZone)) - dayNumber(then);
  const isAsked = (said: string | undefined, is: number) => said === undefined || Number(said) === is;
  if (!isAsked(hour ?? bareHour, then.hour) || !isAsked(minute ?? bareMinute, then.minute)) return false;
  if (relative !== undefined) return daysAgo === (isSame(relative, times.today) ? 0 : 1);
  if (weekday !== undefined) {
    const isNamed = times.weekdays[then.weekday]?.some((name) => isSame(name, weekday)) ?? false;
    return daysAgo >= 0 && daysAgo <= 6 && isNamed;
  }
  if (dayOfMonth === undefined || month === undefined) {
    return daysAgo === 0 || (at <= view.now && view.now - at < halfDayMs);
  }
  const sameYear = year === undefined ? localTime(view.now, view.timeZone).year : Number(year);
  return (
    then.dayOfMonth === Number(dayOfMonth) &&
    isSame(times.months[then.month - 1] ?? "", month) &&
    then.year === sameYear
  );
}

const halfDayMs = 12 * 3_600_000;

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
