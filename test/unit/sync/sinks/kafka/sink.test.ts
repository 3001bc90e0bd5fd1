import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../../../src/core/clock.ts";
import type { QueuedRecord } from "../../../../../src/domain/envelope.ts";
import type { Sink } from "../../../../../src/sync/sink.ts";
import { kafkaConfig } from "../../../../../src/sync/sinks/kafka/config.ts";
import { kafkaSink } from "../../../../../src/sync/sinks/kafka/sink.ts";
import { envelope, envelopes } from "../../../../support/envelopes.ts";
import { createKafkaFarSide, type KafkaFarSide } from "../../../../support/kafka-far-side.ts";

let farSide: KafkaFarSide;
let sink: Sink;

const open = (more: object = {}) =>
  kafkaSink.create(
    kafkaConfig.parse({
      type: "kafka",
      name: "far",
      classes: ["incident"],
      brokers: [farSide.url],
      timeoutMs: 5_000,
      ...more,
    }),
    {
      node: "board-1",
      version: "0.0.0",
      clock: systemClock,
      connectMqtt: () => Promise.reject(new Error("unused")),
      onReconnect: () => undefined,
    },
  );

// On a busy machine loading it alone takes seconds.
beforeAll(() => import("@platformatic/kafka"), 60_000);

beforeEach(async () => {
  farSide = await createKafkaFarSide();
  sink = open();
});

afterEach(async () => {
  await sink.close();
  await farSide.goAway();
});

const send = (records: readonly QueuedRecord[]) => sink.send(records, new AbortController().signal);

const verdicts = async (records: readonly QueuedRecord[]) => {
  const result = await send(records);
  if (result.status !== "answered") return result;
  const byId = new Map(result.deliveries.map(({ id, delivery }) => [id, delivery.status]));
  return records.map(({ id }) => byId.get(id));
};

test("every stream goes to one partition, and the streams to more than one", async () => {
  await send(envelopes(60, 12));
  expect([...farSide.partitionByStream.values()].map(({ size }) => size)).toEqual(Array(12).fill(1));
  expect(new Set([...farSide.partitionByStream.values()].flatMap((partitions) => [...partitions])).size).toBe(
    3,
  );
});

test("one record among others that is too large for the topic is rejected, the others are stored once", async () => {
  const records = envelopes(12, 4);
  const bad = farSide.poisoned(records[5] as QueuedRecord) as QueuedRecord;
  const all = records.map((record) => (record.id === bad.id ? bad : record));
  expect(await verdicts(all)).toEqual(all.map(({ id }) => (id === bad.id ? "rejected" : "delivered")));
  expect(farSide.kept).toHaveLength(11);
  expect(farSide.repeats()).toBe(0);
});

test("a record that is refused while none is taken is left to the drain to judge", async () => {
  const bad = farSide.poisoned(envelope(1)) as QueuedRecord;
  expect(await send([bad])).toMatchObject({
    status: "tooLarge",
    reason: expect.stringContaining("max.message.bytes"),
  });
});

test("a record longer than messageBytesMax costs no request", async () => {
  sink = open({ messageBytesMax: 1_024 });
  const records = [envelope(1), envelope(2, { body: JSON.stringify("x".repeat(2_000)) })];
  expect(await verdicts(records)).toEqual(["delivered", "rejected"]);
});

test("a topic that is not there needs a person, until it is made", async () => {
  farSide.missingTopics.add("edgewise.incident");
  const records = envelopes(2);
  expect(await send(records)).toMatchObject({
    status: "failed",
    failure: { needsPerson: true, reason: expect.stringContaining("edgewise.incident does not exist") },
  });
  farSide.missingTopics.clear();
  expect(await verdicts(records)).toEqual(["delivered", "delivered"]);
});

test("a leader that moved is looked for again within the send", async () => {
  const notLeader = 6;
  farSide.answerWith(notLeader);
  expect(await verdicts(envelopes(2))).toEqual(["delivered", "delivered"]);
});

test("too few replicas is tried again, and then told", async () => {
  const notEnoughReplicas = 19;
  farSide.answerWith(...Array<number>(3).fill(notEnoughReplicas));
  expect(await send(envelopes(1))).toMatchObject({
    status: "failed",
    failure: { needsPerson: false, isReached: true, reason: expect.stringContaining("NOT_ENOUGH_REPLICAS") },
  });
});

test("after a failed send other records never pass for those of that send", async () => {
  // Kept without an answer: the broker knows the sequence numbers 0 to 3 of this producer.
  farSide.afflict(...Array.from({ length: 3 }, () => "keepsAndBreaks" as const));
  const first = envelopes(4);
  expect((await send(first)).status).toBe("failed");
  const others = envelopes(8).slice(4);
  expect(await verdicts(others)).toEqual(Array(4).fill("delivered"));
  expect(farSide.kept.map(({ id }) => id)).toEqual([...first, ...others].map(({ id }) => id));
});

test("brokers that are away are unreached", async () => {
  await farSide.goAway();
  expect(await send(envelopes(1))).toMatchObject({
    status: "failed",
    failure: {
      isReached: false,
      needsPerson: false,
      reason: expect.stringContaining("refuses the connection"),
    },
  });
  await farSide.comeBack();
});

test("sasl without a password is a mistake of the configuration", () => {
  expect(() => open({ sasl: "plain", username: "board" })).toThrow(/sasl: plain needs a password/);
});
