import type { Publisher } from "../domain/ports.ts";

export interface MqttLinkOptions {
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
}

/** A connection to another broker than the daemon's own, which keeps itself connected. */
export interface MqttLink extends Publisher {
  readonly isConnected: boolean;
  /** Why it is not connected, in words, when that is known. */
  readonly lastError: string | undefined;
  onConnectionChange(listener: (isConnected: boolean) => void): () => void;
  close(): Promise<void>;
}

/**
 * Resolves with a link that may not be connected yet; rejects only when the options can never work, such as
 * a certificate that is no PEM. The app gives the bus part's client: package mqtt belongs to that part.
 */
export type ConnectMqtt = (options: MqttLinkOptions) => Promise<MqttLink>;
