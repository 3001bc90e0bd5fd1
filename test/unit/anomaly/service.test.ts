import { describe, expect, it } from "vitest";
import { anomalyConfig } from "../../../src/anomaly/config.ts";
import {
  createNoise,
  createTestService,
  dayMs,
  hourMs,
  lineOf,
  makeSeries,
  minuteMs,
  sampleOf,
  startMs,
} from "./support.ts";

const signal = new AbortController().signal;
const deadline = { remainingMs: () => 1000, signal };

describe("anomaly service", () => {
  it("raises, groups and recovers: one jump of one sensor is one anomaly and one incident", () => {
    const { service, anomalies, recoveries, changes, incidents } = createTestService();
    const series = makeSeries("house/boiler room:temperature", { unit: "°C", place: { area: "cellar" } });
    const noise = createNoise(1);
    for (let minute = 0; minute < 600; minute += 1) {
      const isHot = minute >= 400 && minute < 420;
      service.onSample(sampleOf(series, startMs + minute * minuteMs, (isHot ? 60 : 20) + noise() * 0.2));
    }
    expect(anomalies).toHaveLength(1);
    expect(anomalies[0]).toMatchObject({
      kind: "level",
      detector: "robustZ",
      at: startMs + 400 * minuteMs,
      direction: "high",
      place: { area: "cellar" },
    });
    expect(recoveries).toMatchObject([{ kind: "level", subjectId: series.id }]);
    expect(changes()[0]).toBe("opened");
    expect(changes().at(-1)).toBe("closed");
    expect(new Set(incidents.map(({ incident }) => incident.id)).size).toBe(1);
    expect(service.openIncidents()).toEqual([]);
  });

  it("takes up an incident from before a restart and closes it when its sensor is seen back to usual", () => {
    const before = createTestService();
    const series = makeSeries("house/boiler room:temperature", { unit: "°C" });
    const noise = createNoise(1);
    const feed = (service: typeof before.service, minute: number, value: number) =>
      service.onSample(sampleOf(series, startMs + minute * minuteMs, value + noise() * 0.2));
    for (let minute = 0; minute < 405; minute += 1) feed(before.service, minute, minute < 400 ? 20 : 60);
    const open = before.service.openIncidents();
    expect(open).toHaveLength(1);

    const after = createTestService({}, startMs + 420 * minuteMs);
    after.service.resume(open);
    expect(after.service.openIncidents()).toEqual(open);
    for (let minute = 410; minute < 415; minute += 1) feed(after.service, minute, 60);
    expect(after.recoveries).toEqual([]);
    for (let minute = 415; minute < 420; minute += 1) feed(after.service, minute, 20);
    expect(after.recoveries).toMatchObject([{ kind: "level", subjectId: series.id }]);
    expect(after.incidents.at(-1)).toMatchObject({ change: "closed", incident: { id: open[0]?.id } });
    expect(after.service.openIncidents()).toEqual([]);
  });

  it("notices live that a sensor fell silent, and that it is back", async () => {
    const { service, clock, anomalies, recoveries, changes } = createTestService();
    await service.start(signal);
    const dead = makeSeries("farm/3/soil");
    const alive = makeSeries("farm/4/soil");
    for (let minute = 0; minute < 60; minute += 1) {
      if (minute < 30) service.onSample(sampleOf(dead, clock.now(), 20));
      service.onSample(sampleOf(alive, clock.now(), 20));
      await clock.advance(minuteMs);
    }
    expect(
      anomalies.map(({ kind, subject }) => [kind, subject.type === "series" && subject.series.id]),
    ).toContainEqual(["gap", "farm/3/soil"]);
    expect(anomalies.some(({ subject }) => subject.type === "series" && subject.series === alive)).toBe(
      false,
    );
    expect(anomalies[0]?.at).toBeGreaterThanOrEqual(startMs + 37 * minuteMs);
    service.onSample(sampleOf(dead, clock.now(), 20));
    expect(recoveries).toMatchObject([{ kind: "gap", subjectId: "farm/3/soil" }]);
    await clock.advance(5 * minuteMs);
    expect(changes().at(-1)).toBe("closed");
    await service.stop(deadline);
  });

  it("notices silence in a replay that runs a day in no time", () => {
    const { service, anomalies } = createTestService();
    const from = startMs - 100 * dayMs;
    const dead = makeSeries("farm/3/soil");
    const alive = makeSeries("farm/4/soil");
    for (let minute = 0; minute < 1440; minute += 1) {
      if (minute < 300) service.onSample(sampleOf(dead, from + minute * minuteMs, 20));
      service.onSample(sampleOf(alive, from + minute * minuteMs, 20));
    }
    expect(anomalies.filter(({ kind }) => kind === "gap")).toMatchObject([
      { subject: { series: { id: "farm/3/soil" } } },
    ]);
    expect(anomalies[0]?.at).toBeLessThan(from + 310 * minuteMs);
  });

  it("calls nobody silent while the broker is away", async () => {
    const { service, clock, anomalies } = createTestService();
    await service.start(signal);
    const series = makeSeries("farm/3/soil");
    for (let minute = 0; minute < 60; minute += 1) {
      service.onSample(sampleOf(series, clock.now(), 20));
      await clock.advance(minuteMs);
    }
    service.setListening(false);
    await clock.advance(6 * hourMs);
    service.setListening(true);
    await clock.advance(2 * minuteMs);
    expect(anomalies).toEqual([]);
    await clock.advance(10 * minuteMs);
    expect(anomalies).toMatchObject([{ kind: "gap" }]);
    await service.stop(deadline);
  });

  it("raises nothing when the wall clock is corrected by years after a power cut", async () => {
    const { service, clock, anomalies, observability } = createTestService();
    clock.setWall(Date.UTC(1970, 0, 1));
    await service.start(signal);
    const noise = createNoise(3);
    const all = Array.from({ length: 30 }, (_, index) => makeSeries(`home/sensor ${index}`));
    const door = makeSeries("home/door", { kind: "binary", states: ["closed", "open"] });
    for (let minute = 0; minute < 240; minute += 1) {
      if (minute === 120) clock.setWall(startMs);
      for (const series of all) service.onSample(sampleOf(series, clock.now(), 20 + noise() * 0.3));
      service.onSample(sampleOf(door, clock.now(), minute % 10 === 0 ? 1 : 0));
      await clock.advance(minuteMs);
    }
    expect(anomalies).toEqual([]);
    expect(observability.records.some(({ event }) => event === "anomaly.clockJumped")).toBe(true);
    await service.stop(deadline);
  });

  it("shows late samples to no detector", () => {
    const { service, anomalies } = createTestService({
      thresholds: [{ name: "heat", series: "house/#", above: 30 }],
    });
    const series = makeSeries("house/t");
    service.onSample(sampleOf(series, startMs, 99, { isLate: true }));
    expect(anomalies).toEqual([]);
    service.onSample(sampleOf(series, startMs, 99));
    expect(anomalies).toMatchObject([{ kind: "threshold", limit: 30, severity: "warning" }]);
  });

  it("alarms at once and critically when smoke is seen, and not for the battery of the detector", () => {
    const { service, anomalies } = createTestService();
    service.onSample(
      sampleOf(makeSeries("z/hall:smoke", { kind: "binary", states: ["clear", "smoke"] }), startMs, 1),
    );
    service.onSample(sampleOf(makeSeries("z/hall:battery_low", { kind: "binary" }), startMs, 1));
    expect(anomalies).toMatchObject([
      { kind: "threshold", severity: "critical", subject: { series: { field: "smoke" } } },
    ]);
  });

  it("publishes a storm up to the limits and folds the rest into one incident", async () => {
    const { service, clock, anomalies, incidents, observability } = createTestService();
    await service.start(signal);
    const all = Array.from({ length: 500 }, (_, index) => makeSeries(`farm/gw1/sensor ${index}/value`));
    for (let minute = 0; minute < 30; minute += 1) {
      for (const series of all) service.onSample(sampleOf(series, clock.now(), 20));
      await clock.advance(minuteMs);
    }
    await clock.advance(15 * minuteMs);
    const gaps = anomalies.filter(({ kind }) => kind === "gap");
    expect(gaps.length).toBeGreaterThanOrEqual(60);
    expect(gaps.length).toBeLessThan(500);
    const open = service.openIncidents();
    expect(open).toHaveLength(1);
    expect(open[0]).toMatchObject({ place: { topicPrefix: "farm/gw1" }, evidenceOmitted: 500 - 24 });
    expect(incidents.length).toBeLessThan(10);
    expect(observability.records.some(({ event }) => event === "anomaly.suppressed")).toBe(true);
    await service.stop(deadline);
  });

  it("watches at most so many series and says so once", () => {
    const { service, observability } = createTestService({ seriesMax: 3 });
    for (let index = 0; index < 10; index += 1)
      service.onSample(sampleOf(makeSeries(`a/${index}`), startMs, 1));
    expect(service.health().figures).toMatchObject({ series: 3 });
    expect(observability.records.filter(({ event }) => event === "anomaly.seriesRefused")).toHaveLength(1);
  });

  it("applies other thresholds at once and ends the alarm of one that is gone", () => {
    const heat = { name: "heat", series: "house/#", above: 30 };
    const { service, anomalies, recoveries } = createTestService({ thresholds: [heat] });
    const series = makeSeries("house/t");
    service.onSample(sampleOf(series, startMs, 31));
    expect(anomalies).toHaveLength(1);
    service.reconfigure(anomalyConfig.parse({ thresholds: [] }));
    expect(recoveries).toMatchObject([{ kind: "threshold", subjectId: "house/t" }]);
    service.onSample(sampleOf(series, startMs + minuteMs, 45));
    expect(anomalies).toHaveLength(1);
    service.reconfigure(anomalyConfig.parse({ thresholds: [{ ...heat, above: 40 }] }));
    service.onSample(sampleOf(series, startMs + 2 * minuteMs, 45));
    expect(anomalies).toHaveLength(2);
    expect(anomalies[1]).toMatchObject({ limit: 40 });
  });

  it("keeps a running alarm over a reload that changes nothing of it", () => {
    const config = { thresholds: [{ name: "heat", series: "house/#", above: 30 }] };
    const { service, anomalies, recoveries } = createTestService(config);
    const series = makeSeries("house/t");
    service.onSample(sampleOf(series, startMs, 31));
    service.reconfigure(anomalyConfig.parse(config));
    service.onSample(sampleOf(series, startMs + 1000, 31));
    expect([anomalies.length, recoveries.length]).toEqual([1, 0]);
    service.onSample(sampleOf(series, startMs + 2000, 29));
    expect(recoveries).toHaveLength(1);
  });

  it("announces what still waits when it stops", async () => {
    const { service, changes } = createTestService({
      thresholds: [{ name: "heat", series: "house/#", above: 30 }],
    });
    await service.start(signal);
    service.onSample(sampleOf(makeSeries("house/t"), startMs, 31));
    expect(changes()).toEqual([]);
    await service.stop(deadline);
    expect(changes()).toEqual(["opened"]);
    await service.stop(deadline);
  });

  it("shows what it holds in its metrics", async () => {
    const { service, observability } = createTestService();
    service.onSample(sampleOf(makeSeries("house/t"), startMs, 31));
    service.onLogLine(lineOf("gw", startMs, "hello"));
    const text = await observability.metrics.expose();
    expect(text).toMatch(/edgewise_anomaly_series_watched 1/);
    expect(text).toMatch(/edgewise_anomaly_log_templates 1/);
    expect(text).toMatch(/edgewise_anomaly_incidents_open 0/);
  });
});
