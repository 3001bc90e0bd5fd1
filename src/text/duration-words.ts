import { readNumbers } from "./number-words.ts";

/** A length of time found in a text that `normalise` made; `end` is where it ends. */
export interface DurationReading {
  end: number;
  seconds: number;
}

const unitSeconds = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 } as const;
type DurationUnit = keyof typeof unitSeconds;

const unitWords: Readonly<Record<string, DurationUnit>> = {
  s: "second",
  sec: "second",
  secs: "second",
  second: "second",
  seconds: "second",
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
};

const fractionSeconds: readonly (readonly [RegExp, number])[] = [
  [/(?:a )?half (?:an )?hour\b/y, 1800],
  [/(?:a )?half (?:a )?minute\b/y, 30],
  [/(?:a )?half (?:a )?day\b/y, 43_200],
  [/(?:a )?quarter (?:of an )?hour\b/y, 900],
  [/three quarters of an hour\b/y, 2700],
];

/**
 * Every way to read a length of time from `start`: "10 minutes", "10min", "half an hour", "an hour and a half",
 * "one and a half hours", "2 hours and 30 minutes". "1 hour 30 minutes" reads as an hour, too.
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
  }
  return readings;
}

interface Part extends DurationReading {
  unitSeconds: number;
  /** "Half an hour" is not followed by smaller parts. */
  isWhole: boolean;
}

function readPart(text: string, start: number): Part[] {
  const fractions = fractionSeconds.flatMap(([pattern, seconds]) => {
    const end = endOf(pattern, text, start);
    return end === undefined ? [] : [{ end, seconds, unitSeconds: seconds, isWhole: true }];
  });
  const counted = [...readNumbers(text, start), ...readArticle(text, start)]
    .filter(({ value }) => value >= 0)
    .flatMap(({ end, value }) => {
      const unit = readUnit(text, end);
      if (!unit) return [];
      const size = unitSeconds[unit.unit];
      const part = { end: unit.end, seconds: value * size, unitSeconds: size, isWhole: false };
      const halfEnd = endOf(/ and a half\b/y, text, unit.end);
      return halfEnd === undefined
        ? [part]
        : [{ ...part, end: halfEnd, seconds: part.seconds + size / 2, isWhole: true }, part];
    });
  return [...fractions, ...counted];
}

function readArticle(text: string, start: number): { end: number; value: number }[] {
  const end = endOf(/an?\b/y, text, start);
  return end === undefined ? [] : [{ end, value: 1 }];
}

function readUnit(text: string, gapAt: number): { unit: DurationUnit; end: number } | undefined {
  const word = / ?([a-z]+)/y;
  word.lastIndex = gapAt;
  const found = word.exec(text)?.[1] ?? "";
  const unit = Object.hasOwn(unitWords, found) ? unitWords[found] : undefined;
  return unit && { unit, end: word.lastIndex };
}

function afterLink(text: string, end: number): number {
  return endOf(/ (?:and )?/y, text, end) ?? text.length;
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
