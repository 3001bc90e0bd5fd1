import type { Publisher } from "../../domain/ports.ts";

export interface MqttLinkOptions {
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
}

/** Topics, without wildcards, that a link listens to with QoS 1. */
export interface LinkSubscription {
  readonly topics: readonly string[];
  /** One message after the other. It is acknowledged when this resolves, and left unacknowledged when it rejects. */
  handle(payload: Buffer): Promise<void>;
  /** At each connection: the topics that the broker did not grant. */
  onSubscribed(refused: readonly string[]): void;
  /** A message was left unacknowledged; the broker gives it again after the next connection. */
  onUnhandled(): void;
}

/** What a broker said on connecting that it takes; one of MQTT 3.1.1 says nothing. */
export interface MqttLimits {
  /** Publishes that may await acknowledgement at a time (MQTT 5: Receive Maximum). */
  inFlightMax: number;
  /** Of a whole packet; undefined: any. */
  packetBytesMax: number | undefined;
  qosMax: 0 | 1 | 2;
}

/** A connection to another broker than the daemon's own, which keeps itself connected. */
export interface MqttLink extends Publisher {
  readonly isConnected: boolean;
  /** Why it is not connected, when that is known; `why` as of the bus part's `ConnectFailure`. */
  readonly lastFailure: { reason: string; why: string } | undefined;
  /** Undefined while not connected. */
  readonly limits: MqttLimits | undefined;
  onConnectionChange(listener: (isConnected: boolean) => void): () => void;
  close(): Promise<void>;
}

/**
 * Resolves with a link that may not be connected yet; rejects only when the options can never work, such as
 * a certificate that is no PEM. The app gives the bus part's client: package mqtt belongs to that part.
 */
export type ConnectMqtt = (options: MqttLinkOptions) => Promise<MqttLink>;

/** A link that can be listened on as well. */
export interface ListeningLink extends MqttLink {
  /** Until the returned function is called; what comes later stays unacknowledged, for whoever listens next. */
  subscribe(subscription: LinkSubscription): () => void;
  /** One exchange with the broker from now on: true when it answered. Never rejects. */
  ping(signal: AbortSignal): Promise<boolean>;
  /** Breaks the connection, upon which a new one is made. */
  reconnect(): void;
}

/** As {@link ConnectMqtt}. */
export type ConnectListening = (options: MqttLinkOptions) => Promise<ListeningLink>;
