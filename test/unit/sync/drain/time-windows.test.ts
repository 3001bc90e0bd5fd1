import { expect, test } from "vitest";
import type { TimeWindow } from "../../../../src/sync/drain/drain-settings.ts";
import { isWindowOpen, nextOpeningAt } from "../../../../src/sync/drain/time-windows.ts";

const zone = "Europe/Berlin";
const everyDay: TimeWindow["days"] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const night: TimeWindow = { from: "22:00", to: "06:00", days: everyDay };
/** 2026-01-05 is a Monday; Berlin is an hour ahead of UTC. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 0, day, hour - 1, minute);

test("without windows a link is always open, and no window opens", () => {
  expect(isWindowOpen([], at(5, 12), zone)).toBe(true);
  expect(nextOpeningAt([], at(5, 12), zone)).toBeUndefined();
});

test("a window over midnight is open on both sides of it", () => {
  expect(isWindowOpen([night], at(5, 22), zone)).toBe(true);
  expect(isWindowOpen([night], at(6, 5, 59), zone)).toBe(true);
  expect(isWindowOpen([night], at(6, 6), zone)).toBe(false);
  expect(isWindowOpen([night], at(6, 21, 59), zone)).toBe(false);
});

test("the days are those on which a window begins", () => {
  const friday: TimeWindow = { ...night, days: ["fri"] };
  expect(isWindowOpen([friday], at(10, 3), zone)).toBe(true);
  expect(isWindowOpen([friday], at(9, 3), zone)).toBe(false);
  expect(nextOpeningAt([friday], at(10, 12), zone)).toBe(at(16, 22));
});

test("the next opening is the earliest of all windows, today or later", () => {
  const noon: TimeWindow = { from: "12:00", to: "12:30", days: ["mon", "sun"] };
  expect(nextOpeningAt([night, noon], at(5, 9), zone)).toBe(at(5, 12));
  expect(nextOpeningAt([noon], at(5, 13), zone)).toBe(at(11, 12));
});

test("a window keeps to the local clock when the clocks are changed", () => {
  // Clocks go on by an hour on 2026-03-29 at 02:00.
  const morning: TimeWindow = { from: "08:00", to: "09:00", days: everyDay };
  expect(nextOpeningAt([morning], Date.UTC(2026, 2, 28, 12), zone)).toBe(Date.UTC(2026, 2, 29, 6));
});
