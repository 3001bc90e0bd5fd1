import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import type { Deadline } from "../../src/core/lifecycle.ts";
import type { Envelope } from "../../src/domain/envelope.ts";
import { type SinkSettings, syncConfig } from "../../src/sync/config.ts";
import { createSyncService, type SyncService } from "../../src/sync/service.ts";
import { envelopes } from "../support/envelopes.ts";
import { createHttpFarSide, createMqttFarSide, type FarSide, type HttpFarSide } from "../support/far-side.ts";
import { createInfluxFarSide } from "../support/influx-far-side.ts";
import { createKafkaFarSide } from "../support/kafka-far-side.ts";
import { createMemoryOutbox, type MemoryOutbox } from "../support/memory-outbox.ts";
import { createMemoryState } from "../support/memory-state.ts";
import { connectTestMqtt } from "../support/mqtt-link.ts";
import { createBucketFarSide, createFolderFarSide } from "../support/objects-far-side.ts";
import { createTestObservability } from "../support/observability.ts";
import { createOtlpFarSide } from "../support/otlp-far-side.ts";
import { waitFor } from "../support/wait-for.ts";

const sinkKinds = {
  http: { createFarSide: createHttpFarSide, settings: { type: "http" } },
  mqttBridge: {
    createFarSide: createMqttFarSide,
    settings: { type: "mqttBridge", topic: "far/{class}/{stream}", payloadBytesMax: 4_096, inFlightMax: 4 },
  },
  "influx version 1": {
    createFarSide: () => createInfluxFarSide(1),
    settings: { type: "influx", version: 1, database: "site" },
  },
  "influx version 2": {
    createFarSide: () => createInfluxFarSide(2),
    settings: { type: "influx", version: 2, org: "farm", bucket: "site", token: "t" },
  },
  "influx version 3": {
    createFarSide: () => createInfluxFarSide(3),
    settings: { type: "influx", version: 3, database: "site", token: "t" },
  },
  kafka: { createFarSide: createKafkaFarSide, settings: { type: "kafka" } },
  "objects in a bucket": {
    createFarSide: createBucketFarSide,
    settings: { type: "objects", objectMsMax: 0, accessKeyId: "key", secretAccessKey: "secret" },
  },
  otlp: { createFarSide: createOtlpFarSide, settings: { type: "otlp", encoding: "json" } },
  "objects in a folder": {
    createFarSide: createFolderFarSide,
    settings: { type: "objects", objectMsMax: 0, freeBytesMin: 0 },
  },
} satisfies Record<
  string,
  { createFarSide: () => Promise<FarSide>; settings: { type: SinkSettings["type"]; [key: string]: unknown } }
>;

test("every kind of sink is among them", () => {
  const types = { http: 1, mqttBridge: 1, influx: 1, kafka: 1, objects: 1, otlp: 1 } satisfies Record<
    SinkSettings["type"],
    1
  >;
  expect(new Set(Object.values(sinkKinds).map(({ settings }) => settings.type))).toEqual(
    new Set(Object.keys(types)),
  );
});

let running: SyncService[] = [];
let outbox: MemoryOutbox;

beforeEach(() => {
  outbox = createMemoryOutbox();
});

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop(deadline(500))));
  running = [];
});

async function startService(sinks: object[]): Promise<SyncService> {
  const fast = { classes: ["incident"], backoffBaseMs: 20, backoffMaxMs: 60, timeoutMs: 400 };
  const service = createSyncService({
    config: syncConfig.parse({ idleMs: 100, sinks: sinks.map((sink) => ({ ...fast, ...sink })) }),
    node: "board-1",
    version: "0.0.0",
    observability: createTestObservability(systemClock),
    outbox,
    state: createMemoryState(),
    clockTrust: { quality: () => "synced" },
    timeZone: "UTC",
    random: Math.random,
    connectMqtt: connectTestMqtt,
  });
  running.push(service);
  await service.start(new AbortController().signal);
  return service;
}

function deadline(ms: number): Deadline {
  const endMs = performance.now() + ms;
  return { remainingMs: () => Math.max(0, endMs - performance.now()), signal: AbortSignal.timeout(ms) };
}

const untilDrained = (sink = "far") => waitFor(() => expect(outbox.waiting(sink)).toEqual([]));

function byStream(records: readonly { id: string; stream: string }[]): Record<string, string[]> {
  const streams: Record<string, string[]> = {};
  for (const { id, stream } of records) {
    const ids = streams[stream] ?? [];
    streams[stream] = ids;
    ids.push(id);
  }
  return streams;
}

describe.each(Object.entries(sinkKinds))("a %s sink", (_, { createFarSide, settings }) => {
  let farSide: FarSide;

  beforeEach(async () => {
    farSide = await createFarSide();
  });

  afterEach(async () => {
    await Promise.all(running.map((service) => service.stop(deadline(500))));
    await farSide.goAway();
    farSide.remove?.();
  });

  const start = (more: object = {}) =>
    startService([{ ...settings, name: "far", ...(farSide.address ?? { url: farSide.url }), ...more }]);

  /** Streams as they are known here: not every far side keeps them. */
  const keptByStream = (records: readonly Envelope[]) =>
    byStream(
      farSide.kept.flatMap(({ id }) => records.find((record) => record.id === id) ?? { id, stream: "" }),
    );

  const expectAllKept = (records: readonly Envelope[]) => {
    expect(keptByStream(records)).toEqual(byStream(records));
    expect(outbox.deadLetters).toEqual([]);
  };

  test("delivers every record once, each stream in order", async () => {
    const records = envelopes(120, 7);
    await outbox.append(records);
    // A far side that is held to be too slow gets its batch again: this is about one that is not.
    await start({ batchCountMax: 25, timeoutMs: 10_000 });
    await untilDrained();
    expectAllKept(records);
    expect(farSide.repeats()).toBe(0);
  });

  test("takes records that are queued while it is idle", async () => {
    const service = await start();
    const { id: _id, ...draft } = envelopes(1)[0] as Envelope;
    await service.enqueue([draft]);
    await waitFor(() => expect(farSide.kept).toHaveLength(1));
    await untilDrained();
  });

  test("loses nothing and keeps the order when the far side breaks again and again", async (context) => {
    context.skip(farSide.isSteady === true);
    const records = envelopes(60, 3);
    await outbox.append(records);
    farSide.afflict("breaks", "breaks", "breaks");
    await start({ batchCountMax: 10 });
    await untilDrained();
    expectAllKept(records);
  });

  test("sends again what was kept without a confirmation, under the same ids", async (context) => {
    context.skip(farSide.isSteady === true);
    const records = envelopes(30, 3);
    await outbox.append(records);
    farSide.afflict("keepsAndBreaks", "keepsAndHangs");
    await start({ batchCountMax: 10 });
    await untilDrained();
    expectAllKept(records);
    expect(farSide.repeats()).toBeGreaterThan(0);
  });

  test("puts the one record that is refused with the dead letters and delivers the others", async () => {
    const records = envelopes(20, 2);
    const bad = farSide.poisoned(records[9] as Envelope);
    await outbox.append(records.map((record) => (record.id === bad.id ? bad : record)));
    await start();
    await untilDrained();
    expect(outbox.deadLetters.map(({ record }) => record.id)).toEqual([bad.id]);
    expect(keptByStream(records)).toEqual(byStream(records.filter(({ id }) => id !== bad.id)));
  });

  test("goes on by itself when the far side was away at the start and comes back", async () => {
    await farSide.goAway();
    const records = envelopes(40, 4);
    await outbox.append(records);
    const service = await start();
    await waitFor(() => expect(service.figures()[0]?.connectivity.state).toBe("offline"), {
      timeout: 5_000,
    });
    expect(service.health().status).toBe("degraded");
    await farSide.comeBack();
    await untilDrained();
    expectAllKept(records);
    expect(service.figures()[0]?.connectivity.state).toBe("online");
  });

  test("goes on by itself when the far side restarts in the middle", async () => {
    const records = envelopes(400, 5);
    await outbox.append(records);
    await start({ batchCountMax: 10 });
    await waitFor(() => expect(farSide.kept.length).toBeGreaterThan(20), { interval: 1 });
    await farSide.goAway();
    await farSide.comeBack();
    await untilDrained();
    expectAllKept(records);
  });

  test("a stop in the middle of a send ends in time, and the next start takes up where it left", async (context) => {
    context.skip(farSide.isSteady === true);
    const records = envelopes(50, 5);
    await outbox.append(records);
    farSide.afflict("keepsAndHangs");
    const service = await start({ batchCountMax: 10, timeoutMs: 60_000 });
    await waitFor(() => expect(farSide.kept.length).toBeGreaterThan(0));
    const stopDeadline = deadline(2_000);
    await service.stop(stopDeadline);
    expect(stopDeadline.signal.aborted).toBe(false);
    expect(outbox.waiting("far").length).toBeGreaterThan(0);
    outbox.restart();
    await start();
    await untilDrained();
    expectAllKept(records);
  });

  test("a sink that hangs does not hold back another", async (context) => {
    context.skip(farSide.isSteady === true);
    const other = await createHttpFarSide();
    const records = envelopes(10);
    await outbox.append(records);
    farSide.afflict(...Array.from({ length: 20 }, () => "keepsAndHangs" as const));
    await startService([
      { ...settings, name: "far", ...(farSide.address ?? { url: farSide.url }), timeoutMs: 60_000 },
      { type: "http", name: "other", url: other.url },
    ]);
    await untilDrained("other");
    expect(outbox.waiting("far")).toHaveLength(10);
    await Promise.all(running.map((service) => service.stop(deadline(500))));
    await other.goAway();
  });
});

describe("an http sink", () => {
  let farSide: HttpFarSide;

  beforeEach(async () => {
    farSide = await createHttpFarSide();
  });

  afterEach(() => farSide.goAway());

  const start = (more: object = {}) =>
    startService([{ type: "http", name: "far", url: farSide.url, batchCountMax: 16, ...more }]);

  /** Answers the first `times` requests with `answer`. */
  const answerFirst = (
    times: number,
    answer: { status: number; headers?: Record<string, string>; body?: string },
  ) => {
    farSide.answerWith = () => (farSide.requests.length <= times ? answer : undefined);
  };

  test.each([
    ["429 that asks to wait", { status: 429, headers: { "retry-after": "0" } }],
    [
      "503 with a date to come back",
      { status: 503, headers: { "retry-after": "Mon, 05 Jan 2026 12:00:00 GMT" } },
    ],
    ["401", { status: 401 }],
    ["404", { status: 404 }],
    ["302 to a login page", { status: 302, headers: { location: "http://login.invalid/" } }],
    [
      "200 with a web page, as a captive portal sends",
      { status: 200, headers: { "content-type": "text/html" }, body: "<p>Log in" },
    ],
    [
      "200 with JSON that cannot be read",
      { status: 200, headers: { "content-type": "application/json" }, body: '{"results":[{' },
    ],
  ])("keeps the records through an answer of %s", async (_name, answer) => {
    const records = envelopes(20);
    await outbox.append(records);
    answerFirst(2, answer);
    await start();
    await untilDrained();
    expect(farSide.kept.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
    expect(outbox.deadLetters).toEqual([]);
  });

  test("halves a batch that is too large until it fits, and sends smaller ones from then on", async () => {
    const records = envelopes(64);
    await outbox.append(records);
    farSide.answerWith = ({ ids }) => (ids.length > 3 ? { status: 413 } : undefined);
    await start();
    await untilDrained();
    expect(farSide.kept.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
    const refused = farSide.requests.filter(({ ids }) => ids.length > 3);
    expect(refused.length).toBeLessThan(12);
  });

  test("finds the one record for which the far side answers 400 to whole batches", async () => {
    const records = envelopes(16);
    const bad = records[6]?.id ?? "";
    await outbox.append(records);
    farSide.answerWith = ({ ids }) => (ids.includes(bad) ? { status: 400, body: "bad record" } : undefined);
    await start();
    await untilDrained();
    expect(outbox.deadLetters.map(({ record, reason }) => [record.id, reason])).toEqual([
      [bad, expect.stringContaining("400: bad record")],
    ]);
    expect(farSide.kept).toHaveLength(15);
  });

  test("a far side that answers 400 to everything costs no record", async () => {
    const records = envelopes(40);
    await outbox.append(records);
    let isHealed = false;
    farSide.answerWith = ({ ids }) => {
      // It heals between two rounds, which begin with a whole batch.
      isHealed ||= farSide.requests.length > 60 && ids.length === 16;
      return isHealed ? undefined : { status: 400, body: "The plain HTTP request was sent to HTTPS port" };
    };
    await start({ probeCountMax: 16 });
    await waitFor(() => expect(running[0]?.health().detail).toContain("far needs you"));
    await untilDrained();
    expect(outbox.deadLetters).toEqual([]);
    expect(farSide.kept).toHaveLength(40);
  });

  test("sends the same batch under the same key, and never the token elsewhere", async () => {
    await outbox.append(envelopes(3));
    farSide.afflict("keepsAndBreaks");
    await start({ token: "secret-token", headers: { "X-Site": "barn" } });
    await untilDrained();
    const [first, second] = farSide.requests;
    expect(second?.headers["idempotency-key"]).toBe(first?.headers["idempotency-key"]);
    expect(second?.batch).toBe(first?.batch);
    expect(first?.headers).toMatchObject({ authorization: "Bearer secret-token", "x-site": "barn" });
  });

  test("compresses a batch that is worth it", async () => {
    await outbox.append(envelopes(16));
    await start();
    await untilDrained();
    const [request] = farSide.requests;
    expect(request?.headers["content-encoding"]).toBe("gzip");
    expect(request?.bytes).toBeLessThan(1_000);
  });

  test("an answer that never ends is cut off and tried again", async () => {
    const records = envelopes(4);
    await outbox.append(records);
    answerFirst(1, {
      status: 200,
      headers: { "content-type": "application/json" },
      body: `{"pad":"${"x".repeat(2_000_000)}"}`,
    });
    await start();
    await untilDrained();
    expect(farSide.kept).toHaveLength(4);
    expect(farSide.requests.length).toBeGreaterThan(1);
  });
});
