import { isIP } from "node:net";
import type { Producer } from "@platformatic/kafka";
import type { TlsMaterial } from "../../network/client-tls.ts";
import type { SinkContext } from "../../sink.ts";
import { MissingPackageError } from "../missing-package.ts";
import type { KafkaSettings } from "./config.ts";
import type { KafkaMessage } from "./message.ts";

/** What the sink needs of the client. */
export interface KafkaProducer {
  /** For each message its partition, chosen by its key as Java clients do; rejects like `send`. */
  partitionsOf(messages: readonly KafkaMessage[]): Promise<number[]>;
  /** Resolves when every in-sync replica has every message. Rejects with the client's errors. */
  send(messages: readonly (KafkaMessage & { partition: number })[]): Promise<void>;
  /** Cuts the connections. Never fails. */
  drop(): void;
}

/** Attempts within one send, over which the broker drops repeats by their sequence numbers. */
const retries = 2;
const retryDelayMs = 200;
const connectTimeoutMsMax = 10_000;

/** Rejects with {@link MissingPackageError}. */
export async function createKafkaProducer(
  settings: KafkaSettings,
  tls: TlsMaterial,
  context: SinkContext,
): Promise<KafkaProducer> {
  const kafka = await loadClient();
  // It looks at the key alone; its type asks for a message.
  const partition = kafka.compatibilityPartitioner as (message: unknown, key: Buffer) => number;
  const producer: Producer = new kafka.Producer({
    clientId: `edgewise-${context.node}-${settings.name}`,
    bootstrapBrokers: settings.brokers,
    idempotent: true,
    retries,
    retryDelay: retryDelayMs,
    timeout: settings.timeoutMs,
    requestTimeout: settings.timeoutMs,
    connectTimeout: Math.min(settings.timeoutMs, connectTimeoutMsMax),
    autocreateTopics: settings.createsTopics,
    compression: settings.compression,
    ...(settings.isSecure ? { tls: { ...tls }, tlsServerName: hasNames(settings.brokers) } : {}),
    ...(settings.sasl === "none"
      ? {}
      : {
          sasl: {
            mechanism: mechanisms[settings.sasl],
            username: settings.username ?? "",
            password: settings.password ?? "",
          },
        }),
  });

  return {
    async partitionsOf(messages) {
      const topics = [...new Set(messages.map(({ topic }) => topic))];
      const metadata = await producer.metadata({ topics, autocreateTopics: settings.createsTopics });
      return messages.map(({ topic, key }) => {
        const count = metadata.topics.get(topic)?.partitionsCount ?? 1;
        return partition(undefined, key) % count;
      });
    },
    async send(messages) {
      await producer.send({ messages: [...messages], acks: kafka.ProduceAcks.ALL });
    },
    drop: () => {
      // What it still has in flight fails then, and nobody waits for it.
      producer.close(true, () => undefined);
    },
  };
}

/** The name of the server is told in the handshake, which RFC 6066 forbids for addresses. */
function hasNames(brokers: readonly string[]): boolean {
  return brokers.some((broker) => isIP(broker.replace(/:\d+$/, "").replace(/^\[|\]$/g, "")) === 0);
}

const mechanisms = {
  plain: "PLAIN",
  "scram-sha-256": "SCRAM-SHA-256",
  "scram-sha-512": "SCRAM-SHA-512",
} as const;

/** Loaded when first used: boards without Kafka need not carry it. */
async function loadClient(): Promise<typeof import("@platformatic/kafka")> {
  try {
    return await import("@platformatic/kafka");
  } catch (error) {
    throw new MissingPackageError("@platformatic/kafka@1", "Kafka sinks", error);
  }
}
