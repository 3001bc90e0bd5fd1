import { describe, expect, it } from "vitest";
import { type Alarm, AlarmHabits } from "../../../../src/anomaly/incidents/alarm-habits.ts";
import { dayMs, hourMs, minuteMs, startMs } from "../support.ts";
import { setUpTracker } from "./tracker-setup.ts";

function alarm(name: string): Alarm {
  return { key: `level ${name}`, subjectId: name, type: "series", name, kind: "level" };
}

/** Each day `first`, and `second` some minutes later. */
function learn(habits: AlarmHabits, days: number, minutes: (day: number) => number): AlarmHabits {
  for (let day = 0; day < days; day += 1) {
    habits.observe(alarm("pump"), startMs + day * dayMs);
    habits.observe(alarm("tank"), startMs + day * dayMs + minutes(day) * minuteMs);
    // Time is watched all day, as ticks do.
    for (let hour = 1; hour < 24; hour += 1) habits.watch(startMs + day * dayMs + hour * hourMs);
  }
  return habits;
}

describe("habits of alarms", () => {
  it("are learnt after three times, with order and delay", () => {
    const two = learn(new AlarmHabits(), 2, () => 10);
    expect(two.belongs("level pump", "level tank", 10 * minuteMs)).toBe(false);
    const habits = learn(new AlarmHabits(), 4, (day) => 10 + day);
    expect(habits.belongs("level pump", "level tank", 12 * minuteMs)).toBe(true);
    expect(habits.belongs("level pump", "level tank", 40 * minuteMs)).toBe(false);
    expect(habits.order("level pump", "level tank")).toEqual({ times: 4, of: 4 });
    expect(habits.order("level tank", "level pump")).toBeUndefined();
    const onsets = new Map([["level pump", startMs]]);
    expect(habits.following(onsets, new Set(["level pump"]), startMs + minuteMs)).toMatchObject([
      { subjectId: "tank", afterSubjectId: "pump", times: 4, of: 4, delayMs: 11.5 * minuteMs },
    ]);
    expect(habits.following(onsets, new Set(["level pump", "level tank"]), startMs)).toEqual([]);
    expect(habits.following(onsets, new Set(["level pump"]), startMs + hourMs)).toEqual([]);
  });

  it("claim no order where it was now this way and now that", () => {
    const habits = new AlarmHabits();
    for (let day = 0; day < 10; day += 1) {
      const [first, second] = day % 2 === 0 ? ["pump", "tank"] : ["tank", "pump"];
      habits.observe(alarm(first as string), startMs + day * dayMs);
      habits.observe(alarm(second as string), startMs + day * dayMs + minuteMs);
    }
    expect(habits.order("level pump", "level tank")).toBeUndefined();
    expect(habits.order("level tank", "level pump")).toBeUndefined();
  });

  it("are not made of two alarms that are on all the time and meet by chance", () => {
    const habits = new AlarmHabits();
    for (let hour = 0; hour < 24 * 10; hour += 1) {
      habits.observe(alarm("noisy"), startMs + hour * hourMs);
      habits.observe(alarm("restless"), startMs + hour * hourMs + ((hour * 7) % 44) * minuteMs);
    }
    expect(habits.belongs("level noisy", "level restless", minuteMs)).toBe(false);
  });

  it("learn nothing from a storm, and forget nothing for it", () => {
    const habits = learn(new AlarmHabits(), 4, () => 10);
    for (let index = 0; index < 5000; index += 1) habits.observe(alarm(`n${index}`), startMs + 5 * dayMs);
    expect(habits.pairCount).toBeLessThan(600);
    expect(habits.belongs("level pump", "level tank", 10 * minuteMs)).toBe(true);
  });

  it("go on over a restart", () => {
    const before = learn(new AlarmHabits(), 2, () => 10);
    const after = new AlarmHabits();
    after.restore(JSON.parse(JSON.stringify(before.learnt())));
    for (let day = 2; day < 4; day += 1) {
      after.observe(alarm("pump"), startMs + day * dayMs);
      after.observe(alarm("tank"), startMs + day * dayMs + 10 * minuteMs);
    }
    expect(after.order("level pump", "level tank")).toEqual({ times: 4, of: 4 });
  });

  it("join what no place joins, and tell what usually follows and what probably came first", () => {
    const habits = learn(new AlarmHabits(), 4, (day) => 10 + day);
    const { tracker, told, add } = setUpTracker({}, { habits });
    const at = startMs + 10 * dayMs;
    add("pump", at);
    expect(told.at(-1)?.incident.follows).toMatchObject([{ subjectId: "tank", times: 4, of: 5 }]);
    add("tank", at + 11 * minuteMs);
    expect(tracker.openCount).toBe(1);
    expect(told.at(-1)?.incident).toMatchObject({
      firstSign: { subjectId: "pump", grounds: "learnt", times: 5, of: 5 },
      follows: [],
    });
    add("door", at + 11 * minuteMs);
    expect(tracker.openCount).toBe(2);
  });
});
