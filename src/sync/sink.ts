import type { Clock } from "../core/clock.ts";
import type { Delivery, QueuedRecord } from "../domain/envelope.ts";
import type { ConnectMqtt } from "./network/mqtt-link.ts";

export interface Settled {
  id: string;
  delivery: Delivery;
  /** Of a rejection that is surely about the record itself, however many there are: no sign of a broken far side. */
  isCertain?: true;
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

/** What became of one send. `bytes` is what went over the wire, as far as that is known of a failed one. */
export type SendResult =
  /**
   * A verdict on every record; `failure` says why some are to be tried again, when it is not about them. `afterMs` is how
   * long the far side would like to be left alone all the same, and `withoutReceipt` the number of records that it
   * accepted and then did not know of: they are to be tried again, too.
   */
  | {
      status: "answered";
      deliveries: readonly Settled[];
      bytes: number;
      failure?: SendFailure;
      afterMs?: number | undefined;
      withoutReceipt?: number;
    }
  /** The batch is malformed in the eyes of the far side: at least one record in it is bad. */
  | { status: "refused"; reason: string; bytes: number }
  | { status: "tooLarge"; reason: string; bytes: number }
  | { status: "failed"; failure: SendFailure; bytes?: number };

/**
 * A place records are sent to.
 *
 * 1. `send` never rejects for anything the far side, the network or the configuration does.
 * 2. `delivered` is only said of a record whose receipt the far side confirmed.
 * 3. One `send` at a time; records of one stream go out in the order given.
 */
export interface Sink {
  send(records: readonly QueuedRecord[], signal: AbortSignal): Promise<SendResult>;
  /** What a person should know before it becomes a failure, in one sentence: a certificate about to expire. */
  warning?(): string | undefined;
  /** Frees sockets. Never fails. The sink may be used again afterwards. */
  close(): Promise<void>;
}

export interface SinkContext {
  node: string;
  version: string;
  clock: Clock;
  connectMqtt: ConnectMqtt;
  /** False while the times of new records may still be put right; undefined: they never are. */
  isClockTrusted?: () => boolean;
  /** To be called when the connection came back, so that a wait between attempts ends early. */
  onReconnect: () => void;
  /** Objects were removed to make room (`bytesMax` of a folder). */
  onObjectsRemoved?: (count: number, bytes: number) => void;
  /** To be called when the far side says that it has orders. */
  onOrders?: () => void;
}

/** One member of the sink table. */
export interface SinkDefinition<Settings> {
  /** What it is, for the documentation. */
  summary: string;
  create(settings: Settings, context: SinkContext): Sink;
}
