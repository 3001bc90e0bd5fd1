import { describe, expect, it } from "vitest";
import { hourMs, makeSeries, minuteMs, startMs } from "../support.ts";
import { logAnomaly, setUpTracker, silence } from "./tracker-setup.ts";

describe("storm", () => {
  it("makes 500 sensors that lost their gateway one incident with exact counts", { timeout: 60_000 }, () => {
    const { tracker, add } = setUpTracker({ evidenceMax: 24, openMax: 50, updateMs: minuteMs });
    for (let index = 0; index < 500; index += 1) {
      add(`field/gateway-2/node-${index}`, startMs + (index % 60) * 1000, {
        ...silence(8 * minuteMs),
        place: { device: `node ${index}`, area: `plot ${index % 40}` },
      });
    }
    const [incident, ...others] = tracker.openIncidents();
    expect(others).toEqual([]);
    expect(incident?.evidence).toHaveLength(24);
    expect(incident).toMatchObject({
      severity: "critical",
      place: { topicPrefix: "field/gateway-2" },
      subjects: { sensors: 500, logs: 0 },
      evidenceOmitted: 476,
      omitted: [{ type: "series", kind: "gap", count: 476, recovered: 0 }],
    });
  });

  it("counts what was left out back in as it recovers and comes again", () => {
    const { tracker, add, recover } = setUpTracker();
    for (let index = 0; index < 10; index += 1) add(`g/1/${index}`, startMs, silence(8 * minuteMs));
    const lines = () => tracker.openIncidents()[0]?.omitted;
    expect(lines()).toMatchObject([{ count: 6, recovered: 0 }]);
    for (let index = 0; index < 10; index += 1) recover(`g/1/${index}`, startMs + minuteMs, "gap");
    expect(lines()).toMatchObject([{ count: 6, recovered: 6 }]);
    add("g/1/9", startMs + 2 * minuteMs, silence(minuteMs));
    expect(lines()).toMatchObject([{ count: 6, recovered: 5 }]);
    expect(tracker.openIncidents()[0]?.subjects).toEqual({ sensors: 10, logs: 0 });
  });

  it("makes one of many that open at once in places that have nothing in common", () => {
    const { tracker, told, reports, add } = setUpTracker({ openDelayMs: 1000, openMax: 50 });
    for (let index = 0; index < 40; index += 1) {
      add(`site${index}/value`, startMs + index * 500, { place: { area: `hall ${index}` } });
    }
    expect(tracker.openIncidents()).toMatchObject([{ subjects: { sensors: 40 }, place: {} }]);
    expect(reports.filter((report) => report === "incidentsMerged")).toHaveLength(1);
    const closedEarly = told.filter(({ change }) => change === "closed");
    expect(closedEarly.every(({ incident }) => incident.closedBecause === "merged")).toBe(true);
    tracker.tick(startMs + 25 * hourMs);
    const opened = told.filter(({ change }) => change === "opened").map(({ incident }) => incident.id);
    const closed = told.filter(({ change }) => change === "closed").map(({ incident }) => incident.id);
    expect(closed.sort()).toEqual(opened.sort());
  });

  it("goes on while the logs that it took up say the same again, and closes what it took up", () => {
    const { tracker, told, reports, add } = setUpTracker({
      openDelayMs: 1000,
      stormMin: 3,
      logSettleMs: 30 * minuteMs,
    });
    for (let log = 1; log <= 3; log += 1)
      add(`site${log}/log`, startMs + log, logAnomaly(`site${log}/log`, log));
    expect(reports.filter((report) => report === "incidentClosed:merged")).toHaveLength(2);
    for (let minute = 1; minute <= 60; minute += 1) {
      const at = startMs + minute * minuteMs;
      tracker.repeat("site2/log#2", at, at);
      tracker.tick(at);
    }
    expect(tracker.openIncidents()).toMatchObject([{ id: "incident-1" }]);
    expect(tracker.openIncidents()[0]?.evidence.map(({ times }) => times)).toEqual([1, 61, 1]);
    tracker.tick(startMs + 91 * minuteMs);
    expect(told.at(-1)?.change).toBe("closed");
    const count = (start: string) => reports.filter((report) => report.startsWith(start)).length;
    expect(count("incidentClosed")).toBe(count("incidentOpened"));
  });

  it("leaves apart what opens at a usual pace", () => {
    const { tracker, add } = setUpTracker({ openMax: 50 });
    for (let index = 0; index < 20; index += 1) add(`site${index}/value`, startMs + index * 30_000);
    expect(tracker.openCount).toBe(20);
  });

  it("keeps the lines of a flood of logs bounded", { timeout: 60_000 }, () => {
    const { tracker, add } = setUpTracker({ evidenceMax: 24, openMax: 50, updateMs: minuteMs });
    for (let index = 0; index < 10_000; index += 1) {
      const log = logAnomaly(`plant/host${index % 50}/log`, index);
      add(`plant/host${index % 50}/log`, startMs + index * 6, log);
    }
    const [incident, ...others] = tracker.openIncidents();
    expect(others).toEqual([]);
    expect(incident?.evidence).toHaveLength(24);
    expect(incident?.subjects).toEqual({ sensors: 0, logs: 50 });
  });

  it("counts a sensor once, whatever about it is unusual", () => {
    const { tracker, add } = setUpTracker();
    const series = makeSeries("plant/a");
    for (const kind of ["level", "rate", "pattern"] as const) {
      add("plant/a", startMs, { kind, subject: { type: "series", series } });
    }
    expect(tracker.openIncidents()[0]?.subjects).toEqual({ sensors: 1, logs: 0 });
  });
});
