/** Parts of a day, with the hours from and to which they go; after 24 is the next day. */
export const dayParts = {
  morning: { fromHour: 5, toHour: 12, usualMinute: 8 * 60 },
  afternoon: { fromHour: 12, toHour: 18, usualMinute: 14 * 60 },
  evening: { fromHour: 18, toHour: 24, usualMinute: 19 * 60 },
  night: { fromHour: 21, toHour: 31, usualMinute: 21 * 60 },
} as const satisfies Record<string, { fromHour: number; toHour: number; usualMinute: number }>;

export type DayPart = keyof typeof dayParts;

export function isDayPart(word: string): word is DayPart {
  return Object.hasOwn(dayParts, word);
}
