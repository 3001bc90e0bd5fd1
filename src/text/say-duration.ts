const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * A length of time as people say it, rounded to the last unit said: `45 seconds`, `12 minutes`,
 * `3 hours 20 minutes`, `14 hours`, `3 days 4 hours`, `16 days`. `short` writes `45 s`, `12 min`, `3 h 20 min`.
 */
export function sayDuration(durationMs: number, form: "long" | "short" = "long"): string {
  const ms = Math.max(0, durationMs);
  const words = form === "long" ? longWords : shortWords;
  if (ms < secondMs) return form === "long" ? "less than a second" : "under 1 s";
  const seconds = Math.round(ms / secondMs);
  if (ms < 90 * secondMs) return seconds === 60 ? one(1, words.minute) : one(seconds, words.second);
  if (ms < 90 * minuteMs) return one(Math.round(ms / minuteMs), words.minute);
  if (ms < 10 * hourMs) return two(Math.round(ms / minuteMs), 60, words.hour, words.minute);
  if (ms < 48 * hourMs) return one(Math.round(ms / hourMs), words.hour);
  if (ms < 10 * dayMs) return two(Math.round(ms / hourMs), 24, words.day, words.hour);
  return one(Math.round(ms / dayMs), words.day);
}

/** To the second, as somebody sets a timer: `10 minutes`, `1 hour 5 minutes 30 seconds`, `2 days`. */
export function sayExactDuration(durationMs: number): string {
  let rest = Math.max(0, Math.round(durationMs / secondMs));
  const parts = (["day", "hour", "minute", "second"] as const).flatMap((unit) => {
    const size = { day: 86_400, hour: 3600, minute: 60, second: 1 }[unit];
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [one(count, longWords[unit])];
  });
  return parts.length === 0 ? one(0, longWords.second) : parts.join(" ");
}

type UnitWords = readonly [singular: string, plural: string];

const longWords = {
  second: ["second", "seconds"],
  minute: ["minute", "minutes"],
  hour: ["hour", "hours"],
  day: ["day", "days"],
} as const satisfies Record<string, UnitWords>;

const shortWords = {
  second: ["s", "s"],
  minute: ["min", "min"],
  hour: ["h", "h"],
  day: ["d", "d"],
} as const satisfies Record<string, UnitWords>;

function one(count: number, [singular, plural]: UnitWords): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** `total` small units as large and small ones; the small part is left out when it is zero. */
function two(total: number, perLarge: number, large: UnitWords, small: UnitWords): string {
  const rest = total % perLarge;
  const first = one(Math.floor(total / perLarge), large);
  return rest === 0 ? first : `${first} ${one(rest, small)}`;
}
