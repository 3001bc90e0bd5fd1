import type { QueuedRecord } from "../../src/domain/envelope.ts";
import type { SendFailure, SendResult, Sink } from "../../src/sync/sink.ts";

type Answer = SendResult | Promise<SendResult>;

export interface FakeSink extends Sink {
  /** The records of every send. */
  readonly sent: QueuedRecord[][];
  /** Decides each send from now on. */
  answer: (records: readonly QueuedRecord[], signal: AbortSignal) => Answer;
  closed: number;
}

/** A sink that answers what the test says; by default it takes everything. */
export function createFakeSink(): FakeSink {
  const sink: FakeSink = {
    sent: [],
    closed: 0,
    answer: takenWhole,
    async send(records, signal) {
      sink.sent.push([...records]);
      return await sink.answer(records, signal);
    },
    async close() {
      sink.closed += 1;
    },
  };
  return sink;
}

export function takenWhole(records: readonly QueuedRecord[]): SendResult {
  return {
    status: "answered",
    bytes: records.length,
    deliveries: records.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
  };
}

export function failedSend(about: Partial<SendFailure> = {}): SendResult {
  return {
    status: "failed",
    failure: { reason: "no route", isReached: false, needsPerson: false, mayBeTooLarge: false, ...about },
  };
}
