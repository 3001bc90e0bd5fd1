import { readNumbers } from "./number-words.ts";

/** A time of day found in a text that `normalise` made; `end` is where it ends. */
export interface ClockReading {
  end: number;
  /** After midnight, 0 to 1439. */
  minute: number;
  /** Morning or evening was not said: `minute` is the one before noon. */
  isTwelveHour: boolean;
  /** A number and nothing else, which is a time only where one is expected. */
  isBare: boolean;
}

/**
 * Every way to read a time of day from `start`: "19:30", "7.30", "7 pm", "seven thirty", "seven oh five", "quarter
 * past six", "half seven" (the British one: 7:30), "ten to five", "seven o'clock", "1930 hours", "noon".
 */
export function readClocks(text: string, start: number): ClockReading[] {
  return [
    ...readNamed(text, start),
    ...readWritten(text, start),
    ...readRelative(text, start),
    ...readSpoken(text, start),
  ];
}

function readNamed(text: string, start: number): ClockReading[] {
  const word = /(?:12 |twelve )?(midnight|noon|midday)\b/y;
  word.lastIndex = start;
  const found = word.exec(text)?.[1];
  if (!found) return [];
  return [
    { end: word.lastIndex, minute: found === "midnight" ? 0 : 720, isTwelveHour: false, isBare: false },
  ];
}

/** "7:30", "07.30", "19:30", "0730", "1930 hours". A leading zero or an hour above twelve is a 24-hour clock. */
function readWritten(text: string, start: number): ClockReading[] {
  const pattern =
    /(?:(\d{1,2})[:.](\d{2})|([01]\d|2[0-3])([0-5]\d)(?= ?(?:hours|hrs|h)\b| ?[ap] ?m\b|$| [a-z]))(?![\d.:])/y;
  pattern.lastIndex = start;
  const found = pattern.exec(text);
  if (!found) return [];
  const hour = found[1] ?? found[3] ?? "";
  return withSuffix(text, {
    end: pattern.lastIndex,
    hour: Number(hour),
    minute: Number(found[2] ?? found[4]),
    isPlain: hour.startsWith("0") || found[3] !== undefined,
    isBare: found[3] !== undefined,
  });
}

/** "Quarter past six", "ten to five", "twenty five minutes past 7 pm", "half past eight", "half seven". */
function readRelative(text: string, start: number): ClockReading[] {
  const half = /half (?!an?\b|past\b|hour)/y;
  half.lastIndex = start;
  if (half.test(text)) return readHours(text, half.lastIndex, 30);
  const named = /(?:a )?(quarter|half)(?= )/y;
  named.lastIndex = start;
  const word = named.exec(text)?.[1];
  const amounts = word
    ? [{ end: named.lastIndex, value: word === "half" ? 30 : 15 }]
    : readNumbers(text, start).filter(({ value }) => Number.isInteger(value) && value > 0 && value < 60);
  return amounts.flatMap(({ end, value }) => {
    const link = /(?: (?:minutes?|mins?))? (past|after|to|til|till|before|of) /y;
    link.lastIndex = end;
    const side = link.exec(text)?.[1];
    if (!side) return [];
    const isAfter = side === "past" || side === "after";
    return readHours(text, link.lastIndex, isAfter ? value : -value);
  });
}

/** An hour, or noon or midnight, moved by some minutes. */
function readHours(text: string, start: number, byMinutes: number): ClockReading[] {
  const named = readNamed(text, start).map((one) => ({
    ...one,
    minute: (one.minute + byMinutes + 1440) % 1440,
  }));
  const hours = readNumbers(text, start).filter(
    ({ value }) => Number.isInteger(value) && value >= 0 && value <= 24,
  );
  const counted = hours.flatMap(({ end, value }) =>
    withSuffix(text, { end, hour: value, minute: 0, isPlain: false, isBare: false }).map((one) => ({
      ...one,
      minute: (one.minute + byMinutes + 1440) % (one.isTwelveHour ? 720 : 1440),
    })),
  );
  return [...named, ...counted];
}

/** "Seven", "seven thirty", "seven oh five", "19 30", "seven o'clock", each perhaps with "am" or "pm". */
function readSpoken(text: string, start: number): ClockReading[] {
  const isPlain = text[start] === "0";
  return readNumbers(text, start).flatMap(({ end, value }) => {
    if (!Number.isInteger(value) || value < 0 || value > 24) return [];
    const minutes = text[end] === " " ? readNumbers(text, end + 1) : [];
    const withMinutes = minutes
      .filter((one) => Number.isInteger(one.value) && one.value < 60 && isTwoDigits(text, end + 1, one))
      .map((one) => ({ end: one.end, hour: value, minute: one.value, isPlain, isBare: false }));
    const whole = { end, hour: value, minute: 0, isPlain, isBare: true };
    return [whole, ...withMinutes].flatMap((time) => withSuffix(text, time));
  });
}

/** "Seven five" is no time; "seven oh five", "seven 05" and "seven ten" are. */
function isTwoDigits(text: string, start: number, { end, value }: { end: number; value: number }): boolean {
  return value >= 10 || (value > 0 && /^(?:0\d|oh? )/.test(text.slice(start, end)));
}

interface HourAndMinute {
  end: number;
  hour: number;
  minute: number;
  /** Read on the 24-hour clock whatever the hour. */
  isPlain: boolean;
  isBare: boolean;
}

/** With "o'clock", "hours", "am" or "pm" where they follow; empty when that makes no time of a day. */
function withSuffix(text: string, { end, hour, minute, isPlain, isBare }: HourAndMinute): ClockReading[] {
  const suffix = /(?: o ?clock\b)?(?: ?(hours|hrs)\b| ?([ap]) ?m\b)?/y;
  suffix.lastIndex = end;
  const [words = "", hours, half] = suffix.exec(text) ?? [];
  if (minute > 59 || hour > 24 || (hour === 24 && minute > 0)) return [];
  if (half && (hour < 1 || hour > 12)) return [];
  if (hours && hour < 13 && !isPlain) return [];
  const isTwelveHour = !half && !isPlain && hour >= 1 && hour <= 12;
  const base = half === "p" ? (hour % 12) + 12 : isTwelveHour || half ? hour % 12 : hour % 24;
  return [
    { end: end + words.length, minute: base * 60 + minute, isTwelveHour, isBare: isBare && words === "" },
  ];
}
