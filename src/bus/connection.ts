import mqtt, { type IClientOptions, type IClientPublishOptions, type MqttClient, ReasonCodes } from "mqtt";
import { errorMessage } from "../core/errors.ts";
import type { PublishOptions, PublishResult } from "../domain/ports.ts";
import type { InboundPacket } from "./dispatcher.ts";
import type { Qos } from "./filter-cover.ts";
import { createOverlapFilter, type OverlapFilter } from "./overlap-filter.ts";
import { createPublishWindow } from "./publish-window.ts";

/**
 * One connection to the broker, from CONNACK to the end. Connecting again is the connector's work, with a new
 * mqtt.js client each time, so nothing that client keeps for later can surprise us: there is no later.
 *
 * Limits and invariants:
 * 1. Every `publish` settles: acknowledged, or failed when the connection ends first.
 * 2. At most `inFlightMax` publishes (or the fewer an MQTT 5 broker allows) await the broker; at most
 *    `waitingMax` wait behind them; more fail at once.
 * 3. A QoS 1 message that `receive` keeps is not acknowledged until told, while later packets are read on.
 */
export interface Connection {
  /** Resolves with what ended the connection, `undefined` when it just closed. */
  readonly closed: Promise<unknown>;
  /** The broker still knew our subscriptions. */
  readonly isSessionPresent: boolean;
  readonly limits: BrokerLimits;
  publish(topic: string, payload: string | Buffer, options: PublishOptions): Promise<PublishResult>;
  /** Resolves with the filters the broker refused. */
  subscribe(filters: readonly string[], qos: Qos): Promise<readonly string[]>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  /** One exchange with the broker: true when it answered, false when the connection ended first. */
  ping(): Promise<boolean>;
  /** Takes leave (the broker then discards the will), by force when `signal` aborts. */
  leave(signal: AbortSignal): Promise<void>;
  /** Breaks the connection. */
  destroy(): void;
}

/** What a broker said on connecting that it takes; one of MQTT 3.1.1 says nothing. */
export interface BrokerLimits {
  /** Publishes that may await acknowledgement at a time. */
  inFlightMax: number;
  /** Of a whole packet; undefined: any. */
  packetBytesMax: number | undefined;
  qosMax: 0 | 1 | 2;
}

export type Receive = (packet: InboundPacket, next: () => void, keep: () => () => void) => void;

/** Resolves when the broker accepted or refused, or the attempt failed; never rejects. */
export function openConnection(options: {
  client: IClientOptions;
  receive: Receive;
  inFlightMax: number;
  waitingMax: number;
  signal: AbortSignal;
}): Promise<{ ok: true; connection: Connection } | { ok: false; error: unknown }> {
  const { signal } = options;
  return new Promise((resolve) => {
    const client = mqtt.connect(options.client);
    let firstError: unknown;
    const destroy = () => client.stream?.destroy();
    client.on("error", (error) => {
      // After any error the state of the protocol is unknown (a malformed packet stops the parser for good).
      firstError ??= error;
      destroy();
    });
    client.on("disconnect", ({ reasonCode }) => {
      firstError ??= refusal(reasonCode ?? 0);
    });
    const closed = new Promise<unknown>((resolveClosed) => {
      client.once("close", () => {
        signal.removeEventListener("abort", destroy);
        resolveClosed(firstError);
        resolve({ ok: false, error: firstError });
      });
    });
    client.once("connect", ({ sessionPresent }) => {
      signal.removeEventListener("abort", destroy);
      const connection = createConnection(client, closed, {
        limits: limitsOf(client, options.inFlightMax),
        waitingMax: options.waitingMax,
        isSessionPresent: sessionPresent,
        overlap: canIdentify(client) ? overlap : undefined,
      });
      resolve({ ok: true, connection });
    });
    const overlap = createOverlapFilter();
    receiveFrom(client, options.receive, overlap);
    try {
      client.connect();
      // mqtt.js reports only stream errors that carry a code; a refused WebSocket handshake has none.
      client.stream.on("error", (error: Error) => {
        firstError ??= error;
      });
    } catch (error) {
      // A certificate that does not parse throws here, before there is a socket.
      resolve({ ok: false, error });
      return;
    }
    signal.addEventListener("abort", destroy, { once: true });
    if (signal.aborted) destroy();
  });
}

function createConnection(
  client: MqttClient,
  closed: Promise<unknown>,
  options: {
    limits: BrokerLimits;
    waitingMax: number;
    isSessionPresent: boolean;
    overlap: OverlapFilter | undefined;
  },
): Connection {
  const { overlap, limits } = options;
  const window = createPublishWindow({ ...options, inFlightMax: limits.inFlightMax });
  client.once("close", () => window.close());
  return {
    closed,
    isSessionPresent: options.isSessionPresent,
    limits,
    publish(topic, payload, { qos = 1, retain = false, signal, ...rest }) {
      const properties = client.options.protocolVersion === 5 ? publishProperties(rest) : {};
      const send = (settle: (result: PublishResult) => void) => {
        client.publish(topic, payload, { qos, retain, ...properties }, (error) => {
          settle(error ? refusedPublish(error) : { status: "acknowledged" });
        });
      };
      return window.run(send, signal);
    },
    async subscribe(filters, qos) {
      const packets = overlap ? filters.map((filter) => [filter]) : chunks(filters, filtersPerPacket);
      const refused = await Promise.all(
        packets.map((some) => {
          const identifier = overlap?.identify(some[0] ?? "");
          return subscribePacket(client, some, qos, identifier);
        }),
      );
      const all = new Set(refused.flat());
      for (const filter of filters) if (!all.has(filter)) overlap?.hold(filter);
      return [...all];
    },
    unsubscribe(filters) {
      if (filters.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        client.unsubscribe([...filters], () => {
          for (const filter of filters) overlap?.release(filter);
          resolve();
        });
      });
    },
    ping() {
      // mqtt.js tells nobody of a PINGRESP; taking leave of a topic that was never subscribed to is as cheap.
      return new Promise((resolve) => {
        client.unsubscribe(pingTopic, (error) => resolve(!error));
      });
    },
    async leave(signal) {
      const force = () => client.stream.destroy();
      signal.addEventListener("abort", force, { once: true });
      if (signal.aborted) force();
      client.end(false);
      await closed;
      signal.removeEventListener("abort", force);
    },
    destroy: () => client.stream.destroy(),
  };
}

function limitsOf(client: MqttClient, inFlightMax: number): BrokerLimits {
  const said = client.serverProperties;
  return {
    inFlightMax: Math.min(inFlightMax, said?.receiveMaximum ?? 65_535),
    packetBytesMax: said?.maximumPacketSize,
    qosMax: said?.maximumQoS === 0 || said?.maximumQoS === 1 ? said.maximumQoS : 2,
  };
}

function publishProperties(
  options: Pick<PublishOptions, "expiresAfterMs" | "contentType" | "userProperties">,
): Pick<IClientPublishOptions, "properties"> {
  const { expiresAfterMs, contentType, userProperties } = options;
  const properties = {
    ...(expiresAfterMs === undefined ? {} : { messageExpiryInterval: Math.ceil(expiresAfterMs / 1000) }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(userProperties === undefined ? {} : { userProperties: { ...userProperties } }),
  };
  return Object.keys(properties).length === 0 ? {} : { properties };
}

/** A number is the reason code of a broker, a text one of Node's. */
function refusedPublish(error: Error): PublishResult {
  const code = (error as { code?: unknown }).code;
  const reason = errorMessage(error);
  return typeof code === "number"
    ? { status: "failed", reason, reasonCode: code }
    : { status: "failed", reason };
}

const pingTopic = "edgewise/ping";

/** Brokers limit the size of a SUBSCRIBE packet; 64 filters of ordinary length stay below all of them. */
const filtersPerPacket = 64;

function subscribePacket(
  client: MqttClient,
  filters: string[],
  qos: Qos,
  subscriptionIdentifier: number | undefined,
): Promise<readonly string[]> {
  const options =
    subscriptionIdentifier === undefined ? { qos } : { qos, properties: { subscriptionIdentifier } };
  return new Promise((resolve) => {
    client.subscribe(filters, options, (error, _granted, packet) => {
      // Without an answer the connection has ended, and the next one subscribes to everything again.
      if (!error || !packet) resolve([]);
      else resolve(filters.filter((_, position) => Number(packet.granted[position] ?? 128) >= 128));
    });
  });
}

function chunks(filters: readonly string[], countMax: number): string[][] {
  const parts: string[][] = [];
  for (let from = 0; from < filters.length; from += countMax)
    parts.push(filters.slice(from, from + countMax));
  return parts;
}

/**
 * Hands every inbound PUBLISH to `receive`. mqtt.js sends the PUBACK and goes on to the next packet in one
 * callback. To go on without acknowledging, the PUBACK of a kept message is left out here and sent later.
 */
function receiveFrom(client: MqttClient, receive: Receive, overlap: OverlapFilter): void {
  const sender = client as unknown as {
    _sendPacket(packet: { cmd: string; messageId?: number; reasonCode?: number }, sent?: () => void): void;
  };
  const sendPacket = sender._sendPacket.bind(client);
  const kept = new Set<number>();
  sender._sendPacket = (packet, sent, ...rest: []) => {
    if (packet.cmd === "puback" && packet.messageId !== undefined && kept.has(packet.messageId)) sent?.();
    else sendPacket(packet, sent, ...rest);
  };
  client.handleMessage = (packet, done) => {
    const identifiers = packet.properties?.subscriptionIdentifier;
    // Retained messages answer one SUBSCRIBE each, so they are never extra.
    if (identifiers !== undefined && !packet.retain && overlap.isExtra(packet.topic, identifiers)) {
      done();
      return;
    }
    const keep = () => {
      const messageId = packet.messageId ?? 0;
      kept.add(messageId);
      return () => {
        if (kept.delete(messageId) && client.connected)
          sendPacket({ cmd: "puback", messageId, reasonCode: 0 });
      };
    };
    receive(packet, done, keep);
  };
}

function canIdentify(client: MqttClient): boolean {
  return (
    client.options.protocolVersion === 5 &&
    client.serverProperties?.subscriptionIdentifiersAvailable !== false
  );
}

function refusal(reasonCode: number): Error {
  const words = (ReasonCodes as Record<number, string>)[reasonCode] ?? `reason ${reasonCode}`;
  return Object.assign(new Error(`the broker ended the connection: ${words || "normal disconnection"}`), {
    code: reasonCode,
  });
}
