import type { QueuedRecord, RecordClass } from "../../../domain/envelope.ts";
import { recordJson } from "../../records/record-json.ts";

/** One record as it goes to Kafka. */
export interface KafkaMessage {
  topic: string;
  key: Buffer;
  /** The record in the form of the http sink. */
  value: Buffer;
  headers: Map<Buffer, Buffer>;
  /** CreateTime in milliseconds; absent where our clock cannot be trusted. */
  timestamp?: bigint;
}

/** Legal names of topics: org.apache.kafka.common.internals.Topic. */
const topicLengthMax = 249;

export function topicTemplateProblem(template: string): string | undefined {
  const problem = placeholderProblem(template, ["node", "class"]);
  if (problem) return problem;
  const plain = template.replace(/\{[^{}]*\}/g, "x");
  if (!/^[A-Za-z0-9._-]+$/.test(plain)) return "a topic is made of letters, digits and . _ -";
  if (plain === "." || plain === "..") return "a topic is not called . or ..";
  return undefined;
}

export function keyTemplateProblem(template: string): string | undefined {
  return placeholderProblem(template, ["node", "stream"]);
}

function placeholderProblem(template: string, allowed: readonly string[]): string | undefined {
  for (const [whole, name] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!allowed.includes(name ?? "")) {
      return `${whole} is not a placeholder; allowed are ${allowed.map((one) => `{${one}}`).join(" and ")}`;
    }
  }
  return /[{}]/.test(template.replace(/\{[^{}]*\}/g, "")) ? "a brace is not closed" : undefined;
}

/** Templates that have no problem. */
export interface MessageSettings {
  topic: string;
  topicByClass: Readonly<Partial<Record<RecordClass, string>>>;
  key: string;
}

/** Headers: `id` (drop repeats by it), `class`, `node`, `content-type`, and `historical` where it is true. */
export function kafkaMessage(record: QueuedRecord, settings: MessageSettings, node: string): KafkaMessage {
  const headers: Record<string, string> = {
    id: record.id,
    class: record.class,
    node,
    "content-type": "application/json",
  };
  if (record.isHistorical) headers.historical = "true";
  const message: KafkaMessage = {
    topic: topicOf(record, settings, node),
    key: Buffer.from(
      settings.key.replace(/\{(node|stream)\}/g, (_, name) => (name === "node" ? node : record.stream)),
    ),
    value: Buffer.from(recordJson(record, node)),
    headers: new Map(Object.entries(headers).map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
  };
  // A broker may refuse a time that is far from its own, and drop by age what it believes to be old.
  if (record.clock === "synced" && Number.isFinite(record.at))
    message.timestamp = BigInt(Math.floor(record.at));
  return message;
}

function topicOf(record: QueuedRecord, settings: MessageSettings, node: string): string {
  const safeNode = node.replace(/[^A-Za-z0-9._-]/g, "_");
  const template = settings.topicByClass[record.class] ?? settings.topic;
  return template
    .replace(/\{(node|class)\}/g, (_, name) => (name === "node" ? safeNode : record.class))
    .slice(0, topicLengthMax);
}
