import { expect, test } from "vitest";
import type { Anomaly } from "../../../../src/domain/anomaly.ts";
import type { Incident } from "../../../../src/domain/incident.ts";
import type { Sample, Series } from "../../../../src/domain/sample.ts";
import {
  anomalyRecord,
  answerRecord,
  incidentRecord,
  logRecord,
  rollupRecord,
  sampleRecord,
  summaryRecord,
} from "../../../../src/sync/records/records.ts";

const at = Date.UTC(2026, 0, 5, 12, 0, 0);
const stamp = { at, clock: "unsynced" } as const;

const series: Series = {
  index: 0,
  id: "farm/2/soil:moisture",
  topic: "farm/2/soil",
  field: "moisture",
  kind: "numeric",
  unit: "%",
  name: "soil moisture",
  place: { area: "greenhouse" },
  labels: { zone: "2" },
  states: [],
};

const incident: Incident = {
  id: "01KINCIDENT",
  status: "open",
  severity: "warning",
  openedAt: at - 60_000,
  updatedAt: at,
  closedAt: undefined,
  clock: "synced",
  place: { area: "greenhouse" },
  evidence: [
    {
      subjectId: series.id,
      type: "series",
      name: series.name,
      kind: "level",
      direction: "low",
      severity: "warning",
      firstAt: at - 60_000,
      lastAt: at,
      times: 3,
      score: 0.9,
      unit: "%",
      observed: 4,
      expected: { low: 20, high: 30, typical: 25 },
      durationMs: undefined,
      limit: undefined,
      example: undefined,
      observedState: undefined,
      typicalState: undefined,
      place: {},
      recoveredAt: undefined,
    },
  ],
  evidenceOmitted: 0,
  summary: "Soil moisture is low.",
  revision: 2,
};

const body = (record: { body: string }) => JSON.parse(record.body) as Record<string, unknown>;

test("every update of an incident is in the stream of that incident, with its revision and ISO times", () => {
  const record = incidentRecord(incident, "updated");
  expect(record).toMatchObject({ class: "incident", stream: "01KINCIDENT", at, clock: "synced" });
  expect(body(record)).toMatchObject({
    schema: "edgewise.incident.v1",
    at: "2026-01-05T12:00:00.000Z",
    incidentId: "01KINCIDENT",
    change: "updated",
    revision: 2,
    openedAt: "2026-01-05T11:59:00.000Z",
    closedAt: null,
    evidence: [{ firstAt: "2026-01-05T11:59:00.000Z", recoveredAt: null, observed: 4 }],
  });
});

test("the same incident always gives the same bytes", () => {
  expect(incidentRecord(structuredClone(incident), "opened").body).toBe(
    incidentRecord(incident, "opened").body,
  );
});

test("an anomaly carries its series but not the daemon's internal index", () => {
  const anomaly: Anomaly = {
    id: "01KANOMALY",
    kind: "gap",
    detector: "gap",
    ...stamp,
    subject: { type: "series", series },
    place: series.place,
    score: 1,
    direction: "none",
    severity: "warning",
    observed: undefined,
    expected: undefined,
    durationMs: 900_000,
    limit: undefined,
  };
  const record = anomalyRecord(anomaly);
  expect(record.stream).toBe(series.id);
  expect(body(record)).toMatchObject({ clock: "unsynced", durationMs: 900_000 });
  expect(body(record).subject).toEqual({
    type: "series",
    id: series.id,
    name: "soil moisture",
    kind: "numeric",
    unit: "%",
    place: { area: "greenhouse" },
    labels: { zone: "2" },
  });
  expect(body(record)).not.toHaveProperty("observed");
});

test("an anomaly of a log is in the stream of the log", () => {
  const subject = {
    type: "log",
    source: "gateway",
    topic: "logs/gw",
    templateId: 7,
    template: "lost <*>",
    example: "lost a",
  } as const;
  const anomaly = {
    ...incident,
    id: "x",
    kind: "logNovel",
    detector: "logNovel",
    ...stamp,
    subject,
  } as never;
  expect(anomalyRecord(anomaly)).toMatchObject({ stream: "gateway", class: "anomaly" });
});

test("a summary of an incident goes with the incident, a digest with the digests", () => {
  const summary = { text: "All was quiet.", style: "report", writer: "phrasing" } as const;
  const digest = {
    type: "digest",
    from: at - 86_400_000,
    to: at,
    incidents: [],
    incidentsOmitted: 0,
    samples: 1,
    seriesCount: 1,
    logLines: 0,
    commands: 0,
  } as const;
  const record = summaryRecord(summary, { ...digest, incidents: [] }, stamp);
  expect(record.stream).toBe("digest");
  expect(body(record)).toMatchObject({
    about: "digest",
    from: "2026-01-04T12:00:00.000Z",
    text: "All was quiet.",
  });
});

test("an answer keeps what was said, what was done and how it went", () => {
  const record = answerRecord(
    {
      id: "01KCOMMAND",
      text: "turn on the pump",
      outcome: "done",
      reply: "The pump is on.",
      parse: { intent: "turnOn", slots: { name: "pump" }, confidence: 1 },
      targets: [{ entityId: "pump", name: "pump" }],
      actions: [{ entityId: "pump", topic: "farm/pump/set", payload: "ON", status: "confirmed" }],
      tier: "grammar",
      timesMs: { total: 12 },
    },
    "cli",
    stamp,
  );
  expect(record).toMatchObject({ class: "command", stream: "cli" });
  expect(body(record)).toMatchObject({ schema: "edgewise.command.v1", outcome: "done", source: "cli" });
});

test("a log line with any text in it is one JSON text", () => {
  const message = '"}\n\u2028 \ud800 ünï';
  const record = logRecord({
    source: "gateway",
    topic: "logs/gw",
    ...stamp,
    severity: undefined,
    host: undefined,
    program: undefined,
    message,
    place: {},
  });
  expect(body(record).message).toBe(message);
  expect(record.body).not.toContain("\n");
});

test("a rollup is stamped with the start of its window", () => {
  const rollup = {
    start: at,
    count: 4,
    min: 1,
    max: 3,
    mean: 2,
    last: 3,
    p05: undefined,
    p50: 2,
    p95: undefined,
  };
  const record = rollupRecord(series, "quarter", rollup, "synced");
  expect(record).toMatchObject({ class: "rollup", stream: series.id, at });
  expect(body(record)).toMatchObject({ width: "quarter", start: "2026-01-05T12:00:00.000Z", mean: 2 });
});

test("a sample of an on/off series says the word for its value", () => {
  const door: Series = { ...series, kind: "binary", states: ["closed", "open"] };
  const sample: Sample = { series: door, ...stamp, value: 1, isLate: false };
  expect(body(sampleRecord(sample))).toMatchObject({ value: 1, state: "open" });
});

test("a time that is none becomes null and not an exception", () => {
  const record = incidentRecord({ ...incident, openedAt: Number.NaN, updatedAt: 9e15 }, "opened");
  expect(body(record)).toMatchObject({ at: null, openedAt: null });
});
