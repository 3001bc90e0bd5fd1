import { expect, test } from "vitest";
import type { Envelope } from "../../../../../src/domain/envelope.ts";
import type { Rollup } from "../../../../../src/domain/rollup.ts";
import type { Series } from "../../../../../src/domain/sample.ts";
import { logRecord, rollupRecord, sampleRecord } from "../../../../../src/sync/records/records.ts";
import { type PointOptions, recordPoint } from "../../../../../src/sync/sinks/influx/points.ts";
import { envelope } from "../../../../support/envelopes.ts";

const options: PointOptions = {
  node: "board-1",
  measurementPrefix: "edgewise_",
  states: "both",
  precision: "ns",
};
const at = Date.UTC(2026, 0, 5, 12);

const series: Series = {
  index: 0,
  id: "barn/3/climate:temperature",
  topic: "barn/3/climate",
  field: "temperature",
  kind: "numeric",
  unit: "°C",
  name: "barn temperature",
  place: { area: "barn", device: "climate-3" },
  labels: { zone: "3", time: "noon", node: "other", _field: "x" },
  states: [],
};
const door: Series = {
  ...series,
  id: "barn/door",
  name: "barn door",
  kind: "binary",
  states: ["closed", "open"],
  labels: {},
};

const pointOf = (record: Partial<Envelope>, more: Partial<PointOptions> = {}) => {
  const point = recordPoint(envelope(1, record), { ...options, ...more });
  if (!point.ok) throw new Error(point.reason);
  return point.value;
};

test("a sample is a value under the tags of its series, its place and its labels", () => {
  const point = pointOf(sampleRecord({ series, at, value: 21.5, clock: "synced", isLate: false }));
  expect(point).toEqual({
    measurement: "edgewise_sample",
    tags: {
      node: "board-1",
      series: series.id,
      name: "barn temperature",
      unit: "°C",
      area: "barn",
      device: "climate-3",
      zone: "3",
      // Names that InfluxDB or edgewise uses for something else.
      label_time: "noon",
      label_node: "other",
      label__field: "x",
    },
    fields: { value: 21.5 },
    time: BigInt(at) * 1_000_000n,
  });
});

test.each([
  ["both", { value: 1, state: "open" }],
  ["numbers", { value: 1 }],
  ["strings", { state: "open" }],
] as const)("states as %s", (states, fields) => {
  const record = sampleRecord({ series: door, at, value: 1, clock: "synced", isLate: false });
  expect(pointOf(record, { states }).fields).toEqual(fields);
});

test("a number stays a number where states are strings", () => {
  const record = sampleRecord({ series, at, value: 3, clock: "synced", isLate: false });
  expect(pointOf(record, { states: "strings" }).fields).toEqual({ value: 3 });
});

test("a time that is not to be trusted is said so", () => {
  const record = sampleRecord({ series, at, value: 3, clock: "unsynced", isLate: false });
  expect(pointOf(record).fields).toEqual({ value: 3, clock: "unsynced" });
});

const rollup: Rollup = {
  start: at,
  count: 15,
  min: 1,
  max: 9,
  mean: 4.5,
  last: 5,
  p05: 1,
  p50: 4,
  p95: undefined,
};

test("an aggregate keeps what is known of it, in whatever class it is queued", () => {
  const record = rollupRecord(series, "quarter", rollup, "synced");
  const expected = {
    measurement: "edgewise_rollup",
    fields: { count: 15, min: 1, max: 9, mean: 4.5, last: 5, p05: 1, p50: 4 },
  };
  expect(pointOf(record)).toMatchObject({ ...expected, tags: { width: "quarter", series: series.id } });
  expect(pointOf({ ...record, class: "sample" })).toMatchObject(expected);
});

test("a log line is a point of its own, also beside another of the same millisecond", () => {
  const record = logRecord({
    source: "syslog",
    topic: "logs/pump",
    severity: "warning",
    host: "pump-1",
    program: "pumpd",
    message: "pressure low",
    place: {},
    at,
    clock: "synced",
  });
  const first = pointOf({ ...record, id: "01K00000000000000000000001" });
  const second = pointOf({ ...record, id: "01K00000000000000000000002" });
  expect(first).toMatchObject({
    measurement: "edgewise_log",
    tags: { node: "board-1", source: "syslog", severity: "warning", host: "pump-1", program: "pumpd" },
    fields: { id: "01K00000000000000000000001", message: "pressure low", topic: "logs/pump" },
  });
  expect(first.time).not.toBe(second.time);
  expect(first.time / 1_000_000n).toBe(BigInt(at));
  expect(pointOf({ ...record, id: "01K00000000000000000000001" })).toEqual(first);
});

test("a gap is told under its own name", () => {
  const body = JSON.stringify({
    schema: "edgewise.gap.v1",
    class: "sample",
    reason: "bytes",
    count: 12,
    from: "2026-01-05T12:00:00.000Z",
  });
  expect(pointOf({ class: "sample", stream: "gap", body })).toMatchObject({
    measurement: "edgewise_gap",
    tags: { class: "sample" },
    fields: { reason: "bytes", count: 12, from: "2026-01-05T12:00:00.000Z" },
  });
});

test("milliseconds are sent as such when so configured", () => {
  expect(pointOf({ at: at + 0.7 }, { precision: "ms" }).time).toBe(BigInt(at));
});

test.each([
  ["a body that is no object", { body: "[1]" }],
  ["a body that is null", { body: "null" }],
  ["a time beyond what fits", { at: 1e16 }],
  ["no time at all", { at: Number.NaN }],
  ["a sample without a value", { class: "sample", body: '{"schema":"edgewise.sample.v1"}' }],
] as const)("%s makes no point", (_, record) => {
  expect(recordPoint(envelope(1, record), options)).toMatchObject({ ok: false });
});

test("thinned parts of one span replace neither each other nor the aggregate of the whole", () => {
  const record = rollupRecord(series, "minute", rollup, "synced");
  const thinned = (number: number, second: number) =>
    pointOf({
      ...record,
      id: envelope(number).id,
      class: "sample",
      body: JSON.stringify({
        ...(JSON.parse(record.body) as object),
        from: new Date(at + second * 1_000).toISOString(),
        to: new Date(at + (second + 10) * 1_000).toISOString(),
        thinned: true,
      }),
    });
  const parts = [thinned(1, 0), thinned(2, 30), thinned(3, 30), pointOf(record)];
  expect(new Set(parts.map(({ tags, time }) => `${JSON.stringify(tags)} ${time}`)).size).toBe(4);
  expect(parts[1]).toMatchObject({ tags: { thinned: "true" }, fields: { count: 15 } });
  expect((parts[1]?.time ?? 0n) / 1_000_000n).toBe(BigInt(at + 30_000));
  expect(thinned(1, 0)).toEqual(parts[0]);
});
