import { errorMessage } from "../../../core/errors.ts";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import { createClientTls } from "../../network/client-tls.ts";
import { eitherSignal } from "../../network/either-signal.ts";
import type { SendFailure, SendResult, Settled, Sink, SinkContext, SinkDefinition } from "../../sink.ts";
import { MissingPackageError } from "../missing-package.ts";
import type { KafkaSettings } from "./config.ts";
import { kafkaVerdict, storedPartitions } from "./failure.ts";
import { type KafkaMessage, kafkaMessage } from "./message.ts";
import { createKafkaProducer, type KafkaProducer } from "./producer.ts";

/**
 * Records as messages to Apache Kafka.
 *
 * 1. A record is delivered when every in-sync replica of its partition has it (acks=all).
 * 2. The records of one key go to one partition, in the order given.
 * 3. The producer is idempotent: what the client repeats within one send is stored once. After any error it is dropped,
 *    for its sequence numbers no longer tell what the broker has: another batch under the numbers of one that was
 *    stored would be taken for a repeat, and lost. Repeats over sends are told by header `id`.
 * 4. A record is rejected when it is too long or the broker refuses it alone while it takes others.
 */
export const kafkaSink: SinkDefinition<KafkaSettings> = {
  summary: "Messages to Apache Kafka, or what speaks its protocol",
  create: createKafkaSink,
};

interface Outgoing {
  record: QueuedRecord;
  message: KafkaMessage;
}

/** What became of one produce request, or of several to several brokers. */
interface Produced {
  stored: Outgoing[];
  /** Refused for what they are, partition by partition; at least one of each group is bad. */
  refused: Outgoing[][];
  reason: string;
  isTooLarge: boolean;
  failure: SendFailure | undefined;
  bytes: number;
}

function createKafkaSink(settings: KafkaSettings, context: SinkContext): Sink {
  const host = settings.brokers.join(", ");
  const tls = createClientTls(settings.tls);
  let opening: Promise<KafkaProducer> | undefined;

  const open = async (): Promise<KafkaProducer> => {
    const material = await tls.current();
    if (!material.ok) throw new Error(material.reason);
    return await createKafkaProducer(settings, material.value, context);
  };

  const drop = async () => {
    const dropped = opening;
    opening = undefined;
    (await dropped?.catch(() => undefined))?.drop();
  };

  const produce = async (outgoing: readonly Outgoing[], signal: AbortSignal): Promise<Produced> => {
    const nothing = { stored: [], refused: [], reason: "", isTooLarge: false, failure: undefined, bytes: 0 };
    let producer: KafkaProducer;
    try {
      opening ??= open();
      producer = await opening;
    } catch (error) {
      await drop();
      const hint = error instanceof MissingPackageError ? `; ${error.hint}` : "";
      return { ...nothing, failure: { ...unreached(errorMessage(error) + hint), needsPerson: true } };
    }
    const messages = outgoing.map(({ message }) => message);
    let partitions: number[] = [];
    try {
      await before(signal, async () => {
        partitions = await producer.partitionsOf(messages);
        await producer.send(
          messages.map((message, index) => ({ ...message, partition: partitions[index] ?? 0 })),
        );
      });
      return { ...nothing, stored: [...outgoing], bytes: bytesOf(outgoing) };
    } catch (error) {
      await drop();
      if (signal.aborted) {
        const failure = unreached(`${host} did not take the batch within ${settings.timeoutMs} ms`);
        return { ...nothing, failure: { ...failure, mayBeTooLarge: true } };
      }
      const verdict = kafkaVerdict(error, host);
      const places = messages.map(({ topic }, index) => `${topic}:${partitions[index]}`);
      const done = storedPartitions(error);
      const stored = outgoing.filter((_, index) => done.has(places[index] ?? ""));
      const rest = { ...nothing, stored, bytes: bytesOf(stored) };
      if (verdict.about === "way") return { ...rest, failure: withoutPerson(verdict.failure, settings) };
      const refused = new Map<string, Outgoing[]>();
      for (const [index, one] of outgoing.entries()) {
        const place = places[index] ?? "";
        if (!done.has(place)) refused.set(place, [...(refused.get(place) ?? []), one]);
      }
      return {
        ...rest,
        refused: [...refused.values()],
        reason: verdict.reason,
        isTooLarge: verdict.isTooLarge,
      };
    }
  };

  /** Divides what a broker refuses until the bad ones are alone; only while it takes others (point 4). */
  const produceParts = async (outgoing: readonly Outgoing[], signal: AbortSignal): Promise<SendResult> => {
    const first = await produce(outgoing, signal);
    if (first.failure && first.stored.length === 0) return { status: "failed", failure: first.failure };
    if (first.stored.length === 0) {
      const status = first.isTooLarge ? "tooLarge" : "refused";
      return { status, reason: first.reason, bytes: bytesOf(outgoing) };
    }
    const deliveries = first.stored.map(delivered);
    let { bytes, failure } = first;
    const parts = first.refused.flatMap(halves);
    for (let part = parts.shift(); part && !failure; part = parts.shift()) {
      const next = await produce(part, signal);
      deliveries.push(...next.stored.map(delivered));
      bytes += next.bytes;
      failure = next.failure;
      const [only] = part;
      if (next.refused.length > 0 && part.length === 1 && only) {
        deliveries.push({ id: only.record.id, delivery: { status: "rejected", reason: next.reason } });
      } else parts.unshift(...next.refused.flatMap(halves));
    }
    return { status: "answered", deliveries, bytes, ...(failure ? { failure } : {}) };
  };

  return {
    async send(records, signal) {
      const { outgoing, rejected } = outgoingOf(records, settings, context.node);
      if (outgoing.length === 0) return { status: "answered", deliveries: rejected, bytes: 0 };
      // Loading the client for the first time takes seconds on a small board, and is not the brokers' fault.
      opening ??= open();
      await opening.catch(() => undefined);
      const timeout = new AbortController();
      const cancelTimeout = context.clock.after(settings.timeoutMs, () => timeout.abort());
      const either = eitherSignal([signal, timeout.signal]);
      try {
        const result = await produceParts(outgoing, either.signal);
        if (result.status !== "answered") return result;
        return { ...result, deliveries: [...result.deliveries, ...rejected] };
      } finally {
        cancelTimeout();
        either.release();
      }
    },
    warning: () => tls.warning(context.clock.now()),
    close: drop,
  };
}

function outgoingOf(
  records: readonly QueuedRecord[],
  settings: KafkaSettings,
  node: string,
): { outgoing: Outgoing[]; rejected: Settled[] } {
  const outgoing: Outgoing[] = [];
  const rejected: Settled[] = [];
  for (const record of records) {
    const message = kafkaMessage(record, settings, node);
    const bytes = message.key.length + message.value.length;
    if (bytes <= settings.messageBytesMax) outgoing.push({ record, message });
    else {
      const reason = `its message of ${bytes} bytes is longer than ${settings.messageBytesMax}`;
      rejected.push({ id: record.id, delivery: { status: "rejected", reason }, isCertain: true });
    }
  }
  return { outgoing, rejected };
}

/** The client knows no signals: what it still does after one is dropped with it. */
async function before(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error("aborted"));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function halves(part: Outgoing[]): Outgoing[][] {
  if (part.length < 2) return [part];
  const middle = Math.ceil(part.length / 2);
  return [part.slice(0, middle), part.slice(middle)];
}

function delivered({ record }: Outgoing): Settled {
  return { id: record.id, delivery: { status: "delivered" } };
}

/** Before compression: the client does not tell what went over the wire. */
function bytesOf(outgoing: readonly Outgoing[]): number {
  return outgoing.reduce((sum, { message }) => sum + message.key.length + message.value.length, 0);
}

/** A topic that the brokers are just making is there in a moment. */
function withoutPerson(failure: SendFailure, { createsTopics }: KafkaSettings): SendFailure {
  return createsTopics && failure.reason.includes("does not exist")
    ? { ...failure, needsPerson: false }
    : failure;
}

function unreached(reason: string): SendFailure {
  return { reason, isReached: false, needsPerson: false, mayBeTooLarge: false };
}
