import type { Delivery, QueuedRecord, RecordClass } from "../../domain/envelope.ts";
import { isJsonText } from "../records/record-json.ts";
import type { SendFailure, SendResult, Settled, Sink } from "../sink.ts";

/**
 * Sends one claimed batch, in parts where the far side will not have it whole.
 *
 * Limits and invariants:
 * 1. Every record of the batch is settled exactly once, in parts as they are confirmed.
 * 2. A stream is never sent past a record of it that has to go again.
 * 3. A batch of n with one bad record costs at most 2·log2(n) + 1 further sends; a far side that refuses every
 *    record costs at most about 2·(`refusalsLeft` + log2(n)) further sends.
 * 4. A record is rejected only if the far side said so of it alone or by name, or if it cannot be sent at all, and only
 *    while the far side takes others: one that refuses everything is broken, not every record. (One that heals
 *    in the middle of a batch may cost up to `refusalsLeft` + 1 good records a place with the dead letters.)
 */
export interface DeliverOptions {
  records: readonly QueuedRecord[];
  sink: Sink;
  /** Classes this sink may have; records of others are passed over, whatever the queue holds. */
  classes: ReadonlySet<RecordClass>;
  /** How many more records may be refused with none accepted before the sink is held to be at fault. */
  refusalsLeft: number;
  /** Called after each send with what is now final, and at the end with the rest. */
  settle: (results: readonly Settled[]) => Promise<void>;
  /** Called before each send. */
  onSend: () => void;
  /** Asked before each send: no more sends when true. */
  isStopping: () => boolean;
  signal: AbortSignal;
}

export interface DeliverReport {
  delivered: QueuedRecord[];
  rejected: { record: QueuedRecord; reason: string }[];
  /** Records of classes that are none of this sink's business. */
  passedOver: number;
  /** Records that go again, and the longest wait the far side asked for. */
  retried: number;
  afterMs: number | undefined;
  /** Why the batch did not arrive whole, if not because of single records. */
  failure: SendFailure | undefined;
  /** Records refused, each by name or alone, with none delivered in this batch. */
  refusedInRow: number;
  wasTooLarge: boolean;
  sends: number;
  /** On the wire. */
  bytes: number;
  /** How long the far side, having taken the batch, would like to be left alone. */
  pauseMs: number;
  /** Accepted by the far side, and then not known to it: they go again. */
  withoutReceipt: number;
}

export async function deliver(options: DeliverOptions): Promise<DeliverReport> {
  const report: DeliverReport = {
    delivered: [],
    rejected: [],
    passedOver: 0,
    retried: 0,
    afterMs: undefined,
    failure: undefined,
    refusedInRow: 0,
    wasTooLarge: false,
    sends: 0,
    bytes: 0,
    pauseMs: 0,
    withoutReceipt: 0,
  };
  const batch = new OpenBatch(options, report);
  const parts = [await batch.setAside()];
  while (!batch.isOver) {
    const part = batch.sendable(parts.pop() ?? []);
    if (part.length > 0) parts.push(...(await batch.sendPart(part)).reverse());
    if (parts.length === 0) break;
  }
  await batch.finish();
  return report;
}

class OpenBatch {
  #options: DeliverOptions;
  #report: DeliverReport;
  #open: Map<string, QueuedRecord>;
  #heldStreams = new Set<string>();
  #refused: { record: QueuedRecord; reason: string }[] = [];
  #retryReason: string | undefined;

  constructor(options: DeliverOptions, report: DeliverReport) {
    this.#options = options;
    this.#report = report;
    this.#open = new Map(options.records.map((record) => [record.id, record]));
  }

  /** Invariant 4: so many refused alone, and none taken. */
  get #isSinkAtFault(): boolean {
    return this.#report.delivered.length === 0 && this.#refused.length > this.#options.refusalsLeft;
  }

  get isOver(): boolean {
    return this.#report.failure !== undefined || this.#options.isStopping();
  }

  /** Settles what is never sent; answers the rest. */
  async setAside(): Promise<QueuedRecord[]> {
    const results: Settled[] = [];
    const rest: QueuedRecord[] = [];
    for (const record of this.#options.records) {
      if (!this.#options.classes.has(record.class)) {
        this.#report.passedOver += 1;
        results.push({ id: record.id, delivery: { status: "delivered" } });
        this.#open.delete(record.id);
      } else if (isJsonText(record.body)) {
        rest.push(record);
      } else {
        results.push(this.#reject(record, "its body is not JSON"));
      }
    }
    if (results.length > 0) await this.#options.settle(results);
    return rest;
  }

  /** Without the records of streams that wait for an earlier one of them. */
  sendable(part: readonly QueuedRecord[]): QueuedRecord[] {
    return part.filter((record) => this.#open.has(record.id) && !this.#heldStreams.has(record.stream));
  }

  /** Sends one part; answers the smaller parts to send next, first one first. */
  async sendPart(part: readonly QueuedRecord[]): Promise<QueuedRecord[][]> {
    this.#options.onSend();
    this.#report.sends += 1;
    const result = await this.#options.sink.send(part, this.#options.signal);
    this.#report.bytes += result.bytes ?? 0;
    switch (result.status) {
      case "answered":
        await this.#takeAnswer(part, result);
        return [];
      case "failed":
        this.#report.failure = result.failure;
        return [];
      case "tooLarge":
        this.#report.wasTooLarge = true;
        return this.#divide(part, result.reason);
      case "refused":
        return this.#divide(part, result.reason);
    }
  }

  /** Settles what is left: refused records for good or not (invariant 4), the others to go again. */
  async finish(): Promise<void> {
    const results: Settled[] = [];
    if (this.#isSinkAtFault) {
      const reason = this.#refused.at(-1)?.reason ?? "";
      this.#report.failure = {
        reason: `every record is refused, the last with: ${reason}`,
        isReached: true,
        needsPerson: true,
        mayBeTooLarge: false,
      };
    } else {
      for (const { record, reason } of this.#refused) results.push(this.#reject(record, reason));
    }
    // Answers that take nothing and hold nothing for a failure: whoever looks has to learn of it.
    if (this.#report.delivered.length === 0 && this.#retryReason !== undefined) {
      this.#report.failure ??= {
        reason: this.#retryReason,
        isReached: true,
        needsPerson: false,
        mayBeTooLarge: false,
      };
    }
    this.#report.refusedInRow = this.#report.delivered.length > 0 ? 0 : this.#refused.length;
    const reason = this.#report.failure?.reason ?? "not sent yet";
    for (const id of this.#open.keys()) {
      results.push({ id, delivery: { status: "retryable", reason } });
      this.#report.retried += 1;
    }
    if (results.length > 0) await this.#options.settle(results);
  }

  async #takeAnswer(
    part: readonly QueuedRecord[],
    { deliveries, failure, afterMs, withoutReceipt }: Extract<SendResult, { status: "answered" }>,
  ): Promise<void> {
    if (failure) this.#report.failure = failure;
    this.#report.pauseMs = Math.max(this.#report.pauseMs, afterMs ?? 0);
    this.#report.withoutReceipt += withoutReceipt ?? 0;
    const final: Settled[] = [];
    const byId = new Map(deliveries.map((settled) => [settled.id, settled]));
    for (const record of part) {
      const settled = byId.get(record.id);
      const delivery: Delivery = settled?.delivery ?? { status: "retryable", reason: "no answer" };
      switch (delivery.status) {
        case "delivered":
          this.#open.delete(record.id);
          this.#report.delivered.push(record);
          final.push({ id: record.id, delivery });
          break;
        case "rejected":
          if (settled?.isCertain) final.push(this.#reject(record, delivery.reason));
          else this.#refused.push({ record, reason: delivery.reason });
          break;
        case "retryable":
          this.#retryReason ??= delivery.reason;
          this.#heldStreams.add(record.stream);
          this.#report.afterMs = Math.max(this.#report.afterMs ?? 0, delivery.afterMs ?? 0);
          break;
      }
    }
    if (final.length > 0) await this.#options.settle(final);
  }

  #divide(part: readonly QueuedRecord[], reason: string): QueuedRecord[][] {
    const [first] = part;
    if (part.length === 1 && first) {
      this.#refused.push({ record: first, reason });
      return [];
    }
    // The parts that wait are still tried whole, in search of one record that is taken, but not cut further.
    if (this.#isSinkAtFault) {
      // These go again, so nothing of their streams may arrive before them (invariant 2).
      for (const record of part) this.#heldStreams.add(record.stream);
      return [];
    }
    const middle = Math.ceil(part.length / 2);
    return [part.slice(0, middle), part.slice(middle)];
  }

  #reject(record: QueuedRecord, reason: string): Settled {
    this.#open.delete(record.id);
    this.#report.rejected.push({ record, reason });
    return { id: record.id, delivery: { status: "rejected", reason } };
  }
}
