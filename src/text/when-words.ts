import { readClocks } from "./clock-words.ts";
import { type DayPart, isDayPart } from "./day-parts.ts";
import { type DayPhrase, readDays } from "./day-words.ts";
import { readDurations } from "./duration-words.ts";
import { type RepeatPhrase, readRepeats } from "./repeat-words.ts";
import type { SunEvent } from "./sun.ts";

/** What words say of a time, before it is known what time it is now. */
export interface WhenPhrase {
  sense: "at" | "until" | "for";
  clock: { minute: number; isTwelveHour: boolean } | undefined;
  sun: { event: SunEvent; offsetMinutes: number } | undefined;
  part: DayPart | undefined;
  day: DayPhrase | undefined;
  repeat: RepeatPhrase | undefined;
  delaySeconds: number | undefined;
  /** A number and nothing else: "seven". It is a time only where one is expected. */
  isBare: boolean;
}

export interface WhenReading {
  end: number;
  phrase: WhenPhrase;
}

/** Readings looked at; a text with more is a pile of numbers. */
const readingsMax = 200;

/**
 * Every way to read a time from `start` in a text that `normalise` made: "at quarter past six tomorrow", "in ten
 * minutes", "tonight", "next tuesday at nine", "every weekday at seven", "half an hour before sunset", "until
 * noon", "for twenty minutes". Day, part of the day and clock come in any order, each once.
 */
export function readWhens(text: string, start: number): WhenReading[] {
  const whole = readLengths(text, start);
  const until = /(?:up )?(?:until|till|til)(?: it is)? /y;
  until.lastIndex = start;
  const isUntil = until.test(text);
  const empty: WhenPhrase = {
    sense: isUntil ? "until" : "at",
    clock: undefined,
    sun: undefined,
    part: undefined,
    day: undefined,
    repeat: undefined,
    delaySeconds: undefined,
    isBare: false,
  };
  const found: WhenReading[] = whole.map(({ end, ...rest }) => ({ end, phrase: { ...empty, ...rest } }));
  const open: (WhenReading & { hasLead: boolean })[] = [
    { end: isUntil ? until.lastIndex : start, phrase: empty, hasLead: isUntil },
  ];
  for (let next = open.pop(); next && found.length < readingsMax; next = open.pop()) {
    const { phrase } = next;
    linkWords.lastIndex = next.end;
    const words = linkWords.exec(text)?.[0] ?? "";
    // A word that links parts may also begin one: "in two days", "the 3rd of march".
    for (const lead of new Set(["", words.replace(/the $/, ""), words])) {
      const hasLead = next.hasLead || lead !== "";
      for (const { end, part } of readParts(text, next.end + lead.length)) {
        const joined = join(phrase, part);
        if (!joined) continue;
        const isBare = part.isBareClock === true && !hasLead && countOf(joined) === 1;
        found.push({ end, phrase: { ...joined, isBare } });
        if (text[end] === " ") open.push({ end: end + 1, phrase: joined, hasLead });
      }
    }
  }
  return found;
}

const linkWords =
  /(?:and )?(?:(?:starting|beginning|when|once|as soon as) )?(?:(?:at|on|by|from|before|after|of|in|during) )?(?:the )?/y;

interface Part extends Partial<Omit<WhenPhrase, "sense" | "isBare">> {
  isBareClock?: boolean;
}

/** Undefined when one of them is there already, or two cannot both be. */
function join(phrase: WhenPhrase, { isBareClock: _, ...part }: Part): WhenPhrase | undefined {
  const joined = { ...phrase };
  for (const key of ["clock", "sun", "part", "day", "repeat", "delaySeconds"] as const) {
    if (part[key] === undefined) continue;
    if (phrase[key] !== undefined) return undefined;
    Object.assign(joined, { [key]: part[key] });
  }
  if (joined.clock && joined.sun) return undefined;
  if (joined.repeat && (joined.day || joined.delaySeconds !== undefined)) return undefined;
  if (joined.repeat?.kind === "interval" && countOf(joined) > 1) return undefined;
  if (joined.repeat?.kind === "weekly" && joined.repeat.part && joined.part) return undefined;
  return joined.delaySeconds !== undefined && countOf(joined) > 1 ? undefined : joined;
}

function countOf({ clock, sun, part, day, repeat, delaySeconds }: WhenPhrase): number {
  return [clock, sun, part, day, repeat, delaySeconds].filter((one) => one !== undefined).length;
}

function readParts(text: string, start: number): { end: number; part: Part }[] {
  return [
    ...readClocks(text, start).map(({ end, minute, isTwelveHour, isBare }) => ({
      end,
      part: { clock: { minute, isTwelveHour }, isBareClock: isBare },
    })),
    ...readSun(text, start),
    ...readDayPart(text, start),
    ...readDays(text, start).map(({ end, day }) => ({ end, part: { day } })),
    ...readRepeats(text, start).map(({ end, repeat }) => ({ end, part: { repeat } })),
  ];
}

/** "In ten minutes", "ten minutes from now", "after an hour", "now"; and "for twenty minutes". */
function readLengths(text: string, start: number): (Partial<WhenPhrase> & { end: number })[] {
  const now = /(?:right |straight )?(?:now|away)\b|immediately\b|at once\b/y;
  now.lastIndex = start;
  if (now.test(text)) return [{ end: now.lastIndex, delaySeconds: 0 }];
  const lead = /(in|after|within|for)(?: the next| another)? /y;
  lead.lastIndex = start;
  const word = lead.exec(text)?.[1];
  return readDurations(text, word ? lead.lastIndex : start).flatMap(({ end, seconds }) => {
    const tail = / (?:from now|later|time)\b/y;
    tail.lastIndex = end;
    const hasTail = tail.test(text);
    // Days are counted on the calendar, in readDays.
    const isInDays =
      /(?:days?|weeks?|fortnights?)$/.test(text.slice(Math.max(0, end - 10), end)) && seconds % 86_400 === 0;
    if (word === "for") return [{ end, sense: "for" as const, delaySeconds: seconds }];
    if (isInDays) return [];
    if (word) return [{ end: hasTail ? tail.lastIndex : end, delaySeconds: seconds }];
    return hasTail ? [{ end: tail.lastIndex, delaySeconds: seconds }] : [];
  });
}

const sunWords: readonly (readonly [RegExp, SunEvent])[] = [
  [/(?:sunrise|sun rise|sunup|sun up|(?:the )?sun (?:rises|comes up|is up))\b/y, "sunrise"],
  [/(?:sunset|sun set|sundown|sun down|(?:the )?sun (?:sets|goes down|is down))\b/y, "sunset"],
  [/(?:dawn|daybreak|first light|(?:it )?(?:gets|is) light)\b/y, "dawn"],
  [/(?:dusk|nightfall|twilight|dark|(?:it )?(?:gets|is) dark)\b/y, "dusk"],
];

/** "Sunset", "half an hour before sunset", "20 minutes after the sun rises". */
function readSun(text: string, start: number): { end: number; part: Part }[] {
  const shifts = readDurations(text, start).flatMap(({ end, seconds }) => {
    const side = / (before|after|past) (?:the )?/y;
    side.lastIndex = end;
    const word = side.exec(text)?.[1];
    if (!word || seconds >= 86_400) return [];
    return [{ at: side.lastIndex, offsetMinutes: (word === "before" ? -seconds : seconds) / 60 }];
  });
  return [{ at: start, offsetMinutes: 0 }, ...shifts].flatMap(({ at, offsetMinutes }) =>
    sunWords.flatMap(([pattern, event]) => {
      pattern.lastIndex = at;
      return pattern.test(text) ? [{ end: pattern.lastIndex, part: { sun: { event, offsetMinutes } } }] : [];
    }),
  );
}

/** "Tonight", "this evening", "in the morning", "at night", "first thing". */
function readDayPart(text: string, start: number): { end: number; part: Part }[] {
  const tonight = /(?:tonight|this (?=morning|afternoon|evening))/y;
  tonight.lastIndex = start;
  const isToday = tonight.exec(text)?.[0];
  const today = { kind: "days", count: 0 } as const;
  if (isToday === "tonight") return [{ end: tonight.lastIndex, part: { part: "night", day: today } }];
  const first = /first thing(?= |$)/y;
  first.lastIndex = start;
  if (first.test(text)) {
    const morning = / in the morning\b/y;
    morning.lastIndex = first.lastIndex;
    return [{ end: morning.test(text) ? morning.lastIndex : first.lastIndex, part: { part: "morning" } }];
  }
  const word = /(?:early |late )?([a-z]+)(?: time)?\b/y;
  word.lastIndex = isToday ? tonight.lastIndex : start;
  const name = word.exec(text)?.[1] ?? "";
  if (!isDayPart(name)) return [];
  return [{ end: word.lastIndex, part: isToday ? { part: name, day: today } : { part: name } }];
}
