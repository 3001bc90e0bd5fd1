import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../../src/core/clock.ts";
import type { QueuedRecord } from "../../../../../src/domain/envelope.ts";
import { syncConfig } from "../../../../../src/sync/config.ts";
import type { SendResult } from "../../../../../src/sync/sink.ts";
import type { OtlpSettings } from "../../../../../src/sync/sinks/otlp/config.ts";
import { otlpSink } from "../../../../../src/sync/sinks/otlp/sink.ts";
import { envelope } from "../../../../support/envelopes.ts";
import { createHttpPlace } from "../../../../support/http-place.ts";

const never = new AbortController().signal;
const series = {
  id: "barn/t",
  name: "Température",
  kind: "numeric",
  unit: "°C",
  place: { area: "barn" },
  labels: { side: "north" },
};
const sample = (number: number, value: unknown = 21.5): QueuedRecord =>
  envelope(number, {
    class: "sample",
    stream: "barn/t",
    body: JSON.stringify({ schema: "edgewise.sample.v1", series, value }),
  });
const rollup = envelope(9, {
  class: "rollup",
  body: JSON.stringify({
    schema: "edgewise.rollup.v1",
    series,
    width: "minute",
    count: 4,
    min: 1,
    max: 9,
    mean: 5,
    p05: 1,
    p50: 5,
    p95: 9,
  }),
});

async function setUp(
  answer: (path: string, response: ServerResponse) => void = (_, response) => response.end("{}"),
  more: object = {},
) {
  const requests: { path: string; headers: IncomingMessage["headers"]; body: Buffer }[] = [];
  const place = await createHttpPlace((body, request, response) => {
    requests.push({ path: request.url ?? "", headers: request.headers, body });
    answer(request.url ?? "", response);
  });
  const sinks = [
    {
      type: "otlp",
      name: "far",
      url: place.origin,
      classes: ["incident"],
      encoding: "json",
      compression: "none",
      ...more,
    },
  ];
  const [settings] = syncConfig.parse({ sinks }).sinks as [OtlpSettings];
  const sink = otlpSink.create(settings, {
    node: "barn-1",
    version: "0.1.0",
    clock: systemClock,
    connectMqtt: () => Promise.reject(new Error("not used")),
    onReconnect: () => {},
  });
  onTestFinished(async () => {
    await sink.close();
    await place.goAway();
  });
  const json = (position: number) => JSON.parse(String(requests[position]?.body));
  return { sink, requests, json };
}

const statusesOf = (result: SendResult) =>
  result.status === "answered" ? result.deliveries.map(({ delivery }) => delivery.status) : result.status;

test("samples are gauges and rollups summaries, with unit, place and labels", async () => {
  const { sink, requests, json } = await setUp(undefined, {
    token: "t",
    resource: { "deployment.environment.name": "farm" },
  });
  expect(statusesOf(await sink.send([sample(1), rollup], never))).toEqual(["delivered", "delivered"]);
  expect(requests[0]).toMatchObject({
    path: "/v1/metrics",
    headers: { authorization: "Bearer t", "content-type": "application/json" },
  });
  const { resource, scopeMetrics } = json(0).resourceMetrics[0];
  expect(resource.attributes).toContainEqual({ key: "service.name", value: { stringValue: "edgewise" } });
  expect(resource.attributes).toContainEqual({
    key: "deployment.environment.name",
    value: { stringValue: "farm" },
  });
  const [gauge, summary] = scopeMetrics[0].metrics;
  expect(gauge).toMatchObject({
    name: "edgewise.Temperature",
    unit: "Cel",
    gauge: { dataPoints: [{ timeUnixNano: "1767614401000000000", asDouble: 21.5 }] },
  });
  expect(gauge.gauge.dataPoints[0].attributes).toContainEqual({
    key: "label.side",
    value: { stringValue: "north" },
  });
  expect(summary).toMatchObject({
    name: "edgewise.Temperature.summary",
    summary: {
      dataPoints: [
        {
          startTimeUnixNano: "1767614409000000000",
          timeUnixNano: "1767614469000000000",
          count: "4",
          sum: 20,
        },
      ],
    },
  });
});

test("everything else is a log record with a severity; an untrusted time is only the time of observation", async () => {
  const { sink, json } = await setUp();
  const incident = envelope(1, {
    body: JSON.stringify({
      schema: "edgewise.incident.v1",
      severity: "critical",
      summary: "Pump off",
      place: { area: "barn" },
    }),
  });
  const gap = envelope(2, {
    class: "sample",
    clock: "unsynced",
    isHistorical: true,
    body: JSON.stringify({ schema: "edgewise.gap.v1", count: 3 }),
  } as Partial<QueuedRecord>);
  await sink.send([incident, gap, sample(3, null)], never);
  const records = json(0).resourceLogs[0].scopeLogs[0].logRecords;
  expect(records[0]).toMatchObject({
    severityNumber: 18,
    severityText: "critical",
    body: { stringValue: "Pump off" },
    eventName: "edgewise.incident",
  });
  expect(records[1]).toMatchObject({
    timeUnixNano: "0",
    observedTimeUnixNano: "1767614402000000000",
    eventName: "edgewise.gap",
  });
  expect(records[1].attributes).toContainEqual({ key: "edgewise.historical", value: { boolValue: true } });
  expect(records).toHaveLength(3);
});

test("what a partial success rejects is left to halving, and the other kind is not repeated", async () => {
  const { sink, requests } = await setUp((path, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      path === "/v1/metrics" ? '{"partialSuccess":{"rejectedDataPoints":"1","errorMessage":"bad"}}' : "{}",
    );
  });
  const batch = [envelope(1), sample(2), sample(3)];
  expect(statusesOf(await sink.send(batch, never))).toEqual(["delivered", "retryable", "retryable"]);
  expect(await sink.send(batch.slice(1), never)).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("rejected 1 of them: bad"),
  });
  expect(await sink.send(batch, never)).toMatchObject({ status: "refused" });
  expect(requests.map(({ path }) => path)).toEqual(["/v1/logs", "/v1/metrics", "/v1/metrics", "/v1/metrics"]);
});

test("a partial success in protobuf is read, with a count beyond one byte", async () => {
  const { sink } = await setUp(
    (_, response) => {
      response.writeHead(200, { "content-type": "application/x-protobuf" });
      response.end(Buffer.from([0x0a, 0x08, 0x08, 0xc8, 0x01, 0x12, 0x03, 0x62, 0x61, 0x64]));
    },
    { encoding: "protobuf" },
  );
  expect(await sink.send([envelope(1)], never)).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("rejected 200 of them: bad"),
  });
});

test("an empty answer and an empty partial success are full successes", async () => {
  for (const body of ["", "{}", '{"partialSuccess":{"errorMessage":"a warning"}}']) {
    const { sink } = await setUp((_, response) => response.end(body));
    expect(statusesOf(await sink.send([envelope(1)], never))).toEqual(["delivered"]);
  }
});

test.each([429, 503])("%i with Retry-After waits as long as asked", async (status) => {
  const { sink } = await setUp((_, response) => response.writeHead(status, { "retry-after": "7" }).end());
  expect(await sink.send([envelope(1)], never)).toMatchObject({
    status: "failed",
    failure: { afterMs: 7_000, needsPerson: false },
  });
});

test("half an answer in JSON confirms nothing", async () => {
  const { sink } = await setUp((_, response) => response.end('{"partialSuccess":{'));
  expect(await sink.send([envelope(1)], never)).toMatchObject({ status: "failed" });
});

test("an aggregate in the place of samples is a summary of the time that it covers", async () => {
  const { sink, json } = await setUp();
  const body = {
    ...(JSON.parse(rollup.body) as object),
    from: "2026-01-05T12:00:10.000Z",
    to: "2026-01-05T12:00:20.000Z",
    thinned: true,
  };
  await sink.send([envelope(1, { class: "sample", body: JSON.stringify(body) })], never);
  const [point] = json(0).resourceMetrics[0].scopeMetrics[0].metrics[0].summary.dataPoints;
  expect(point).toMatchObject({
    startTimeUnixNano: "1767614410000000000",
    timeUnixNano: "1767614420000000000",
    count: "4",
  });
  expect(point.attributes).toContainEqual({ key: "thinned", value: { stringValue: "true" } });
});

test("a gap is a warning that says in words how much is lost, and why", async () => {
  const { sink, json } = await setUp();
  const body = {
    schema: "edgewise.gap.v1",
    class: "sample",
    reason: "bytes",
    count: 41_250,
    from: "2026-01-05T12:00:00.000Z",
    to: "2026-01-05T13:00:00.000Z",
  };
  await sink.send([envelope(1, { class: "sample", stream: "gap", body: JSON.stringify(body) })], never);
  const [record] = json(0).resourceLogs[0].scopeLogs[0].logRecords;
  expect(record.severityText).toBe("warning");
  expect(record.body.stringValue).toBe(
    "41250 sample records were given up (bytes), of 2026-01-05T12:00:00.000Z to 2026-01-05T13:00:00.000Z",
  );
  expect(record.attributes).toContainEqual({ key: "edgewise.gap.count", value: { doubleValue: 41_250 } });
});

test.each(["json", "protobuf"])(
  "what cannot be a record in %s is rejected alone, or sent as text",
  async (encoding) => {
    const { sink, requests } = await setUp((_, response) => response.end(), { encoding });
    const huge = { ...(JSON.parse(rollup.body) as object), count: 1e300 };
    const result = await sink.send(
      [
        envelope(1, { body: "null" }),
        envelope(2, { class: "rollup", at: 1e21, body: JSON.stringify(huge) }),
        envelope(3, { body: "[1]" }),
      ],
      never,
    );
    expect(statusesOf(result)).toEqual(["rejected", "delivered", "rejected"]);
    expect(requests).toHaveLength(1);
  },
);

test("a receiver that answers a success in words of its own has taken the batch", async () => {
  const { sink } = await setUp((_, response) => response.setHeader("content-type", "text/plain").end("OK"));
  expect(statusesOf(await sink.send([sample(1)], never))).toEqual(["delivered"]);
});

test("what is refused in the end was sent all the same, and its bytes are counted", async () => {
  const { sink } = await setUp((_, response) => {
    response.statusCode = 503;
    response.end();
  });
  const result = await sink.send([sample(1)], never);
  expect(result).toMatchObject({ status: "failed" });
  expect(result.bytes).toBeGreaterThan(100);
});
