import { describe, expect, it } from "vitest";
import { parseBudget } from "../../../../src/cli/detect/budget.ts";

describe("a budget of false alarms", () => {
  it.each([
    ["4", 4],
    ["2/week", 2],
    ["0.5 per week", 0.5],
    ["1/day", 7],
    ["1 an hour", 168],
    ["4/month", 0.92],
    ["12/year", 0.23],
  ])("%s is %d a week", (text, perWeek) => expect(parseBudget(text)).toBeCloseTo(perWeek, 2));

  it.each(["", "0", "-1", "2/fortnight", "two a week", "NaN", "1/"])("%j is refused", (text) =>
    expect(() => parseBudget(text)).toThrow(/false alarms are bearable/),
  );
});
