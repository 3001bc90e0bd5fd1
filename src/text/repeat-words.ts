import type { DayPart } from "./day-parts.ts";
import { weekdayWords } from "./day-words.ts";
import { readDurations } from "./duration-words.ts";
import { readOrdinals } from "./ordinal-words.ts";

/** How often something is to happen, before the time of day is known. */
export type RepeatPhrase =
  /** 0 is Monday. */
  | { kind: "weekly"; weekdays: readonly number[]; part: DayPart | undefined }
  | { kind: "monthly"; day: number }
  | { kind: "interval"; seconds: number };

export interface RepeatReading {
  end: number;
  repeat: RepeatPhrase;
}

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const workdays = [0, 1, 2, 3, 4];
const weekend = [5, 6];

/**
 * Every way to read a repetition from `start` in a text that `normalise` made: "every weekday", "daily", "on
 * mondays and thursdays", "monday to friday", "every 15 minutes", "on the first of every month".
 */
export function readRepeats(text: string, start: number): RepeatReading[] {
  return [
    ...readNamed(text, start),
    ...readWeekdays(text, start),
    ...readInterval(text, start),
    ...readMonthly(text, start),
  ];
}

const named: readonly (readonly [RegExp, RepeatPhrase])[] = [
  [/(?:(?:every|each) (?:single )?day(?: of the week)?|daily|everyday)\b/y, weekly(everyDay)],
  [
    /(?:(?:every|each) (?:week ?day|work ?day|working day)|week ?days|work ?days|working days)\b/y,
    weekly(workdays),
  ],
  [/(?:(?:every|each) weekend|weekends|the weekends)\b/y, weekly(weekend)],
  ...(["morning", "afternoon", "evening", "night"] as const).map((part): [RegExp, RepeatPhrase] => [
    new RegExp(`(?:every|each) (?:single )?${part}\\b${part === "night" ? "|nightly\\b" : ""}`, "y"),
    weekly(everyDay, part),
  ]),
  [/(?:(?:every|each) hour|hourly)\b/y, { kind: "interval", seconds: 3600 }],
  [/(?:every|each) half hour\b/y, { kind: "interval", seconds: 1800 }],
  [/(?:every|each) minute\b/y, { kind: "interval", seconds: 60 }],
];

function weekly(weekdays: readonly number[], part?: DayPart): RepeatPhrase {
  return { kind: "weekly", weekdays, part };
}

function readNamed(text: string, start: number): RepeatReading[] {
  return named.flatMap(([pattern, repeat]) => {
    pattern.lastIndex = start;
    return pattern.test(text) ? [{ end: pattern.lastIndex, repeat }] : [];
  });
}

/** "Every monday", "mondays", "every monday wednesday and friday", "monday to friday", each perhaps with a part. */
function readWeekdays(text: string, start: number): RepeatReading[] {
  const through = /(?:(?:every|each) )?([a-z]+day) (?:to|through|till|until|thru) ([a-z]+day)\b/y;
  through.lastIndex = start;
  const [, first = "", last = ""] = through.exec(text) ?? [];
  const [from, to] = [weekdayWords.indexOf(first), weekdayWords.indexOf(last)];
  if (from >= 0 && to >= 0 && from !== to) {
    const count = ((to - from + 7) % 7) + 1;
    const weekdays = everyDay.slice(0, count).map((offset) => (from + offset) % 7);
    return [{ end: through.lastIndex, repeat: weekly(weekdays.sort((a, b) => a - b)) }];
  }
  const lead = /(?:every|each) /y;
  lead.lastIndex = start;
  const isEvery = lead.test(text);
  const readings: RepeatReading[] = [];
  const found = new Set<number>();
  const word = /([a-z]+day)(s)?(?: (morning|afternoon|evening|night)(s)?)?\b/y;
  for (let at = isEvery ? lead.lastIndex : start; ; ) {
    word.lastIndex = at;
    const [, name = "", plural, part, plurals] = word.exec(text) ?? [];
    const weekday = weekdayWords.indexOf(name);
    if (weekday < 0 || !(isEvery || plural || plurals)) return readings;
    found.add(weekday);
    const weekdays = [...found].sort((a, b) => a - b);
    readings.push({ end: word.lastIndex, repeat: weekly(weekdays, part as DayPart | undefined) });
    const link = / (?:and )?(?:on )?(?:every )?/y;
    link.lastIndex = word.lastIndex;
    if (!link.test(text)) return readings;
    at = link.lastIndex;
  }
}

/** "Every 15 minutes", "every two hours", "every quarter of an hour"; days go by the clock, not by hours. */
function readInterval(text: string, start: number): RepeatReading[] {
  const lead = /(?:every|each) /y;
  lead.lastIndex = start;
  if (!lead.test(text)) return [];
  return readDurations(text, lead.lastIndex)
    .filter(({ seconds }) => seconds >= 1 && seconds < 86_400)
    .map(({ end, seconds }) => ({ end, repeat: { kind: "interval", seconds } }));
}

function readMonthly(text: string, start: number): RepeatReading[] {
  const before = /(?:(?:every|each) month|monthly)(?: on)?(?: the)? /y;
  before.lastIndex = start;
  const isBefore = before.test(text);
  const article = /(?:the|every|each) (?=[\da-z])/y;
  article.lastIndex = start;
  if (!isBefore && !article.test(text)) return [];
  return readOrdinals(text, isBefore ? before.lastIndex : article.lastIndex).flatMap(({ end, value }) => {
    const after = / (?:day )?of (?:every|each|the) month\b/y;
    after.lastIndex = end;
    if (value < 1 || value > 31 || !(isBefore || after.test(text))) return [];
    return [{ end: isBefore ? end : after.lastIndex, repeat: { kind: "monthly", day: value } }];
  });
}
