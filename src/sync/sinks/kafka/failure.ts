import { errorMessage } from "../../../core/errors.ts";
import { plainWords } from "../../network/http-answer.ts";
import { describeNetworkFailure } from "../../network/network-failure.ts";
import type { SendFailure } from "../../sink.ts";

/** What one error of the client's says: about the records, or about the way there. */
export type KafkaVerdict =
  | { about: "records"; isTooLarge: boolean; reason: string }
  | { about: "way"; failure: SendFailure };

/** The parts of the client's errors that are read here; see its src/errors.ts. */
interface ClientError {
  code?: unknown;
  message?: unknown;
  errors?: unknown;
  cause?: unknown;
  /** Name of a protocol error, such as `NOT_LEADER_OR_FOLLOWER`. */
  apiId?: unknown;
  response?: unknown;
}

/** Protocol errors (kafka.apache.org/protocol#protocol_error_codes) that speak about the records of a batch. */
const recordErrors: Readonly<Record<string, string>> = {
  MESSAGE_TOO_LARGE: "is larger than the topic takes (max.message.bytes)",
  RECORD_LIST_TOO_LARGE: "is larger than a segment of the topic",
  INVALID_RECORD: "was refused by the broker as invalid",
  INVALID_TIMESTAMP: "has a time that the topic does not take (message.timestamp.*.max.ms)",
};

const tooLargeErrors = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"];

const personErrors: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: "{host} does not let this user write to the topic; grant it WRITE",
  CLUSTER_AUTHORIZATION_FAILED:
    "{host} does not let this user write idempotently; grant it IDEMPOTENT_WRITE on the cluster",
  SASL_AUTHENTICATION_FAILED: "{host} does not accept the user name and password; set them right",
  UNSUPPORTED_SASL_MECHANISM: "{host} does not know this sasl mechanism; set another",
  ILLEGAL_SASL_STATE: "{host} does not expect sasl on this port; set sasl or the port right",
  INVALID_TOPIC_EXCEPTION: "{host} does not take the name of the topic; set another",
  UNKNOWN_TOPIC_OR_PARTITION: "the topic does not exist at {host}; make it, or set createsTopics",
  POLICY_VIOLATION: "a policy of {host} forbids the message",
  UNSUPPORTED_FOR_MESSAGE_FORMAT: "the topic at {host} has a message format older than Kafka 0.11",
  UNSUPPORTED_VERSION: "{host} is too old a Kafka",
  UNSUPPORTED_COMPRESSION_TYPE: "{host} does not know this compression; set another",
};

/** What went wrong, the most telling of all the errors inside `error` first. `host` is how the brokers are called. */
export function kafkaVerdict(error: unknown, host: string): KafkaVerdict {
  const leaves = leavesOf(error);
  const byId = (table: Readonly<Record<string, string>>) =>
    leaves.find(({ apiId }) => typeof apiId === "string" && apiId in table)?.apiId as string | undefined;

  const personId = byId(personErrors);
  if (personId) return way(`${fill(personErrors[personId], host)} (${personId})`, { needsPerson: true });
  const recordId = byId(recordErrors);
  if (recordId) {
    const reason = `it ${recordErrors[recordId]} at ${host} (${recordId})`;
    return { about: "records", isTooLarge: tooLargeErrors.includes(recordId), reason };
  }
  for (const { code, message } of leaves) {
    if (code === "PLT_KFK_AUTHENTICATION") {
      return way(`${host} does not accept the user name and password; set them right`, { needsPerson: true });
    }
    const topic = code === "PLT_KFK_USER" && /^Unknown topic (.*)\.$/.exec(String(message))?.[1];
    if (topic) {
      return way(`the topic ${topic} does not exist at ${host}; make it, or set createsTopics`, {
        needsPerson: true,
      });
    }
  }
  const network = leaves.find(({ code }) => typeof code === "string" && !code.startsWith("PLT_KFK_"));
  if (network) {
    const { reason, needsPerson, isCut } = describeNetworkFailure(network, host);
    return way(reason, { needsPerson, isReached: false, mayBeTooLarge: isCut });
  }
  const protocol = leaves.find(({ apiId }) => typeof apiId === "string");
  if (protocol) return way(`${host} answered ${String(protocol.apiId)}; trying again`, {});
  return way(`the connection to ${host} failed: ${plainWords(errorMessage(leaves.at(-1) ?? error))}`, {
    isReached: false,
  });
}

/** Partitions, as `topic:partition`, that were stored although the send as a whole failed. */
export function storedPartitions(error: unknown): ReadonlySet<string> {
  const stored = new Set<string>();
  // Of brokers that took everything: the client tells these with the error.
  const { produced } = error as { produced?: { offsets?: { topic: string; partition: number }[] } };
  for (const { topic, partition } of produced?.offsets ?? []) stored.add(`${topic}:${partition}`);
  // Of a broker that took some: its own answer tells.
  for (const { response } of nodesOf(error)) {
    const { responses } = (response ?? {}) as { responses?: readonly TopicResponse[] };
    for (const { name, partitionResponses } of Array.isArray(responses) ? responses : []) {
      for (const { index, errorCode } of partitionResponses ?? []) {
        if (errorCode === 0) stored.add(`${name}:${index}`);
      }
    }
  }
  return stored;
}

interface TopicResponse {
  name: string;
  partitionResponses?: readonly { index: number; errorCode: number }[];
}

/** Every error inside `error`, itself included. */
function nodesOf(error: unknown): ClientError[] {
  if (typeof error !== "object" || error === null) return [];
  const node = error as ClientError;
  const inner = Array.isArray(node.errors) ? (node.errors as unknown[]) : [];
  return [node, ...inner.flatMap(nodesOf), ...nodesOf(node.cause)];
}

/** The errors that wrap no other. */
function leavesOf(error: unknown): ClientError[] {
  return nodesOf(error).filter(
    ({ errors, cause }) => (!Array.isArray(errors) || errors.length === 0) && !(cause instanceof Error),
  );
}

function fill(text: string | undefined, host: string): string {
  return (text ?? "").replace("{host}", host);
}

function way(reason: string, about: Partial<Omit<SendFailure, "reason">>): KafkaVerdict {
  return {
    about: "way",
    failure: { reason, isReached: true, needsPerson: false, mayBeTooLarge: false, ...about },
  };
}
