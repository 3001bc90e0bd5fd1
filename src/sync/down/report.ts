import type { ClockQuality } from "../../domain/clock-quality.ts";
import { isoTime } from "../records/record-json.ts";
import type { RecordDraft } from "../records/records.ts";
import type { OrderState } from "./order.ts";

export const ordersStream = "orders";

interface OrderNames {
  id?: string | undefined;
  kind?: string | undefined;
  version?: number | undefined;
}

/** What the one who gave an order is told of it. */
export interface OrderReport {
  /** Of the record: the same whenever the report is queued again. */
  recordId: string;
  at: number;
  clock: ClockQuality;
  order: OrderNames & { digest: string };
  /** What a document says of itself that nobody trusted has signed: of no order of that name. */
  claimed?: OrderNames | undefined;
  state: OrderState | "repeated";
  reason?: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A report as a record of class `command` and stream `orders`:
 * `{"schema","order","kind","version","digest","claimed","state","reason","details","at"}`; `digest` is the SHA-256 of what is signed,
 * or, with `claimed`, of the bytes as they came.
 */
export function orderRecord(report: OrderReport, monotonicMs?: number): RecordDraft & { id: string } {
  const { recordId, at, clock, order, claimed, state, reason, details } = report;
  return {
    id: recordId,
    class: "command",
    stream: ordersStream,
    at,
    clock,
    ...(monotonicMs === undefined ? {} : { monotonicMs }),
    body: JSON.stringify({
      schema: "edgewise.orderReport.v1",
      order: order.id,
      kind: order.kind,
      version: order.version,
      digest: order.digest,
      claimed,
      state,
      reason,
      details,
      at: isoTime(at),
    }),
  };
}
