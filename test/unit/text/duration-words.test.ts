import { describe, expect, it } from "vitest";
import { readDurations } from "../../../src/text/duration-words.ts";

function readAll(text: string): number | undefined {
  return readDurations(text, 0).find(({ end }) => end === text.length)?.seconds;
}

describe("readDurations", () => {
  it.each([
    ["10 minutes", 600],
    ["10min", 600],
    ["ten minutes", 600],
    ["an hour", 3600],
    ["half an hour", 1800],
    ["a quarter of an hour", 900],
    ["an hour and a half", 5400],
    ["one and a half hours", 5400],
    ["2.5 hours", 9000],
    ["1 hour 30 minutes", 5400],
    ["2 hours and 10 minutes and 5 seconds", 7805],
    ["a day", 86_400],
    ["two weeks", 1_209_600],
    ["90 s", 90],
    ["a couple of minutes", 120],
    ["a few seconds", 3],
    ["two hours thirty", 9000],
    ["1h30m", 5400],
    ["three quarters of an hour", 2700],
    ["an hour and a quarter", 4500],
    ["half a minute", 30],
    ["500 ms", 0.5],
    ["a fortnight", 1_209_600],
    ["two hours seventy", undefined],
    ["half", undefined],
    ["30 minutes 1 hour", undefined],
    ["ten", undefined],
    ["minutes", undefined],
    ["-5 minutes", undefined],
    ["10 meters", undefined],
  ])("reads %j as %j seconds", (text, seconds) => {
    expect(readAll(text)).toBe(seconds);
  });

  it("gives the shorter readings, too", () => {
    expect(readDurations("1 hour 30 minutes", 0).map(({ seconds }) => seconds)).toEqual([3600, 5400]);
  });
});
