import { describe, expect, it } from "vitest";
import { createAlarmBudget, spendAlarm } from "../../../../src/anomaly/logs/alarm-budget.ts";
import { dayMs, hourMs, minuteMs, startMs } from "../support.ts";

describe("alarm budget of a log", () => {
  const perWeek = 4;

  it("leaves half of it to the surer ones, and fills up over the week", () => {
    const budget = createAlarmBudget();
    const spend = (hours: number, score: number) =>
      spendAlarm(budget, perWeek, { score, seenAt: startMs + hours * hourMs });
    expect([0, 1, 2, 3].map((hour) => spend(hour, 0.5))).toEqual([true, true, false, false]);
    expect([4, 5, 6].map((hour) => spend(hour, 0.7))).toEqual([true, true, false]);
    expect(spend(7, 0.95)).toBe(true);
    expect(spend(7 * 24, 0.5)).toBe(true);
  });

  it("takes what comes within the half hour for the same piece of news", () => {
    const budget = createAlarmBudget();
    const spent = Array.from({ length: 20 }, (_, index) =>
      spendAlarm(budget, 1, { score: 0.7, seenAt: startMs + index * minuteMs }),
    );
    expect(spent.every(Boolean)).toBe(true);
    expect(spendAlarm(budget, 1, { score: 0.7, seenAt: startMs + 2 * hourMs })).toBe(false);
  });

  it("never holds more than a week of it, and survives a clock that goes back", () => {
    const budget = createAlarmBudget();
    spendAlarm(budget, perWeek, { score: 0.7, seenAt: startMs });
    spendAlarm(budget, perWeek, { score: 0.7, seenAt: startMs + 300 * dayMs });
    expect(budget.left).toBe(perWeek - 1);
    expect(spendAlarm(budget, perWeek, { score: 0.7, seenAt: startMs })).toBe(true);
  });

  it.each([
    [0, 0],
    [0.5, 26],
    [1, 52],
    [2, 52],
  ])("of %d a week admits %d of 52 weekly alarms, of either kind", (weekly, admitted) => {
    for (const score of [0.6, 0.7]) {
      const budget = createAlarmBudget();
      const spent = Array.from({ length: 52 }, (_, week) =>
        spendAlarm(budget, weekly, { score, seenAt: startMs + week * 7 * dayMs }),
      );
      expect(spent.filter(Boolean)).toHaveLength(admitted);
    }
    expect(spendAlarm(createAlarmBudget(), weekly, { score: 0.95, seenAt: startMs })).toBe(weekly > 0);
  });
});
