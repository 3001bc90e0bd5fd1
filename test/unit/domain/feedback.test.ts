import { describe, expect, it } from "vitest";
import { readFeedback } from "../../../src/domain/feedback.ts";

describe("feedback as it comes in", () => {
  it.each([
    { verdict: "ack", incident: "01K" },
    { verdict: "falseAlarm", incident: "01K", kind: "level", by: "Ann", id: 7 },
    { verdict: "falseAlarm", series: "a/b:c", kind: "gap" },
    { verdict: "alwaysNormal", incident: "01K", from: "22:00", to: "06:30" },
  ])("is taken: %o", (wish) => {
    expect(readFeedback(wish)).toEqual({ ok: true, value: wish });
  });

  it.each([
    [{ verdict: "normal", incident: "01K" }, /verdict/],
    [{ incident: "01K" }, /verdict/],
    [{ verdict: "ack" }, /give either incident or series/],
    [{ verdict: "falseAlarm", incident: "01K", series: "a/b", kind: "level" }, /either incident or series/],
    [{ verdict: "falseAlarm", series: "a/b" }, /give the kind along with series/],
    [{ verdict: "ack", series: "a/b", kind: "level" }, /ack is about an incident/],
    [{ verdict: "falseAlarm", series: "a/b", kind: "sudden" }, /kind/],
    [{ verdict: "alwaysNormal", incident: "01K", from: "22:00" }, /both from and to/],
    [{ verdict: "alwaysNormal", incident: "01K", from: "22:00", to: "22:00" }, /same time of day/],
    [{ verdict: "alwaysNormal", incident: "01K", from: "25:00", to: "6am" }, /HH:MM/],
    [{ verdict: "falseAlarm", incident: "01K", from: "22:00", to: "23:00" }, /belong to alwaysNormal/],
    [{ verdict: "ack", incident: "" }, /incident/],
    [{ verdict: "ack", incident: "01K", colour: "red" }, /colour/],
    [["ack"], /object/],
    [null, /object/],
    ["ack 01K", /object/],
  ])("is refused with what is wrong with it: %o", (wish, reason) => {
    const read = readFeedback(wish);
    expect(read.ok ? "" : read.reason).toMatch(reason);
  });
});
