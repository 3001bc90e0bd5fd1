import { describe, expect, it } from "vitest";
import { nextOccurrence, type Recurrence } from "../../../src/text/recurrence.ts";
import { readWhen, type WhenContext } from "../../../src/text/when.ts";

const berlin = { latitude: 52.52, longitude: 13.405 };
/** A Wednesday, 15:20 in Berlin. */
const now = Date.parse("2026-11-25T14:20:00Z");
const context: WhenContext = { now, timeZone: "Europe/Berlin", location: berlin };

const iso = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");

/** What was read in one line; `~half` and the like say what was assumed. */
function line(words: string, other: Partial<WhenContext> = {}): string {
  const found = readWhen(words, { ...context, ...other });
  if (!found.ok) return `refused: ${found.reason.code}`;
  const when = found.value;
  const assumed = "assumed" in when && when.assumed ? ` ~${when.assumed}` : "";
  switch (when.kind) {
    case "at":
    case "until":
    case "delay":
      return `${when.kind} ${iso(when.at)}${assumed}`;
    case "for":
      return `for ${when.lengthMs / 1000} s`;
    case "span":
      return `${iso(when.from)} to ${iso(when.to)}${assumed}`;
    case "recurring":
      return `${sayRule(when.rule)}, next ${iso(when.next)}${assumed}`;
  }
}

function sayRule(rule: Recurrence): string {
  if (rule.kind === "interval") return `every ${rule.everyMs / 1000} s`;
  const time =
    rule.time.kind === "clock" ? rule.time.minute : `${rule.time.event}${rule.time.offsetMinutes || ""}`;
  return rule.kind === "weekly"
    ? `on ${rule.weekdays.join("")} at ${time}`
    : `on the ${rule.day}. at ${time}`;
}

describe("readWhen", () => {
  it.each([
    // Clock
    ["7 pm", "at 2026-11-25T18:00:00Z"],
    ["7pm", "at 2026-11-25T18:00:00Z"],
    ["at 6 a.m.", "at 2026-11-26T05:00:00Z"],
    ["19:30", "at 2026-11-25T18:30:00Z"],
    ["at 7.30 tomorrow evening", "at 2026-11-26T18:30:00Z"],
    ["at 1930", "at 2026-11-25T18:30:00Z"],
    ["07:30", "at 2026-11-26T06:30:00Z"],
    ["noon", "at 2026-11-26T11:00:00Z"],
    ["at midnight", "at 2026-11-25T23:00:00Z"],
    ["on friday at midnight", "at 2026-11-27T23:00:00Z"],
    ["half seven", "at 2026-11-25T18:30:00Z ~half"],
    ["half past seven", "at 2026-11-25T18:30:00Z ~half"],
    ["ten to five", "at 2026-11-25T15:50:00Z ~half"],
    ["twenty five past eight pm", "at 2026-11-25T19:25:00Z"],
    ["seven oh five pm", "at 2026-11-25T18:05:00Z"],
    ["six o'clock", "at 2026-11-25T17:00:00Z ~half"],
    ["at about seven", "at 2026-11-25T18:00:00Z ~half"],
    ["seven", "at 2026-11-25T18:00:00Z ~half"],
    ["now", "delay 2026-11-25T14:20:00Z"],
    // Parts of the day
    ["tonight", "at 2026-11-25T20:00:00Z ~part"],
    ["tomorrow morning", "at 2026-11-26T07:00:00Z ~part"],
    ["in the morning", "at 2026-11-26T07:00:00Z ~part"],
    ["at nine tonight", "at 2026-11-25T20:00:00Z"],
    ["at 2 tonight", "at 2026-11-26T01:00:00Z"],
    ["six in the morning", "at 2026-11-26T05:00:00Z"],
    ["this evening at seven", "at 2026-11-25T18:00:00Z"],
    ["half eight tomorrow morning", "at 2026-11-26T07:30:00Z"],
    // Days
    ["at quarter past six tomorrow", "at 2026-11-26T05:15:00Z ~half"],
    ["tomorrow at three", "at 2026-11-26T14:00:00Z ~half"],
    ["day after tomorrow at noon", "at 2026-11-27T11:00:00Z"],
    ["next tuesday at nine", "at 2026-12-01T08:00:00Z ~half"],
    ["next thursday at 9 am", "at 2026-12-03T08:00:00Z"],
    ["thursday at 9 am", "at 2026-11-26T08:00:00Z"],
    ["at eight in the evening on monday", "at 2026-11-30T19:00:00Z"],
    ["on the 3rd of march", "at 2027-03-03T07:00:00Z ~day"],
    ["on march the third at 4:30 pm", "at 2027-03-03T15:30:00Z"],
    ["march 3 2028 at noon", "at 2028-03-03T11:00:00Z"],
    ["on 24 december at 6pm", "at 2026-12-24T17:00:00Z"],
    ["2026-12-24 18:00", "at 2026-12-24T17:00:00Z"],
    ["29 february at noon", "at 2028-02-29T11:00:00Z"],
    ["on the 31st at noon", "at 2026-12-31T11:00:00Z"],
    ["next week", "at 2026-11-30T07:00:00Z ~day"],
    // Distances
    ["in ten minutes", "delay 2026-11-25T14:30:00Z"],
    ["in an hour and a half", "delay 2026-11-25T15:50:00Z"],
    ["an hour from now", "delay 2026-11-25T15:20:00Z"],
    ["in 3 hours time", "delay 2026-11-25T17:20:00Z"],
    ["in two days", "at 2026-11-27T14:20:00Z"],
    ["in two weeks at noon", "at 2026-12-09T11:00:00Z"],
    ["in a month", "at 2026-12-25T14:20:00Z"],
    ["for twenty minutes", "for 1200 s"],
    // Until and spans
    ["until 7", "until 2026-11-25T18:00:00Z ~half"],
    ["until tomorrow", "until 2026-11-25T23:00:00Z ~day"],
    ["until friday", "until 2026-11-26T23:00:00Z ~day"],
    ["between 8 and 10 pm", "2026-11-25T19:00:00Z to 2026-11-25T21:00:00Z ~half"],
    ["from seven to nine", "2026-11-25T18:00:00Z to 2026-11-25T20:00:00Z ~half"],
    // The sun
    ["at sunrise", "at 2026-11-26T06:46:42Z"],
    ["until sunset", "until 2026-11-25T15:01:07Z"],
    ["half an hour before sunset", "at 2026-11-25T14:31:07Z"],
    ["when the sun sets", "at 2026-11-25T15:01:07Z"],
    ["until it gets dark", "until 2026-11-25T15:40:35Z"],
    // Again and again
    ["every weekday at seven", "on 01234 at 420, next 2026-11-26T06:00:00Z ~half"],
    ["every day at 6", "on 0123456 at 360, next 2026-11-26T05:00:00Z ~half"],
    ["on mondays", "on 0 at 480, next 2026-11-30T07:00:00Z ~day"],
    ["every monday and thursday at half past six", "on 03 at 390, next 2026-11-26T05:30:00Z ~half"],
    ["monday to friday at 8 am", "on 01234 at 480, next 2026-11-26T07:00:00Z"],
    ["weekends at ten am", "on 56 at 600, next 2026-11-28T09:00:00Z"],
    ["every evening at sunset", "on 0123456 at sunset, next 2026-11-25T15:01:07Z"],
    ["at 7 pm every day", "on 0123456 at 1140, next 2026-11-25T18:00:00Z"],
    ["every 15 minutes", "every 900 s, next 2026-11-25T14:35:00Z"],
    ["hourly", "every 3600 s, next 2026-11-25T15:20:00Z"],
    ["on the first of every month at nine am", "on the 1. at 540, next 2026-12-01T08:00:00Z"],
    // Refused
    ["today at 7 am", "refused: past"],
    ["the 31st of february", "refused: noSuchTime"],
    ["in a million years", "refused: noSuchTime"],
    ["at 25:00", "refused: notRead"],
    ["13 pm", "refused: notRead"],
    ["later", "refused: notRead"],
    ["at", "refused: notRead"],
    ["blue", "refused: notRead"],
    ["tomorrow yesterday", "refused: notRead"],
    ["", "refused: notRead"],
  ])("reads %j as %j", (words, expected) => {
    expect(line(words)).toBe(expected);
  });

  it("refuses the sun without a location, and names the setting", () => {
    const found = readWhen("at sunset", { ...context, location: undefined });
    expect(found.ok ? "" : found.reason.code).toBe("needsLocation");
    expect(found.ok ? "" : found.reason.message).toContain("daemon.location");
  });

  it("knows that the sun does not set in the polar summer", () => {
    const june = Date.parse("2026-06-21T10:00:00Z");
    const location = { latitude: 69.65, longitude: 18.96 };
    expect(line("at sunset", { now: june, location, timeZone: "Europe/Oslo" })).toBe("refused: noSuchTime");
  });

  it("takes seven for the morning where an alarm is set", () => {
    expect(line("at seven", { half: "morning" })).toBe("at 2026-11-26T06:00:00Z ~half");
  });

  it("keeps the time of day over a change of the clocks", () => {
    // The clocks go forward on 29 March 2026.
    const eve = { now: Date.parse("2026-03-28T11:00:00Z") };
    expect(line("tomorrow at noon", eve)).toBe("at 2026-03-29T10:00:00Z");
    expect(line("in one day", eve)).toBe("at 2026-03-29T10:00:00Z");
    expect(line("in 24 hours", eve)).toBe("delay 2026-03-29T11:00:00Z");
    // Half past two is left out that night, and comes twice on 25 October.
    expect(line("tomorrow at 02:30", eve)).toBe("at 2026-03-29T01:30:00Z");
    expect(line("tomorrow at 02:30", { now: Date.parse("2026-10-24T11:00:00Z") })).toBe(
      "at 2026-10-25T00:30:00Z",
    );
  });
});

describe("nextOccurrence", () => {
  it("is the same time of day all year", () => {
    const rule: Recurrence = { kind: "weekly", weekdays: [6], time: { kind: "clock", minute: 420 } };
    const first = nextOccurrence(rule, Date.parse("2026-03-21T12:00:00Z"), context) ?? 0;
    expect(iso(first)).toBe("2026-03-22T06:00:00Z");
    expect(iso(nextOccurrence(rule, first, context) ?? 0)).toBe("2026-03-29T05:00:00Z");
  });

  it("leaves out months without such a day", () => {
    const rule: Recurrence = { kind: "monthly", day: 31, time: { kind: "clock", minute: 0 } };
    expect(iso(nextOccurrence(rule, Date.parse("2026-01-31T12:00:00Z"), context) ?? 0)).toBe(
      "2026-03-30T22:00:00Z",
    );
  });

  it("does not come where the sun is unknown", () => {
    const rule: Recurrence = {
      kind: "weekly",
      weekdays: [0, 1, 2, 3, 4, 5, 6],
      time: { kind: "sun", event: "sunset", offsetMinutes: 0 },
    };
    expect(nextOccurrence(rule, now, { timeZone: "UTC", location: undefined })).toBeUndefined();
  });
});
