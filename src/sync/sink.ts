import type { Clock } from "../core/clock.ts";
import type { Delivery, Envelope } from "../domain/envelope.ts";
import type { ConnectMqtt } from "./mqtt-link.ts";

export interface Settled {
  id: string;
  delivery: Delivery;
}

/** Why a batch did not arrive, or may not have. */
export interface SendFailure {
  /** One sentence without secrets, for logs and health. */
  reason: string;
  /** How long the far side asks to be left alone, in milliseconds. */
  afterMs?: number | undefined;
  /** The far side answered, so there is a connection, but does not take records now. */
  isReached: boolean;
  /** Waiting does not help: a token, an address or a certificate has to be set right. */
  needsPerson: boolean;
  /** A smaller batch may get through where this one did not (time ran out, connection cut while sending). */
  mayBeTooLarge: boolean;
}

/** What became of one send. `bytes` is what went over the wire. */
export type SendResult =
  /** A verdict on every record; `failure` says why some are to be tried again, when it is not about them. */
  | { status: "answered"; deliveries: readonly Settled[]; bytes: number; failure?: SendFailure }
  /** The batch is malformed in the eyes of the far side: at least one record in it is bad. */
  | { status: "refused"; reason: string; bytes: number }
  | { status: "tooLarge"; reason: string; bytes: number }
  | { status: "failed"; failure: SendFailure };

/**
 * A place records are sent to.
 *
 * 1. `send` never rejects for anything the far side, the network or the configuration does.
 * 2. `delivered` is only said of a record whose receipt the far side confirmed.
 * 3. One `send` at a time; records of one stream go out in the order given.
 */
export interface Sink {
  send(records: readonly Envelope[], signal: AbortSignal): Promise<SendResult>;
  /** Frees sockets. Never fails. The sink may be used again afterwards. */
  close(): Promise<void>;
}

export interface SinkContext {
  node: string;
  version: string;
  clock: Clock;
  connectMqtt: ConnectMqtt;
  /** To be called when the connection came back, so that a wait between attempts ends early. */
  onReconnect: () => void;
}

/** One member of the sink table. */
export interface SinkDefinition<Settings> {
  /** What it is, for the documentation. */
  summary: string;
  create(settings: Settings, context: SinkContext): Sink;
}
