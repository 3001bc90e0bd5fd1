import { describe, expect, it } from "vitest";
import type { Incident } from "../../../../src/domain/incident.ts";
import { hourMs, minuteMs, startMs } from "../support.ts";
import { anomalyOf, logAnomaly, setUpTracker } from "./tracker-setup.ts";

describe("incident", () => {
  it("joins a sensor and a log of the same device, area or small topic family", () => {
    const { tracker, add } = setUpTracker();
    add("farm/3/soil", startMs, { place: { device: "node 3", area: "field" } });
    add("other/log", startMs + minuteMs, { ...logAnomaly("other/log", 1), place: { device: "node 3" } });
    add("other/pump", startMs + minuteMs, { place: { area: "field" } });
    add("farm/3/log", startMs + 2 * minuteMs, logAnomaly("farm/3/log", 2));
    const [incident, ...others] = tracker.openIncidents();
    expect(others).toEqual([]);
    expect(incident?.evidence.map(({ subjectId }) => subjectId)).toEqual([
      "farm/3/soil",
      "other/log#1",
      "other/pump",
      "farm/3/log#2",
    ]);
    expect(incident?.place).toEqual({});
  });

  it("keeps apart what is far in time or place", () => {
    const { tracker, add } = setUpTracker();
    add("farm/3/soil", startMs, { place: { area: "north" } });
    add("farm/3/pump", startMs, { place: { area: "south" } });
    add("house/door", startMs);
    add("farm/3/soil2", startMs + 2 * hourMs, { place: { area: "north" } });
    expect(tracker.openCount).toBe(4);
  });

  it("goes on with a slow fault of one device or area while its alarms last", () => {
    const { tracker, add, recover } = setUpTracker();
    add("home/freezer", startMs, { place: { device: "freezer", area: "kitchen" } });
    add("home/plug", startMs + 50 * minuteMs, { place: { device: "freezer" } });
    add("home/oven", startMs + 75 * minuteMs, { place: { area: "kitchen" } });
    expect(tracker.openCount).toBe(1);
    add("home/stove", startMs + 140 * minuteMs, { place: { area: "kitchen" } });
    expect(tracker.openCount).toBe(2);
    for (const topic of ["home/freezer", "home/plug", "home/oven"]) recover(topic, startMs + 141 * minuteMs);
    add("home/compressor", startMs + 148 * minuteMs, { place: { device: "freezer" } });
    expect(tracker.openCount).toBe(3);
  });

  it("counts a silence from its beginning, however late a slow sensor shows it", () => {
    const { tracker, add } = setUpTracker();
    const silent = (intervalMs: number) => ({
      kind: "gap" as const,
      durationMs: intervalMs * 8,
      direction: "none" as const,
    });
    for (let index = 0; index < 30; index += 1) {
      const intervalMs = ([1, 2, 10][index % 3] as number) * minuteMs;
      add(`zigbee2mqtt/device ${index}`, startMs + intervalMs * 7.5, silent(intervalMs));
    }
    expect(tracker.openCount).toBe(1);
    add("zigbee2mqtt/device 99", startMs + 200 * minuteMs, silent(minuteMs));
    expect(tracker.openCount).toBe(2);
  });

  it("opens again what a log told of when the silence since then is noticed", () => {
    const { tracker, add, told, families } = setUpTracker();
    for (let index = 0; index < 40; index += 1) families.add(`zigbee2mqtt/device ${index}`);
    add("zigbee2mqtt/bridge/log", startMs, logAnomaly("zigbee2mqtt/bridge/log", 1));
    tracker.tick(startMs + 3 * minuteMs);
    expect(told.at(-1)?.change).toBe("closed");
    add("zigbee2mqtt/device 1", startMs + 8 * minuteMs, {
      kind: "gap",
      durationMs: 8 * minuteMs,
      direction: "none",
    });
    add("zigbee2mqtt/device 2", startMs + 8 * minuteMs, {
      kind: "gap",
      durationMs: 7 * minuteMs,
      direction: "none",
    });
    const [incident, ...others] = tracker.openIncidents();
    expect(others).toEqual([]);
    expect(incident?.evidence.map(({ kind }) => kind)).toEqual(["logNovel", "gap", "gap"]);
  });

  it("does not blame a silence on a log that only told of something new, or in another system", () => {
    const { tracker, add, families } = setUpTracker();
    for (let index = 0; index < 40; index += 1) families.add(`zigbee2mqtt/device ${index}`);
    add("zigbee2mqtt/bridge/log", startMs, { ...logAnomaly("zigbee2mqtt/bridge/log", 1), severity: "info" });
    add("router/log", startMs, logAnomaly("router/log", 2));
    add("zigbee2mqtt/device 1", startMs + 4 * minuteMs, {
      kind: "gap",
      durationMs: 4 * minuteMs,
      direction: "none",
    });
    expect(tracker.openCount).toBe(3);
  });

  it("does not take a whole system for one place", () => {
    const { tracker, add, families } = setUpTracker();
    for (let index = 0; index < 40; index += 1) families.add(`zigbee2mqtt/device ${index}`);
    add("zigbee2mqtt/device 1", startMs);
    add("zigbee2mqtt/device 2", startMs);
    expect(tracker.openCount).toBe(2);
  });

  it("is one for a gateway that takes five hundred sensors with it", () => {
    const { tracker, add, told } = setUpTracker();
    for (let index = 0; index < 500; index += 1) {
      const intervalMs = 60_000 + (index % 5) * 30_000;
      add(`farm/gw1/sensor ${index}/value`, startMs + intervalMs * 8, {
        kind: "gap",
        durationMs: intervalMs * 8,
        direction: "none",
      });
    }
    expect(tracker.openCount).toBe(1);
    const [incident] = tracker.openIncidents();
    expect(incident?.place).toEqual({ topicPrefix: "farm/gw1" });
    expect(incident?.evidence).toHaveLength(4);
    expect(incident?.evidenceOmitted).toBe(496);
    expect(incident?.evidence[0]?.firstAt).toBe(startMs);
    expect(told[0]?.change).toBe("opened");
  });

  it("stays open until also what was left out has recovered", () => {
    const { tracker, add, recover } = setUpTracker();
    for (let index = 0; index < 10; index += 1) add(`plant/m/${index}`, startMs);
    for (let index = 0; index < 9; index += 1) recover(`plant/m/${index}`, startMs + minuteMs);
    tracker.tick(startMs + hourMs);
    expect(tracker.openCount).toBe(1);
    recover("plant/m/9", startMs + hourMs);
    tracker.tick(startMs + hourMs + 2 * minuteMs);
    expect(tracker.openCount).toBe(0);
  });

  it("keeps the most telling lines and counts the rest", () => {
    const { tracker, add } = setUpTracker();
    for (let index = 0; index < 8; index += 1) {
      add(`plant/m/${index}`, startMs + index, {
        severity: index === 6 ? "critical" : index % 2 === 0 ? "info" : "warning",
        score: 0.5 + index / 100,
      });
    }
    const [incident] = tracker.openIncidents();
    expect(incident?.evidence.map(({ subjectId }) => subjectId)).toEqual([
      "plant/m/3",
      "plant/m/5",
      "plant/m/6",
      "plant/m/7",
    ]);
    expect(incident?.evidenceOmitted).toBe(4);
    expect(incident?.severity).toBe("critical");
  });

  it("closes when all has been well for the settle time, with its recoveries and the time of the last", () => {
    const { tracker, told, add, recover } = setUpTracker();
    add("plant/a", startMs);
    recover("plant/a", startMs + 3 * minuteMs);
    tracker.tick(startMs + 4 * minuteMs);
    expect(tracker.openCount).toBe(1);
    tracker.tick(startMs + 5 * minuteMs);
    const last = told.at(-1);
    expect(last?.change).toBe("closed");
    expect(last?.incident).toMatchObject({ status: "closed", closedAt: startMs + 3 * minuteMs });
    expect(last?.incident.evidence[0]?.recoveredAt).toBe(startMs + 3 * minuteMs);
  });

  it("closes an incident of never-seen lines by itself", () => {
    const { tracker, add } = setUpTracker();
    add("plant/log", startMs, logAnomaly("plant/log", 1));
    tracker.tick(startMs + 2 * minuteMs);
    expect(tracker.openCount).toBe(0);
  });

  it("closes after a long quiet although not all is well", () => {
    const { tracker, reports, add } = setUpTracker();
    add("plant/a", startMs);
    tracker.tick(startMs + 23 * hourMs);
    expect(tracker.openCount).toBe(1);
    tracker.tick(startMs + 24 * hourMs);
    expect(reports).toEqual(["incidentOpened", "incidentClosed:quiet"]);
  });

  it("is opened again instead of a new one when it comes back soon", () => {
    const { tracker, told, add, recover } = setUpTracker();
    add("plant/a", startMs);
    recover("plant/a", startMs + minuteMs);
    tracker.tick(startMs + 3 * minuteMs);
    add("plant/a", startMs + 10 * minuteMs);
    expect(tracker.openIncidents()).toMatchObject([
      { id: "incident-1", status: "open", closedAt: undefined },
    ]);
    expect(told.at(-1)).toMatchObject({ change: "reopened", incident: { status: "open" } });
    recover("plant/a", startMs + 11 * minuteMs);
    tracker.tick(startMs + 13 * minuteMs);
    add("plant/a", startMs + 40 * minuteMs);
    expect(tracker.openIncidents()).toMatchObject([{ id: "incident-2" }]);
  });

  it("waits a moment for what belongs to it before it is announced, but never closes unannounced", () => {
    const { tracker, told, add, recover, passRealTime } = setUpTracker({ openDelayMs: 1000 });
    add("plant/a", startMs);
    add("plant/b", startMs + 10);
    expect(told).toEqual([]);
    passRealTime(1000);
    tracker.tick(startMs + 20);
    expect(told.map(({ change, incident }) => [change, incident.evidence.length])).toEqual([["opened", 2]]);
    add("house/x", startMs + hourMs, logAnomaly("house/x", 1));
    tracker.tick(startMs + 3 * hourMs);
    recover("plant/a", startMs + 3 * hourMs);
    expect(told.slice(1).map(({ change, incident }) => `${change} ${incident.id}`)).toContain(
      "opened incident-2",
    );
    expect(told.at(-1)).toMatchObject({ change: "closed", incident: { id: "incident-2" } });
  });

  it("announces changes no faster than the update time, unless it gets more severe", () => {
    const { tracker, told, add, passRealTime } = setUpTracker({ updateMs: 10_000 });
    add("plant/a", startMs, { severity: "info" });
    for (let index = 0; index < 50; index += 1)
      add(`plant/a${index % 3}`, startMs + index, { severity: "info" });
    expect(told).toHaveLength(1);
    add("plant/b", startMs + 100, { severity: "critical" });
    expect(told).toHaveLength(2);
    add("plant/c", startMs + 200, { severity: "info" });
    passRealTime(10_000);
    tracker.tick(startMs + 300);
    expect(told.map(({ incident }) => incident.revision)).toEqual([1, 2, 3]);
  });

  it("hands out copies", () => {
    const { tracker, told, add } = setUpTracker();
    add("plant/a", startMs);
    const given = told[0]?.incident as Incident;
    given.evidence.length = 0;
    given.place.area = "moon";
    expect(tracker.openIncidents()[0]?.evidence).toHaveLength(1);
    expect(tracker.openIncidents()[0]?.place.area).toBeUndefined();
  });

  it("makes room by closing the one that is quiet for longest", () => {
    const { tracker, reports, add } = setUpTracker();
    for (let index = 0; index < 7; index += 1) add(`place${index}/a`, startMs + index * 1000);
    expect(tracker.openCount).toBe(5);
    expect(tracker.openIncidents()[0]?.id).toBe("incident-3");
    expect(reports.filter((report) => report === "incidentClosed:room")).toHaveLength(2);
  });

  it("takes a repeat over the limits into an open incident only", () => {
    const { tracker, add } = setUpTracker();
    expect(tracker.add(anomalyOf("plant/a", startMs, {}), startMs, false)).toBe(false);
    add("plant/a", startMs);
    expect(tracker.add(anomalyOf("plant/a", startMs + 1, {}), startMs + 1, false)).toBe(true);
    expect(tracker.openIncidents()[0]?.evidence[0]?.times).toBe(2);
  });

  it("ignores the recovery of something it does not know", () => {
    const { tracker, recover, told } = setUpTracker();
    recover("nobody", startMs);
    tracker.tick(startMs);
    expect(told).toEqual([]);
  });

  it("says why it closed, and lets what is not over last until then", () => {
    const { tracker, told, add, recover } = setUpTracker({ openMax: 1 });
    add("a/one", startMs);
    recover("a/one", startMs + minuteMs);
    tracker.tick(startMs + 10 * minuteMs);
    expect(told.at(-1)?.incident).toMatchObject({
      closedBecause: "recovered",
      closedAt: startMs + minuteMs,
    });
    add("b/two", startMs + hourMs);
    tracker.tick(startMs + 25 * hourMs);
    expect(told.at(-1)?.incident).toMatchObject({
      closedBecause: "quiet",
      closedAt: startMs + 25 * hourMs,
    });
    add("c/three", startMs + 26 * hourMs);
    add("d/four", startMs + 27 * hourMs);
    expect(told.findLast(({ change }) => change === "closed")?.incident).toMatchObject({
      closedBecause: "room",
      closedAt: startMs + 27 * hourMs,
    });
  });

  it("forgets why it closed when it opens again", () => {
    const { tracker, add, recover } = setUpTracker();
    add("a/one", startMs);
    recover("a/one", startMs + minuteMs);
    tracker.tick(startMs + 4 * minuteMs);
    add("a/one", startMs + 6 * minuteMs);
    const [incident] = tracker.openIncidents();
    expect(incident).toMatchObject({ status: "open", closedAt: undefined });
    expect(incident).not.toHaveProperty("closedBecause");
  });

  it("lets a silence that comes back begin anew, in its place by time", () => {
    const { tracker, add, recover } = setUpTracker();
    const gap = (at: number, durationMs: number) =>
      add("a/one", at, { kind: "gap", durationMs, observed: undefined });
    gap(startMs + minuteMs, minuteMs);
    add("a/two", startMs + 2 * minuteMs);
    recover("a/one", startMs + 2 * minuteMs, "gap");
    gap(startMs + 6 * minuteMs, 2 * minuteMs);
    const lines = tracker.openIncidents()[0]?.evidence ?? [];
    expect(lines.map(({ subjectId, firstAt }) => [subjectId, firstAt])).toEqual([
      ["a/two", startMs + 2 * minuteMs],
      ["a/one", startMs + 4 * minuteMs],
    ]);
    expect(lines[1]).toMatchObject({ times: 2, durationMs: 2 * minuteMs, recoveredAt: undefined });
  });

  it("keeps the peak of a value that comes back, and marks since when it is back", () => {
    const { tracker, add, recover } = setUpTracker();
    add("a/one", startMs, { observed: 45, score: 0.9 });
    recover("a/one", startMs + minuteMs);
    add("a/one", startMs + 2 * minuteMs, { observed: 31, score: 0.6 });
    expect(tracker.openIncidents()[0]?.evidence).toMatchObject([
      { firstAt: startMs, resumedAt: startMs + 2 * minuteMs, observed: 45, recoveredAt: undefined },
    ]);
  });

  it("is not stretched by a line dated weeks from its neighbours, nor by such a recovery", () => {
    const { tracker, told, add } = setUpTracker();
    add("a/one", startMs);
    add("a/two", startMs + minuteMs, { at: startMs + 22 * 24 * hourMs });
    add("a/three", startMs + 2 * minuteMs, { at: startMs - 40 * 24 * hourMs });
    tracker.recover({ kind: "level", at: startMs, subjectId: "a/one", observed: 1 }, startMs + 3 * minuteMs);
    for (const topic of ["a/two", "a/three"]) {
      tracker.recover(
        { kind: "level", at: startMs + 22 * 24 * hourMs, subjectId: topic, observed: 1 },
        startMs + 3 * minuteMs,
      );
    }
    tracker.tick(startMs + 10 * minuteMs);
    const incident = told.at(-1)?.incident;
    expect(incident).toMatchObject({ closedAt: startMs + 3 * minuteMs, openedAt: startMs });
    expect(incident?.evidence.map(({ firstAt }) => firstAt)).toEqual([
      startMs,
      startMs + minuteMs,
      startMs + 2 * minuteMs,
    ]);
  });

  it("notes once who has seen an incident, tells it, and forgets it when the incident comes back", () => {
    const { tracker, told, add, recover } = setUpTracker();
    add("a/b", startMs);
    const [id = ""] = tracker.openIncidents().map((incident) => incident.id);
    expect(tracker.acknowledge([id, "no such"], { by: "panel", at: startMs })).toEqual([id]);
    expect(tracker.acknowledge([id], { by: "someone else", at: startMs })).toEqual([]);
    expect(told.at(-1)).toMatchObject({
      change: "updated",
      incident: { id, acknowledged: { by: "panel", at: startMs } },
    });
    recover("a/b", startMs + minuteMs);
    tracker.tick(startMs + 4 * minuteMs);
    expect(told.at(-1)).toMatchObject({ change: "closed", incident: { acknowledged: { by: "panel" } } });
    add("a/b", startMs + 6 * minuteMs);
    expect(tracker.openIncidents()).toMatchObject([{ id }]);
    expect(tracker.openIncidents()[0]).not.toHaveProperty("acknowledged");
  });
});
