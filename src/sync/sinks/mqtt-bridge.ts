import { setMaxListeners } from "node:events";
import type { Clock } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Delivery, Envelope } from "../../domain/envelope.ts";
import { topicProblem } from "../../domain/topic.ts";
import type { MqttBridgeSettings } from "../config.ts";
import { eitherSignal } from "../either-signal.ts";
import type { MqttLink } from "../mqtt-link.ts";
import { recordJson } from "../record-json.ts";
import type { SendFailure, SendResult, Sink, SinkContext, SinkDefinition } from "../sink.ts";
import { fillTopicTemplate } from "../topic-template.ts";
import { readTlsFiles } from "./tls-files.ts";

/**
 * Every record is published to its topic on another broker, and is delivered when that broker acknowledged it.
 *
 * 1. At most `inFlightMax` publishes wait for acknowledgement.
 * 2. Publishes go out in the order given. After the first that is not acknowledged none of the same stream is
 *    begun, and after the connection is lost none at all, so the far side sees each stream in order.
 * 3. A record that fits no topic or is longer than `payloadBytesMax` is rejected and blocks nothing.
 * 4. A send waits at most `connectionWaitMs` for a connection: the drain tries again when there is one, and until
 *    then `edgewise queue` must not call the sink online.
 */
export const mqttBridgeSink: SinkDefinition<MqttBridgeSettings> = {
  summary: "Publish to another MQTT broker",
  create: createMqttBridgeSink,
};

const connectionWaitMs = 5_000;

function createMqttBridgeSink(settings: MqttBridgeSettings, context: SinkContext): Sink {
  const host = new URL(settings.url).host;
  let opening: Promise<MqttLink> | undefined;

  const open = async (): Promise<MqttLink> => {
    const tls = await readTlsFiles(settings.tls);
    if (!tls.ok) throw new Error(tls.reason);
    const link = await context.connectMqtt({
      url: settings.url,
      clientId: settings.clientId ?? `edgewise-${context.node}-${settings.name}`,
      protocolVersion: settings.protocolVersion,
      username: settings.username,
      password: settings.password,
      ...tls.value,
    });
    link.onConnectionChange((isConnected) => {
      if (isConnected) context.onReconnect();
    });
    return link;
  };

  const dropLink = async () => {
    const link = await opening?.catch(() => undefined);
    opening = undefined;
    await link?.close();
  };

  return {
    async send(records, signal) {
      const timeout = new AbortController();
      const cancelTimeout = context.clock.after(settings.timeoutMs, () => timeout.abort());
      const either = eitherSignal([signal, timeout.signal]);
      // Every publish in flight listens to it; Node would warn of a leak above ten.
      setMaxListeners(0, either.signal);
      try {
        opening ??= open();
        const link = await opening;
        await whenConnected(link, context.clock, either.signal);
        if (!link.isConnected) return offline(link, host);
        const result = await publishAll({
          link,
          records,
          settings,
          node: context.node,
          host,
          signal: either.signal,
        });
        // A broker that stopped acknowledging would go on so: only a new connection helps.
        if (timeout.signal.aborted) await dropLink();
        return result;
      } catch (error) {
        opening = undefined;
        const reason = `no connection to ${host} can be set up: ${errorMessage(error)}`;
        return {
          status: "failed",
          failure: { reason, isReached: false, needsPerson: true, mayBeTooLarge: false },
        };
      } finally {
        cancelTimeout();
        either.release();
      }
    },
    close: dropLink,
  };
}

/** Resolves when the link is up, `connectionWaitMs` have passed or `signal` aborts. */
function whenConnected(link: MqttLink, clock: Clock, signal: AbortSignal): Promise<void> {
  if (link.isConnected || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      stopListening();
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.after(connectionWaitMs, finish);
    const stopListening = link.onConnectionChange(finish);
    signal.addEventListener("abort", finish, { once: true });
  });
}

function offline(link: MqttLink, host: string): SendResult {
  const reason = link.lastError ?? `there is no connection to ${host}`;
  return {
    status: "failed",
    failure: { reason, isReached: false, needsPerson: false, mayBeTooLarge: false },
  };
}

async function publishAll(options: {
  link: MqttLink;
  records: readonly Envelope[];
  settings: MqttBridgeSettings;
  node: string;
  host: string;
  signal: AbortSignal;
}): Promise<SendResult> {
  const { link, records, settings, node, signal } = options;
  const deliveries = new Map<string, Delivery>();
  const heldStreams = new Set<string>();
  let lost: SendFailure | undefined;
  let bytes = 0;

  const publish = async (record: Envelope): Promise<void> => {
    const payload = recordJson(record, node);
    const payloadBytes = Buffer.byteLength(payload);
    const topic = fillTopicTemplate(settings.topicByClass[record.class] ?? settings.topic, node, record);
    const problem = topicProblem(topic) ?? payloadProblem(payloadBytes, settings.payloadBytesMax);
    if (problem) {
      deliveries.set(record.id, { status: "rejected", reason: problem });
      return;
    }
    const result = await link.publish(topic, payload, { qos: settings.qos, signal });
    if (result.status === "acknowledged") {
      bytes += payloadBytes;
      deliveries.set(record.id, { status: "delivered" });
      return;
    }
    const reason = result.status === "offline" ? `the connection to ${options.host} was lost` : result.reason;
    deliveries.set(record.id, { status: "retryable", reason });
    heldStreams.add(record.stream);
    if (result.status === "offline" || signal.aborted || !link.isConnected) {
      lost ??= { reason, isReached: false, needsPerson: false, mayBeTooLarge: false };
    }
  };

  const inFlight = new Set<Promise<void>>();
  for (const record of records) {
    while (inFlight.size >= settings.inFlightMax) await Promise.race(inFlight);
    if (lost || signal.aborted) break;
    if (heldStreams.has(record.stream)) continue;
    const running: Promise<void> = publish(record).finally(() => inFlight.delete(running));
    inFlight.add(running);
  }
  await Promise.all(inFlight);

  const settled = records.map(({ id }) => ({
    id,
    delivery: deliveries.get(id) ?? ({ status: "retryable", reason: "not sent yet" } as const),
  }));
  return { status: "answered", deliveries: settled, bytes, ...(lost ? { failure: lost } : {}) };
}

function payloadProblem(bytes: number, bytesMax: number): string | undefined {
  return bytes > bytesMax ? `its payload of ${bytes} bytes is longer than ${bytesMax}` : undefined;
}
