import { InvalidArgumentError } from "commander";

/** Weeks of each period, on average over the years of the calendar. */
const periodWeeks = { hour: 1 / 168, day: 1 / 7, week: 1, month: 365.2425 / 84, year: 365.2425 / 7 } as const;

/** How many false alarms a week are bearable: `2/week`, `1/day`, `10/year`; a bare number is a week's. */
export function parseBudget(text: string): number {
  const found = /^(\d+(?:\.\d+)?) ?(?:(?:\/|per|a|an) ?(hour|day|week|month|year))?$/.exec(
    text.trim().toLowerCase(),
  );
  const period = (found?.[2] ?? "week") as keyof typeof periodWeeks;
  const perWeek = Number(found?.[1]) / periodWeeks[period];
  if (perWeek > 0 && Number.isFinite(perWeek)) return perWeek;
  throw new InvalidArgumentError(
    "Write how many false alarms are bearable, such as 2/week, 1/day or 10/year.",
  );
}
