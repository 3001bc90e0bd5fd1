import { expect, test } from "vitest";
import { kafkaVerdict, storedPartitions } from "../../../../../src/sync/sinks/kafka/failure.ts";

const host = "kafka.example:9092";

/** As the client nests them: one error per broker, inside it one per partition. */
function clientError(apiId: string, more: object = {}): Error {
  const protocol = Object.assign(new Error("a protocol error"), { code: "PLT_KFK_PROTOCOL", apiId });
  const response = Object.assign(new AggregateError([protocol], "Received response with error"), {
    code: "PLT_KFK_RESPONSE",
    ...more,
  });
  return Object.assign(new AggregateError([response], "Producing messages failed."), {
    code: "PLT_KFK_MULTIPLE",
  });
}

const failureOf = (error: unknown) => {
  const verdict = kafkaVerdict(error, host);
  return verdict.about === "way" ? verdict.failure : verdict;
};

test.each(["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"])("%s is about the size of the records", (apiId) => {
  expect(kafkaVerdict(clientError(apiId), host)).toMatchObject({ about: "records", isTooLarge: true });
});

test.each(["INVALID_RECORD", "INVALID_TIMESTAMP"])("%s is about the records", (apiId) => {
  expect(kafkaVerdict(clientError(apiId), host)).toMatchObject({
    about: "records",
    isTooLarge: false,
    reason: expect.stringContaining(apiId),
  });
});

test.each([
  ["TOPIC_AUTHORIZATION_FAILED", "grant it WRITE"],
  ["CLUSTER_AUTHORIZATION_FAILED", "IDEMPOTENT_WRITE"],
  ["UNKNOWN_TOPIC_OR_PARTITION", "does not exist at kafka.example:9092; make it"],
  ["UNSUPPORTED_SASL_MECHANISM", "set another"],
])("%s needs a person", (apiId, words) => {
  expect(failureOf(clientError(apiId))).toMatchObject({
    needsPerson: true,
    reason: expect.stringContaining(words),
  });
});

test.each(["NOT_LEADER_OR_FOLLOWER", "LEADER_NOT_AVAILABLE", "NOT_ENOUGH_REPLICAS", "REQUEST_TIMED_OUT"])(
  "%s goes by itself",
  (apiId) => {
    expect(failureOf(clientError(apiId))).toMatchObject({ needsPerson: false, isReached: true });
  },
);

test("what only a person can mend is said before what the brokers say of other partitions", () => {
  const both = new AggregateError([
    clientError("MESSAGE_TOO_LARGE"),
    clientError("TOPIC_AUTHORIZATION_FAILED"),
  ]);
  expect(failureOf(both)).toMatchObject({ needsPerson: true });
});

test("a topic that is not there is named", () => {
  const error = Object.assign(new Error("Unknown topic edgewise.log."), { code: "PLT_KFK_USER" });
  expect(failureOf(error)).toMatchObject({
    needsPerson: true,
    reason: "the topic edgewise.log does not exist at kafka.example:9092; make it, or set createsTopics",
  });
});

test("brokers that refuse the connection are unreached, deep inside as that may be said", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const network = Object.assign(new Error("Connection failed", { cause: refused }), {
    code: "PLT_KFK_NETWORK",
  });
  const error = new AggregateError([new AggregateError([network], "Cannot connect to any broker.")]);
  expect(failureOf(error)).toMatchObject({
    isReached: false,
    needsPerson: false,
    reason: "kafka.example:9092 refuses the connection (ECONNREFUSED)",
  });
});

test("a wrong password needs a person", () => {
  const error = Object.assign(new Error("SASL authentication failed."), { code: "PLT_KFK_AUTHENTICATION" });
  expect(failureOf(error)).toMatchObject({ needsPerson: true, reason: expect.stringContaining("user name") });
});

test.each([undefined, null, "text", new Error("odd"), { errors: "none" }])(
  "%s is a failed connection",
  (error) => {
    expect(failureOf(error)).toMatchObject({ isReached: false, needsPerson: false });
  },
);

test("the partitions that were stored are told by the client and by the broker's answer", () => {
  const error = Object.assign(
    clientError("MESSAGE_TOO_LARGE", {
      response: {
        responses: [
          {
            name: "t",
            partitionResponses: [
              { index: 0, errorCode: 10 },
              { index: 1, errorCode: 0 },
            ],
          },
        ],
      },
    }),
    { produced: { offsets: [{ topic: "t", partition: 2 }] } },
  );
  expect([...storedPartitions(error)].sort()).toEqual(["t:1", "t:2"]);
});

test.each([new Error("odd"), { produced: {} }, { response: { responses: "none" } }])(
  "%s tells of no stored partition",
  (error) => {
    expect(storedPartitions(error).size).toBe(0);
  },
);
