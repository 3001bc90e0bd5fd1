import { setMaxListeners } from "node:events";
import type { Clock } from "../../../core/clock.ts";
import { errorMessage } from "../../../core/errors.ts";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import { createClientTls, type TlsMaterial } from "../../network/client-tls.ts";
import { eitherSignal } from "../../network/either-signal.ts";
import type { MqttLink } from "../../network/mqtt-link.ts";
import type { SendFailure, SendResult, Sink, SinkContext, SinkDefinition } from "../../sink.ts";
import { createBridgeAddress } from "./address.ts";
import type { MqttBridgeSettings } from "./config.ts";
import { publishBatch } from "./publish.ts";

/**
 * Every record is published to its topic on another broker, and is delivered when that broker acknowledged it.
 *
 * 1. At most `inFlightMax` publishes wait for acknowledgement, and never more than the broker takes.
 * 2. Each stream arrives in order ({@link publishBatch}).
 * 3. A send waits at most `connectionWaitMs` for a connection: the drain tries again when there is one, and until
 *    then `edgewise queue` must not call the sink online.
 * 4. Between two sends, never within one, the connection is made anew when a certificate was renewed or a password
 *    ends. What was not acknowledged goes again from our
 *    own queue, so for publishing every session is a new one; a session is kept only for orders (`sync.down`).
 */
export const mqttBridgeSink: SinkDefinition<MqttBridgeSettings> = {
  summary: "Publish to another MQTT broker",
  create: createMqttBridgeSink,
};

const connectionWaitMs = 5_000;

interface Opened {
  link: Promise<MqttLink>;
  material: TlsMaterial;
  untilMonotonicMs: number;
}

function createMqttBridgeSink(settings: MqttBridgeSettings, context: SinkContext): Sink {
  const { clock, node } = context;
  const host = new URL(settings.url).host;
  const clientTls = createClientTls(settings.tls);
  const address = createBridgeAddress({ settings, node, clock });
  let opened: Opened | undefined;
  let refusedInRow = 0;

  const open = async (material: TlsMaterial): Promise<MqttLink> => {
    const link = await context.connectMqtt({ ...address.linkOptions(), ...material });
    link.onConnectionChange((isConnected) => {
      if (isConnected) context.onReconnect();
    });
    return link;
  };

  const dropLink = async () => {
    const link = await opened?.link.catch(() => undefined);
    opened = undefined;
    await link?.close();
  };

  const currentLink = async (): Promise<MqttLink> => {
    const tls = await clientTls.current();
    if (!tls.ok) throw new Error(tls.reason);
    if (opened && (opened.material !== tls.value || clock.monotonicMs() >= opened.untilMonotonicMs))
      await dropLink();
    opened ??= {
      link: open(tls.value),
      material: tls.value,
      untilMonotonicMs: clock.monotonicMs() + (address.connectionMsMax ?? Number.POSITIVE_INFINITY),
    };
    return await opened.link;
  };

  const publish = async (records: readonly QueuedRecord[], link: MqttLink, signal: AbortSignal) => {
    const limits = link.limits;
    if (!link.isConnected || !limits) return offline(link, host);
    if (limits.qosMax < settings.qos && limits.qosMax === 0) return failed(unconfirming(host));
    const result = await publishBatch(records, {
      link,
      limits,
      address,
      settings: { ...settings, qos: Math.min(settings.qos, limits.qosMax) as 0 | 1 | 2 },
      node,
      host,
      signal,
      refusalsLeft: Math.max(0, settings.refusalsInRowMax - refusedInRow),
    });
    const { refusedInRow: refused, ...answer } = result;
    const isTaken = answer.deliveries.some(({ delivery }) => delivery.status === "delivered");
    refusedInRow = isTaken ? 0 : refusedInRow + refused;
    return answer;
  };

  return {
    async send(records, signal) {
      const timeout = new AbortController();
      const cancelTimeout = clock.after(settings.timeoutMs, () => timeout.abort());
      const either = eitherSignal([signal, timeout.signal]);
      // Every publish in flight listens to it; Node would warn of a leak above ten.
      setMaxListeners(0, either.signal);
      try {
        const link = await currentLink();
        await whenConnected(link, clock, either.signal);
        const result = await publish(records, link, either.signal);
        // A broker that stopped acknowledging would go on so: only a new connection helps.
        if (timeout.signal.aborted) await dropLink();
        return result;
      } catch (error) {
        // A link that was opened would go on reconnecting under our client id.
        await dropLink();
        return failed({
          reason: `no connection to ${host} can be set up: ${errorMessage(error)}`,
          isReached: false,
          needsPerson: true,
          mayBeTooLarge: false,
        });
      } finally {
        cancelTimeout();
        either.release();
      }
    },
    warning: () => clientTls.warning(clock.now()),
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

function failed(failure: SendFailure): SendResult {
  return { status: "failed", failure };
}

/** What to set right, by the kinds of failure of the bus part; the others pass by themselves. */
const advice: Readonly<Record<string, string>> = {
  credentials:
    "set username and password (or the key or certificate) right; is the clock of this device right?",
  tls: "check tls.caFile, tls.certFile and the clock of this device",
  version: "set protocolVersion to the other one",
  clientId: "set clientId to one that the broker takes",
};

function offline(link: MqttLink, host: string): SendResult {
  const { lastFailure } = link;
  const what = lastFailure && advice[lastFailure.why];
  const why = lastFailure ? `: ${lastFailure.reason}${what ? `; ${what}` : ""}` : "";
  return failed({
    reason: `there is no connection to ${host}${why}`,
    isReached: false,
    needsPerson: what !== undefined,
    mayBeTooLarge: false,
  });
}

function unconfirming(host: string): SendFailure {
  return {
    reason: `${host} takes only QoS 0, which confirms nothing; set qos: 0 if records may be lost`,
    isReached: true,
    needsPerson: true,
    mayBeTooLarge: false,
  };
}
