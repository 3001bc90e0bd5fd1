import { describe, expect, it } from "vitest";
import { hourMs, minuteMs, startMs } from "../support.ts";
import { setUpTracker, silence } from "./tracker-setup.ts";

describe("escalation", () => {
  it("is announced when an incident grows more severe, however short the last change is ago", () => {
    const { told, add } = setUpTracker({ updateMs: hourMs });
    add("plant/a", startMs, { severity: "info" });
    add("plant/b", startMs + 1000, { severity: "critical" });
    expect(told.map(({ change }) => change)).toEqual(["opened", "escalated"]);
    expect(told.at(-1)?.incident.escalated).toEqual({ because: "severer", at: startMs + 1000 });
  });

  it("is announced when it takes in many more sensors", () => {
    const { told, reports, add } = setUpTracker({ updateMs: hourMs, openMax: 50 });
    for (let index = 0; index < 9; index += 1) add(`g/1/${index}`, startMs, silence(8 * minuteMs));
    expect(told.map(({ change }) => change)).toEqual(["opened", "escalated"]);
    expect(told.at(-1)?.incident).toMatchObject({
      escalated: { because: "spread" },
      subjects: { sensors: 8 },
    });
    expect(reports).toContain("incidentEscalated:spread");
  });

  it("reminds three times, each time after twice as long, while nobody has seen it", () => {
    const { tracker, told, add } = setUpTracker({ unacknowledgedMs: hourMs });
    add("plant/a", startMs);
    const hours: number[] = [];
    for (let minute = 0; minute < 20 * 60; minute += 10) {
      tracker.tick(startMs + minute * minuteMs);
      if (told.at(-1)?.change === "escalated" && told.length > hours.length + 1) hours.push(minute / 60);
    }
    expect(hours.slice(0, 3)).toEqual([1, 2, 4]);
    const because = told.flatMap(({ change, incident }) =>
      change === "escalated" ? [incident.escalated?.because] : [],
    );
    expect(because.filter((reason) => reason === "unacknowledged")).toHaveLength(3);
  });

  it("does not remind of what a person has seen, of trifles, and of what is over", () => {
    const { tracker, told, add, recover } = setUpTracker({ unacknowledgedMs: hourMs, settleMs: 5 * hourMs });
    add("plant/a", startMs);
    tracker.acknowledge(["incident-1"], { by: "anna", at: startMs });
    add("house/b", startMs, { severity: "info" });
    add("farm/c", startMs);
    recover("farm/c", startMs + minuteMs);
    tracker.tick(startMs + 3 * hourMs);
    expect(told.map(({ change }) => change)).not.toContain("escalated");
  });

  it("takes a trifle that goes on for half a day for worth a look", () => {
    const { tracker, told, add } = setUpTracker();
    add("plant/a", startMs, { severity: "info" });
    tracker.tick(startMs + 12 * hourMs);
    expect(told.at(-1)).toMatchObject({ change: "escalated", incident: { severity: "warning" } });
  });
});

describe("reminders of an incident", () => {
  const remindersOf = ({ told }: ReturnType<typeof setUpTracker>) =>
    told.filter(({ change }) => change === "escalated").map(({ incident }) => incident.escalated?.because);

  it("are not given again after a restart, nor made up for one by one", () => {
    const before = setUpTracker({ unacknowledgedMs: 2 * hourMs });
    before.add("plant/a", startMs);
    for (let minute = 0; minute <= 150; minute += 1) before.tracker.tick(startMs + minute * minuteMs);
    expect(remindersOf(before)).toEqual(["unacknowledged"]);
    const after = setUpTracker({ unacknowledgedMs: 2 * hourMs });
    for (const incident of before.tracker.openIncidents()) {
      after.tracker.resume(incident, new Set(["level plant/a"]));
    }
    after.tracker.tick(startMs + 3 * hourMs);
    expect(remindersOf(after)).toEqual([]);
    // Nobody listened until the third was due, too: it is one.
    for (let second = 0; second < 5; second += 1) after.tracker.tick(startMs + 11 * hourMs + second * 1000);
    expect(remindersOf(after)).toEqual(["unacknowledged"]);
  });

  it("count from when it came back, as does for how long it went on", () => {
    const test = setUpTracker({ unacknowledgedMs: 2 * hourMs, reopenMs: 30 * minuteMs, flapMs: 0 });
    const { tracker, add, recover, told } = test;
    add("plant/a", startMs, { severity: "warning" });
    tracker.acknowledge(["incident-1"], { by: "anna", at: startMs });
    const back = startMs + 9 * hourMs;
    recover("plant/a", back - 10 * minuteMs);
    tracker.tick(back - 8 * minuteMs);
    add("plant/a", back, { severity: "warning" });
    for (let second = 1; second < 5; second += 1) tracker.tick(back + second * 1000);
    expect(told.map(({ change }) => change)).not.toContain("escalated");
    for (let minute = 1; minute <= 130; minute += 1) tracker.tick(back + minute * minuteMs);
    expect(remindersOf(test)).toEqual(["unacknowledged"]);
  });

  it("do not take the time it was closed for time that it went on", () => {
    const test = setUpTracker({ reopenMs: 20 * hourMs });
    const { tracker, add, recover } = test;
    add("plant/a", startMs, { severity: "info" });
    recover("plant/a", startMs + minuteMs);
    tracker.tick(startMs + 10 * minuteMs);
    add("plant/a", startMs + 13 * hourMs, { severity: "info" });
    tracker.tick(startMs + 14 * hourMs);
    expect(tracker.openIncidents()).toMatchObject([{ id: "incident-1", severity: "info" }]);
    tracker.tick(startMs + 26 * hourMs);
    expect(tracker.openIncidents()).toMatchObject([{ severity: "warning" }]);
  });
});
