import type { IClientOptions } from "mqtt";
import type { Random } from "../core/backoff.ts";
import { Emitter } from "../core/emitter.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { Publisher } from "../domain/ports.ts";
import { topicProblem } from "../domain/topic.ts";
import { type BrokerLimits, type Connection, openConnection, type Receive } from "./connection.ts";
import { createConnector } from "./connector.ts";
import { busEvents } from "./events.ts";

export interface BusLinkOptions {
  /** `mqtt`, `mqtts`, `ws` or `wss`. */
  url: string;
  clientId: string;
  protocolVersion: 4 | 5;
  username?: string | undefined;
  /** A function is asked on each connection, for passwords that end. */
  password?: string | (() => string) | undefined;
  /** PEM text. */
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  passphrase?: string | undefined;
  /** Asked at each connection: whether the broker keeps what comes for us while we are away. */
  isSessionKept?: (() => boolean) | undefined;
  /** Names of the protocol inside TLS, for brokers that share a port with others (RFC 7301). */
  alpnProtocols?: readonly string[] | undefined;
  observability: Observability;
  random: Random;
}

/** Topics, without wildcards, that a link listens to with QoS 1. */
export interface BusLinkSubscription {
  readonly topics: readonly string[];
  /** One message after the other. It is acknowledged when this resolves, and left unacknowledged when it rejects. */
  handle(payload: Buffer): Promise<void>;
  /** At each connection: the topics that the broker did not grant. */
  onSubscribed(refused: readonly string[]): void;
  /** A message was left unacknowledged; the broker gives it again after the next connection. */
  onUnhandled(): void;
}

/** A connection to another broker than the daemon's own: it publishes, and listens to a few topics. */
export interface BusLink extends Publisher {
  readonly isConnected: boolean;
  /** The reason of `lastFailure`. */
  readonly lastError: string | undefined;
  /** Why it is not connected, when that is known; `why` is from a small fixed set. */
  readonly lastFailure: { reason: string; why: string } | undefined;
  /** What the broker takes; undefined while not connected. */
  readonly limits: BrokerLimits | undefined;
  onConnectionChange(listener: (isConnected: boolean) => void): () => void;
  /** Until the returned function is called; what comes later stays unacknowledged, for whoever listens next. */
  subscribe(subscription: BusLinkSubscription): () => void;
  /** One exchange with the broker from now on: true when it answered. Never rejects. */
  ping(signal: AbortSignal): Promise<boolean>;
  /** Breaks the connection, upon which a new one is made. */
  reconnect(): void;
  close(): Promise<void>;
}

const reconnect = { baseMs: 1_000, maxMs: 60_000 };
const attemptMsMax = 30_000;
const inFlightMax = 1_000;
const leaveMsMax = 2_000;
/** Messages that wait to be handled; more are left to the broker. */
const unhandledMax = 100;
/** Messages of a kept session that wait for somebody to listen. */
const earlyMax = 100;
/** How long a broker keeps what comes for us (MQTT 5; older versions keep it for as long as they like). */
const sessionSeconds = 30 * 86_400;

/** Opens a link that keeps itself connected; the first connection may still be under way. */
export function openBusLink(options: BusLinkOptions): BusLink {
  const { observability } = options;
  const { clock } = observability;
  const changes = new Emitter<boolean>();
  let lastFailure: { reason: string; why: string } | undefined;
  const connecting = new AbortController();
  const subscriptions = new Set<BusLinkSubscription>();
  const retiredTopics = new Set<string>();
  const early: Waiting[] = [];
  /** More came than may wait: the broker has to give the rest again. */
  let isEarlyLeft = false;
  let handling: Promise<void> = Promise.resolve();
  let unhandled = 0;

  const subscribeOn = async (connection: Connection, subscription: BusLinkSubscription) => {
    subscription.onSubscribed(await connection.subscribe(subscription.topics, 1));
  };

  const handle = (subscription: BusLinkSubscription, { payload, acknowledge }: Waiting) => {
    if (unhandled >= unhandledMax) {
      subscription.onUnhandled();
      return;
    }
    unhandled += 1;
    handling = handling
      .then(() => subscription.handle(payload))
      .then(acknowledge, () => subscription.onUnhandled())
      .finally(() => {
        unhandled -= 1;
      });
  };

  const receive: Receive = (packet, next, keep) => {
    const { topic, qos } = packet;
    const subscription = [...subscriptions].find(({ topics }) => topics.includes(topic));
    const isForLater = retiredTopics.has(topic) || (options.isSessionKept?.() ?? false);
    // What a broker sends unasked is acknowledged and forgotten.
    if (subscription || (isForLater && qos > 0)) {
      // A copy: the packet's buffer is part of a larger one that would be kept with it.
      const payload = Buffer.from(packet.payload);
      const waiting = { topic, payload, acknowledge: qos === 0 ? () => {} : keep() };
      if (subscription) handle(subscription, waiting);
      else if (early.length < earlyMax) early.push(waiting);
      else isEarlyLeft = true;
    }
    next();
  };

  /** What a kept session brought before anybody listened, or what came between two who listened. */
  const handleEarly = (subscription: BusLinkSubscription) => {
    for (const waiting of early.splice(0)) {
      if (subscription.topics.includes(waiting.topic)) handle(subscription, waiting);
      else early.push(waiting);
    }
    if (isEarlyLeft) subscription.onUnhandled();
    isEarlyLeft = false;
  };

  const connector = createConnector({
    clock,
    random: options.random,
    reporter: createReporter("bus", busEvents, observability),
    reconnect,
    attemptMsMax,
    url: () => options.url,
    open: (signal) =>
      openConnection({
        client: clientOptions(options),
        receive,
        inFlightMax,
        waitingMax: 0,
        signal,
      }),
    async onConnected(connection) {
      changes.emit(true);
      await Promise.all([...subscriptions].map((subscription) => subscribeOn(connection, subscription)));
    },
    onDisconnected() {
      // A kept session brings what was not acknowledged again.
      early.splice(0);
      isEarlyLeft = false;
      changes.emit(false);
    },
  });
  const running = connector.run(connecting.signal);
  const failure = () => {
    const { state } = connector;
    if (state.status === "waiting") lastFailure = { reason: state.reason, why: state.why };
    return state.status === "connected" ? undefined : lastFailure;
  };

  return {
    get isConnected() {
      return connector.current !== undefined;
    },
    get lastError() {
      return failure()?.reason;
    },
    get lastFailure() {
      return failure();
    },
    get limits() {
      return connector.current?.limits;
    },
    onConnectionChange: (listener) => changes.on(listener),
    async publish(topic, payload, publishOptions = {}) {
      const problem = topicProblem(topic);
      if (problem) return { status: "failed", reason: problem };
      return (await connector.current?.publish(topic, payload, publishOptions)) ?? { status: "offline" };
    },
    subscribe(subscription) {
      subscriptions.add(subscription);
      handleEarly(subscription);
      if (connector.current) void subscribeOn(connector.current, subscription);
      return () => {
        subscriptions.delete(subscription);
        for (const topic of subscription.topics) retiredTopics.add(topic);
      };
    },
    async ping(signal) {
      const connection = connector.current;
      if (!connection || signal.aborted) return false;
      return Promise.race([connection.ping(), whenAborted(signal).then(() => false)]);
    },
    reconnect() {
      connector.current?.destroy();
    },
    async close() {
      const connection = connector.current;
      connecting.abort();
      await running;
      const leaving = new AbortController();
      const cancel = clock.after(leaveMsMax, () => leaving.abort());
      await connection?.leave(leaving.signal);
      cancel();
    },
  };
}

/** A message, and how the broker is told that it is done with. */
interface Waiting {
  topic: string;
  payload: Buffer;
  acknowledge: () => void;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function clientOptions({
  ca,
  cert,
  key,
  passphrase,
  alpnProtocols,
  ...options
}: BusLinkOptions): IClientOptions {
  const url = new URL(options.url);
  const isSessionKept = options.isSessionKept?.() ?? false;
  const protocol = url.protocol.slice(0, -1) as "mqtt" | "mqtts" | "ws" | "wss";
  return {
    protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 }[protocol] : Number(url.port),
    path: `${url.pathname}${url.search}`,
    clientId: options.clientId,
    protocolVersion: options.protocolVersion,
    connectTimeout: attemptMsMax,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    clean: !isSessionKept,
    ...(isSessionKept && options.protocolVersion === 5
      ? { properties: { sessionExpiryInterval: sessionSeconds } }
      : {}),
    manualConnect: true,
    log: () => {},
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: passwordOf(options.password) }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(alpnProtocols === undefined ? {} : { ALPNProtocols: [...alpnProtocols] }),
  };
}

function passwordOf(password: string | (() => string)): string {
  return typeof password === "string" ? password : password();
}
