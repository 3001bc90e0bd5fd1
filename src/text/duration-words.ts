import { readFractions } from "./fraction-words.ts";
import { readNumbers } from "./number-words.ts";

/** A length of time found in a text that `normalise` made; `end` is where it ends. */
export interface DurationReading {
  end: number;
  seconds: number;
}

const unitSeconds = {
  millisecond: 0.001,
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
} as const;
type DurationUnit = keyof typeof unitSeconds;

const unitWords: Readonly<Record<string, DurationUnit>> = {
  ms: "millisecond",
  millisecond: "millisecond",
  milliseconds: "millisecond",
  s: "second",
  sec: "second",
  secs: "second",
  second: "second",
  seconds: "second",
  m: "minute",
  min: "minute",
  mins: "minute",
  minute: "minute",
  minutes: "minute",
  h: "hour",
  hr: "hour",
  hrs: "hour",
  hour: "hour",
  hours: "hour",
  day: "day",
  days: "day",
  week: "week",
  weeks: "week",
  fortnight: "fortnight",
  fortnights: "fortnight",
};

/**
 * Every way to read a length of time from `start`: "10 minutes", "10min", "half an hour", "three quarters of an
 * hour", "an hour and a half", "one and a half hours", "a couple of minutes", "2 hours and 30 minutes", "two hours
 * thirty". "1 hour 30 minutes" reads as an hour, too.
 */
export function readDurations(text: string, start: number): DurationReading[] {
  const readings: DurationReading[] = [];
  for (const first of readPart(text, start)) {
    readings.push({ end: first.end, seconds: first.seconds });
    let last = first;
    // Parts go from large to small: "1 hour 30 minutes 10 seconds".
    for (;;) {
      const [next] = readPart(text, afterLink(text, last.end)).filter(
        (part) => part.unitSeconds < last.unitSeconds,
      );
      if (!next || last.isWhole) break;
      last = { ...next, seconds: last.seconds + next.seconds };
      readings.push({ end: last.end, seconds: last.seconds });
    }
    if (!last.isWhole) readings.push(...readBareMinutes(text, last));
  }
  return readings;
}

/** The length of time that all of the text is; undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  return readDurations(text, 0).find(({ end }) => end === text.length)?.seconds;
}

/** "Two hours thirty", "1h30": the minutes may go without their word. */
function readBareMinutes(text: string, hours: Part): DurationReading[] {
  if (hours.unitSeconds !== unitSeconds.hour) return [];
  const from = text[hours.end] === " " ? hours.end + 1 : hours.end;
  return readNumbers(text, from)
    .filter(({ value, end }) => value >= 1 && value < 60 && Number.isInteger(value) && !readUnit(text, end))
    .map(({ value, end }) => ({ end, seconds: hours.seconds + value * unitSeconds.minute }));
}

interface Part extends DurationReading {
  unitSeconds: number;
  /** "Half an hour" is not followed by smaller parts. */
  isWhole: boolean;
}

function readPart(text: string, start: number): Part[] {
  const fractions = readFractions(text, start).flatMap(({ end, value }) => {
    const unitAt = endOf(/ (?:of )?(?:an? )?/y, text, end);
    const unit = unitAt === undefined ? undefined : readUnit(text, unitAt - 1);
    if (!unit) return [];
    const seconds = value * unitSeconds[unit.unit];
    return [{ end: unit.end, seconds, unitSeconds: seconds, isWhole: true }];
  });
  const counted = [...readNumbers(text, start), ...readCount(text, start)]
    .filter(({ value }) => value >= 0)
    .flatMap(({ end, value }) => {
      const unit = readUnit(text, end);
      if (!unit) return [];
      const size = unitSeconds[unit.unit];
      const part = { end: unit.end, seconds: value * size, unitSeconds: size, isWhole: false };
      const more = readRest(text, unit.end);
      if (!more) return [part];
      return [{ ...part, end: more.end, seconds: part.seconds + more.value * size, isWhole: true }, part];
    });
  return [...fractions, ...counted];
}

/** "… and a half", "… and three quarters" of the unit before it. */
function readRest(text: string, end: number): { end: number; value: number } | undefined {
  const from = endOf(/ and /y, text, end);
  if (from === undefined) return undefined;
  return readFractions(text, from).find(
    (part) => readUnit(text, part.end) === undefined && !/^ (?:of )?an? /.test(text.slice(part.end)),
  );
}

/** "An hour", "a couple of minutes", "a few seconds". */
function readCount(text: string, start: number): { end: number; value: number }[] {
  return counts.flatMap(([pattern, value]) => {
    const end = endOf(pattern, text, start);
    return end === undefined ? [] : [{ end, value }];
  });
}

const counts: readonly (readonly [RegExp, number])[] = [
  [/an?\b/y, 1],
  [/(?:a )?couple(?: of)?\b/y, 2],
  [/a few\b/y, 3],
  [/(?:a|one) dozen\b/y, 12],
  [/half a dozen\b/y, 6],
];

function readUnit(text: string, gapAt: number): { unit: DurationUnit; end: number } | undefined {
  const word = / ?([a-z]+)/y;
  word.lastIndex = gapAt;
  const found = word.exec(text)?.[1] ?? "";
  const unit = Object.hasOwn(unitWords, found) ? unitWords[found] : undefined;
  return unit && { unit, end: word.lastIndex };
}

function afterLink(text: string, end: number): number {
  // "1h30m" has no gap.
  return endOf(/ (?:and )?|(?=\d)/y, text, end) ?? text.length;
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
