import { type RecordClass, recordClasses } from "../../domain/envelope.ts";
import type { OutboxCounts } from "../../domain/ports.ts";

type ByClass = Partial<Record<RecordClass, number>>;

/** Counts of two queues as those of one. Dead letters are kept in the first only. */
export function countsOfBoth(one: OutboxCounts, other: OutboxCounts): OutboxCounts {
  const bySink: Record<string, { records: number; oldestAt: number | undefined }> = { ...one.bySink };
  for (const [sink, { records, oldestAt }] of Object.entries(other.bySink ?? {})) {
    const known = bySink[sink] ?? { records: 0, oldestAt: undefined };
    bySink[sink] = { records: known.records + records, oldestAt: earliest(known.oldestAt, oldestAt) };
  }
  return {
    ...one,
    records: one.records + other.records,
    bytes: one.bytes + other.bytes,
    byClass: sum(one.byClass, other.byClass),
    bySink,
    oldestAt: earliest(one.oldestAt, other.oldestAt),
    dropped: sum(one.dropped, other.dropped),
  };
}

function sum(one: ByClass, other: ByClass): ByClass {
  const both: ByClass = {};
  for (const name of recordClasses) {
    const count = (one[name] ?? 0) + (other[name] ?? 0);
    if (count > 0) both[name] = count;
  }
  return both;
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
