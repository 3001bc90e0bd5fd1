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
