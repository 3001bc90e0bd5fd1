import type { IClientOptions } from "mqtt";
import type { Random } from "../core/backoff.ts";
import { Emitter } from "../core/emitter.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { Publisher } from "../domain/ports.ts";
import { topicProblem } from "../domain/topic.ts";
import { openConnection } from "./connection.ts";
import { createConnector } from "./connector.ts";
import { busEvents } from "./events.ts";

export interface BusLinkOptions {
  /** `mqtt`, `mqtts`, `ws` or `wss`. */
  url: string;
  clientId: string;
  protocolVersion: 4 | 5;
  username?: string | undefined;
  password?: string | undefined;
  /** PEM text. */
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  observability: Observability;
  random: Random;
}

/** A publish-only connection to another broker than the daemon's own. */
export interface BusLink extends Publisher {
  readonly isConnected: boolean;
  /** Why it is not connected, in words, when that is known. */
  readonly lastError: string | undefined;
  onConnectionChange(listener: (isConnected: boolean) => void): () => void;
  close(): Promise<void>;
}

const reconnect = { baseMs: 1_000, maxMs: 60_000 };
const attemptMsMax = 30_000;
const inFlightMax = 1_000;
const leaveMsMax = 2_000;

/** Opens a link that keeps itself connected; the first connection may still be under way. */
export function openBusLink(options: BusLinkOptions): BusLink {
  const { observability } = options;
  const { clock } = observability;
  const changes = new Emitter<boolean>();
  const connecting = new AbortController();
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
        // Nothing is subscribed to; what a broker sends all the same is acknowledged and forgotten.
        receive: (_packet, next) => next(),
        inFlightMax,
        waitingMax: 0,
        signal,
      }),
    async onConnected() {
      changes.emit(true);
    },
    onDisconnected: () => changes.emit(false),
  });
  const running = connector.run(connecting.signal);

  return {
    get isConnected() {
      return connector.current !== undefined;
    },
    get lastError() {
      return "reason" in connector.state ? connector.state.reason : undefined;
    },
    onConnectionChange: (listener) => changes.on(listener),
    async publish(topic, payload, publishOptions = {}) {
      const problem = topicProblem(topic);
      if (problem) return { status: "failed", reason: problem };
      return (await connector.current?.publish(topic, payload, publishOptions)) ?? { status: "offline" };
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

function clientOptions({ ca, cert, key, ...options }: BusLinkOptions): IClientOptions {
  const url = new URL(options.url);
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
    manualConnect: true,
    log: () => {},
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
