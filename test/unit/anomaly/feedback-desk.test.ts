import { describe, expect, it } from "vitest";
import type { FeedbackRoom } from "../../../src/anomaly/feedback-desk.ts";
import type { FeedbackDesk } from "../../../src/domain/feedback.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { Series } from "../../../src/domain/sample.ts";
import { createMemoryState } from "../../support/memory-state.ts";
import {
  createNoise,
  createTestService,
  hourMs,
  makeSeries,
  minuteMs,
  sampleOf,
  startMs,
} from "./support.ts";

const signal = new AbortController().signal;
const series = makeSeries("house/boiler room:temperature", { unit: "°C", name: "Boiler room" });
const config = {
  incidents: { openDelayMs: 0, settleMs: 60_000, updateMs: 0, reopenMs: 600_000 },
  thresholds: [{ name: "too hot", series: "oven/+", above: 250 }],
};

async function create(state = createMemoryState(), stored: Incident[] = []) {
  const log = {
    get: async (id: string) => stored.find((one) => one.id === id),
    list: async () => stored,
  };
  const feedback = { state, incidents: log, timeZone: "UTC" };
  const test = createTestService(config, startMs, { feedback });
  await test.service.start(signal);
  const noise = createNoise(3);
  let minute = 0;
  const feed = (minutes: number, value: number, one: Series = series) => {
    for (let turn = 0; turn < minutes; turn += 1) {
      test.service.onSample(sampleOf(one, startMs + minute * minuteMs, value + noise() * 0.2));
      minute += 1;
    }
  };
  return { ...test, state, feed, desk: test.service.feedback as FeedbackDesk };
}

/** A boiler room that was at 20 °C for hours and is at 24 °C. */
async function withAlarm(state = createMemoryState()) {
  const test = await create(state);
  test.feed(400, 20);
  test.feed(5, 24);
  const [incident] = test.service.openIncidents();
  expect(test.anomalies).toMatchObject([{ kind: "level" }]);
  return { ...test, incident: incident as Incident };
}

describe("the feedback desk", () => {
  it("notes that an incident was seen and learns nothing from it", async () => {
    const { desk, incident, service } = await withAlarm();
    const answer = await desk.give({ verdict: "ack", incident: incident.id, by: "Ann" });
    expect(answer).toMatchObject({ incident: "noted", learnt: [], refused: [] });
    expect(service.openIncidents()[0]?.acknowledged?.by).toBe("Ann");
    const again = await desk.give({ verdict: "ack", incident: incident.id });
    expect(again).toMatchObject({ incident: "unchanged", text: "It was noted already, by Ann." });
    expect(desk.entries()).toEqual([]);
  });

  it("closes a false alarm, says nothing more of it, and does not raise the same again", async () => {
    const { desk, incident, service, anomalies, incidents, feed, observability } = await withAlarm();
    const answer = await desk.give({ verdict: "falseAlarm", incident: incident.id, by: "Ann" });
    expect(answer).toMatchObject({ incident: "closed", learnt: [{ kind: "level", verdict: "falseAlarm" }] });
    expect(answer.text).toMatch(/^Boiler room: an unusual value needs [\d.]+ times the usual evidence\./);
    expect(incidents.at(-1)).toMatchObject({
      change: "closed",
      incident: { closedBecause: "falseAlarm", dismissed: { verdict: "falseAlarm", by: "Ann" } },
    });
    feed(30, 24.5);
    feed(60, 20);
    feed(5, 24);
    expect(anomalies).toHaveLength(1);
    expect(service.openIncidents()).toEqual([]);
    expect(await observability.metrics.expose()).toContain('suppressed_total{reason="feedback"} 1');
    feed(60, 20);
    feed(5, 60);
    expect(anomalies).toHaveLength(2);
    expect(service.openIncidents()).toHaveLength(1);
  });

  it("takes a deviation as usual until that is forgotten", async () => {
    const { desk, incident, anomalies, feed } = await withAlarm();
    const answer = await desk.give({ verdict: "alwaysNormal", incident: incident.id });
    expect(answer).toMatchObject({
      incident: "closed",
      learnt: [{ direction: "high", verdict: "alwaysNormal" }],
    });
    for (let turn = 0; turn < 4; turn += 1) {
      feed(60, 20);
      feed(5, 24);
    }
    expect(anomalies).toHaveLength(1);
    feed(60, 20);
    feed(5, -10);
    expect(anomalies).toMatchObject([{}, { direction: "low" }]);
    expect(await desk.forget(answer.learnt[0]?.id as number)).toBe(true);
    expect(desk.entries()).toEqual([]);
    feed(200, 20);
    feed(5, 90);
    expect(anomalies).toHaveLength(3);
  });

  it("never silences a limit of the operator or a safety state, says so, and leaves their incident open", async () => {
    const { desk, service, anomalies, feed } = await create();
    const oven = makeSeries("oven/1", { name: "Oven" });
    const smoke = makeSeries("hall:smoke", { kind: "binary", states: ["clear", "smoke"] });
    feed(2, 260, oven);
    service.onSample(sampleOf(smoke, startMs + hourMs, 1));
    for (const verdict of ["falseAlarm", "alwaysNormal"] as const) {
      for (const { id } of service.openIncidents()) {
        const answer = await desk.give({ verdict, incident: id });
        expect(answer).toMatchObject({ incident: "unchanged", learnt: [] });
        expect(answer.text).toMatch(/never silenced/);
      }
      const gap = await desk.give({ verdict: "falseAlarm", series: "hall:smoke", kind: "gap" });
      expect(gap.refused).toMatchObject([{ reason: "a safety state is never silenced" }]);
    }
    expect(service.openIncidents()).toHaveLength(2);
    feed(1, 200, oven);
    feed(1, 260, oven);
    expect(anomalies.filter(({ kind }) => kind === "threshold")).toHaveLength(3);
  });

  it("finds the incident by series and kind, also one that is over", async () => {
    const { desk, incident } = await withAlarm();
    const open = await desk.give({ verdict: "falseAlarm", series: series.id, kind: "level" });
    expect(open).toMatchObject({ incidentId: incident.id, incident: "closed" });

    const { desk: later, feed } = await create(createMemoryState(), [{ ...incident, status: "closed" }]);
    feed(1, 20);
    const closed = await later.give({ verdict: "alwaysNormal", series: series.id, kind: "level" });
    expect(closed).toMatchObject({
      incidentId: incident.id,
      incident: "unchanged",
      learnt: [{ kind: "level" }],
    });
    const byId = await later.give({ verdict: "falseAlarm", incident: incident.id });
    expect(byId).toMatchObject({ incident: "unchanged", learnt: [{ kind: "level" }] });
  });

  it("does not silence the alarm that is on by feedback on an incident that is over", async () => {
    const former = await withAlarm();
    const over = { ...former.incident, id: "former", status: "closed" as const };
    const { desk, feed, service, anomalies, recoveries } = await create(createMemoryState(), [over]);
    feed(400, 20);
    feed(5, 60);
    expect(anomalies).toHaveLength(1);
    await desk.give({ verdict: "falseAlarm", incident: "former" });
    expect(service.openIncidents()).toHaveLength(1);
    feed(30, 20);
    expect(recoveries).toHaveLength(1);
    expect(service.openIncidents()).toEqual([]);
  });

  it("keeps what was learnt while it was read a second time", async () => {
    const state = createMemoryState();
    const { get } = state;
    state.get = () => Promise.reject(new Error("disk gone"));
    const { desk, incident } = await withAlarm(state);
    const answers: ((text: string | undefined) => void)[] = [];
    state.values.set("anomaly/feedback", JSON.stringify({ nextId: 5, falseAlarms: [], normals: [] }));
    state.get = () => new Promise((resolve) => answers.push(resolve));
    const room = desk as FeedbackRoom;
    const [first, second] = [room.read(), room.read()];
    const text = await get("anomaly/feedback");
    answers[0]?.(text);
    await first;
    await desk.give({ verdict: "falseAlarm", incident: incident.id });
    answers[1]?.(text);
    await second;
    expect(desk.entries()).toMatchObject([{ id: 5, verdict: "falseAlarm" }]);
  });

  it("refuses what there is not", async () => {
    const { desk, incident, feed } = await withAlarm();
    feed(1, 20, makeSeries("house/attic"));
    const code = "anomaly.feedbackTarget";
    await expect(desk.give({ verdict: "ack", incident: "nope" })).rejects.toMatchObject({ code });
    await expect(
      desk.give({ verdict: "falseAlarm", incident: incident.id, kind: "gap" }),
    ).rejects.toMatchObject({ code, message: expect.stringContaining("no evidence of the kind gap") });
    await expect(desk.give({ verdict: "falseAlarm", series: "no/such", kind: "gap" })).rejects.toMatchObject({
      code,
    });
    await expect(
      desk.give({ verdict: "alwaysNormal", series: "house/attic", kind: "level" }),
    ).rejects.toMatchObject({ code, message: expect.stringContaining("no deviation to take as usual") });
    expect(await desk.forget(1)).toBe(false);
    const learnt = await desk.give({ verdict: "falseAlarm", series: "house/attic", kind: "level" });
    expect(learnt.learnt).toMatchObject([{ factor: 1.5 }]);
  });

  it("is in force again after a restart", async () => {
    const { desk, incident, state } = await withAlarm();
    await desk.give({ verdict: "alwaysNormal", incident: incident.id });
    const after = await create(state);
    expect(after.desk.entries()).toMatchObject([{ seriesId: series.id, verdict: "alwaysNormal" }]);
    expect(after.service.health().figures).toMatchObject({ takenAsUsual: 1 });
    after.feed(400, 20);
    after.feed(5, 24);
    expect(after.anomalies).toEqual([]);
  });

  it("learns nothing that cannot be written, and leaves the incident open", async () => {
    const { desk, incident, state, service } = await withAlarm();
    state.fail(true);
    await expect(desk.give({ verdict: "falseAlarm", incident: incident.id })).rejects.toThrow("disk full");
    expect(desk.entries()).toEqual([]);
    expect(service.openIncidents()).toHaveLength(1);
    state.fail(false);
    await desk.give({ verdict: "falseAlarm", incident: incident.id });
    expect(desk.entries()).toHaveLength(1);
  });

  it("takes nothing before earlier feedback was read, and reads it as soon as it can", async () => {
    const state = createMemoryState();
    const { get } = state;
    state.get = () => Promise.reject(new Error("disk gone"));
    const { desk, incident } = await withAlarm(state);
    await expect(desk.give({ verdict: "falseAlarm", incident: incident.id })).rejects.toMatchObject({
      code: "anomaly.feedbackUnread",
    });
    await expect(desk.forget(1)).rejects.toMatchObject({ code: "anomaly.feedbackUnread" });
    expect(await desk.give({ verdict: "ack", incident: incident.id })).toMatchObject({ incident: "noted" });
    state.get = get;
    expect(await desk.give({ verdict: "falseAlarm", incident: incident.id })).toMatchObject({
      incident: "closed",
    });
  });

  it("begins anew from a damaged text and counts that", async () => {
    const state = createMemoryState();
    state.values.set("anomaly/feedback", "{not json");
    const { desk, observability } = await create(state);
    expect(desk.entries()).toEqual([]);
    expect(await observability.metrics.expose()).toContain("edgewise_anomaly_feedback_unreadable_total 1");
  });
});
