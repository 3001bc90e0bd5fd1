import { createId } from "../../core/id.ts";
import type { Envelope, RecordClass } from "../../domain/envelope.ts";
import type { EngineTime } from "../engine/time.ts";

/** Why records were given up. */
export type GapReason = "bytes" | "count" | "age" | "full" | "damage" | "purge";

/**
 * What a gap record tells: these many records of the class, made between `from` and `to`, were given up here. Its body is
 * `{"schema":"edgewise.gap.v1","at","clock","class","reason","count","from","to","streams"?,"reasons"?}`; `reason` is
 * `several` with the count of each in `reasons` where gaps of different reasons were joined; `streams` are left out where
 * there are more than `streamsMax`. Times are UTC ISO-8601, null where they are not known.
 */
export interface Gap {
  class: RecordClass;
  reasons: Partial<Record<GapReason, number>>;
  from: number | undefined;
  to: number | undefined;
  /** Undefined: too many to name, or not known. */
  streams: readonly string[] | undefined;
}

/** Records of this stream tell of losses; they have the class of what was lost. */
export const gapStream = "gap";
const gapSchema = "edgewise.gap.v1";
const streamsMax = 16;
const streamCharactersMax = 200;

export function gapOf(
  recordClass: RecordClass,
  reason: GapReason,
  records: readonly { stream: string; at: number }[],
): Gap {
  let [from, to] = [records[0]?.at, records[0]?.at];
  for (const { at } of records) {
    from = Math.min(from ?? at, at);
    to = Math.max(to ?? at, at);
  }
  return {
    class: recordClass,
    reasons: { [reason]: records.length },
    from,
    to,
    streams: fewStreams(records.map(({ stream }) => stream)),
  };
}

/** Records that cannot be read any more. */
export function unreadableGap(recordClass: RecordClass, count: number, at: number | undefined): Gap {
  return { class: recordClass, reasons: { damage: count }, from: at, to: at, streams: undefined };
}

export function joinGaps(a: Gap, b: Gap): Gap {
  const reasons = { ...a.reasons };
  for (const [reason, count] of Object.entries(b.reasons) as [GapReason, number][]) {
    reasons[reason] = (reasons[reason] ?? 0) + count;
  }
  return {
    class: a.class,
    reasons,
    from: a.from === undefined || b.from === undefined ? (a.from ?? b.from) : Math.min(a.from, b.from),
    to: a.to === undefined || b.to === undefined ? (a.to ?? b.to) : Math.max(a.to, b.to),
    streams: a.streams && b.streams && fewStreams([...a.streams, ...b.streams]),
  };
}

/** The record that tells of the gap. Its id is new: a gap that grew, which no far side knew yet, is another record. */
export function gapRecord(gap: Gap, time: EngineTime): Envelope {
  const reasons = Object.keys(gap.reasons) as GapReason[];
  const clock = time.isTrusted ? "synced" : "unsynced";
  return {
    id: createId(time.now),
    class: gap.class,
    stream: gapStream,
    at: time.now,
    clock,
    monotonicMs: time.monotonicMs,
    body: JSON.stringify({
      schema: gapSchema,
      at: isoTime(time.now),
      clock,
      class: gap.class,
      reason: reasons.length === 1 ? reasons[0] : "several",
      count: Object.values(gap.reasons).reduce((sum, count) => sum + count, 0),
      from: isoTime(gap.from),
      to: isoTime(gap.to),
      streams: gap.streams,
      reasons: reasons.length === 1 ? undefined : gap.reasons,
    }),
  };
}

/** The gap that {@link gapRecord} tells of. */
export function readGap(record: Envelope): Gap {
  const body = JSON.parse(record.body) as {
    reason: GapReason;
    reasons?: Gap["reasons"];
    count: number;
    from: string | null;
    to: string | null;
    streams?: string[];
  };
  return {
    class: record.class,
    reasons: body.reasons ?? { [body.reason]: body.count },
    from: body.from === null ? undefined : Date.parse(body.from),
    to: body.to === null ? undefined : Date.parse(body.to),
    streams: body.streams,
  };
}

/** Whether a record tells of a gap, wherever it comes from. */
export function isGapRecord(record: Envelope): boolean {
  if (record.stream !== gapStream || !record.body.startsWith(`{"schema":"${gapSchema}"`)) return false;
  try {
    return Object.values(readGap(record).reasons).every((count) => Number.isSafeInteger(count));
  } catch {
    return false;
  }
}

function fewStreams(streams: readonly string[]): string[] | undefined {
  const distinct = [...new Set(streams)];
  const isFew =
    distinct.length <= streamsMax && distinct.every(({ length }) => length <= streamCharactersMax);
  return isFew ? distinct : undefined;
}

function isoTime(at: number | undefined): string | null {
  // Dates reach 8.64e15 ms either side of 1970 (ECMA-262 section 21.4.1.1).
  return at !== undefined && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null;
}
