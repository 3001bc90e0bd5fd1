import { type Envelope, type QueuedRecord, recordClasses } from "../../domain/envelope.ts";

/**
 * Records as a few large pieces, which cross threads at a fraction of what a copy of each object costs: texts joined,
 * each stream named once, and `stride` numbers a record. Unpacked ids and bodies are parts of the joined texts and keep
 * these in memory while any of them is kept.
 */
export interface PackedRecords {
  readonly ids: string;
  readonly bodies: string;
  readonly streams: readonly string[];
  /** Of each record: lengths of id and body (UTF-16 units), stream, class, flags, `at`, `monotonicMs`, `correctedByMs`. */
  readonly numbers: Float64Array<ArrayBuffer>;
}

const stride = 8;
const flagSynced = 1;
const flagMonotonic = 2;
const flagQueued = 4;
const flagHistorical = 8;
const flagCorrected = 16;

const rankOfClass = new Map(recordClasses.map((name, rank) => [name, rank]));

/** Bodies and ids may be any text; all numbers are kept exactly. */
export function packRecords(records: readonly (Envelope | QueuedRecord)[]): PackedRecords {
  const ids: string[] = [];
  const bodies: string[] = [];
  const streams = new Map<string, number>();
  const numbers = new Float64Array(records.length * stride);
  let at = 0;
  for (const record of records) {
    const { id, body, stream } = record;
    ids.push(id);
    bodies.push(body);
    let streamIndex = streams.get(stream);
    if (streamIndex === undefined) {
      streamIndex = streams.size;
      streams.set(stream, streamIndex);
    }
    numbers[at] = id.length;
    numbers[at + 1] = body.length;
    numbers[at + 2] = streamIndex;
    numbers[at + 3] = rankOfClass.get(record.class) ?? -1;
    numbers[at + 4] = flagsOf(record);
    numbers[at + 5] = record.at;
    numbers[at + 6] = record.monotonicMs ?? 0;
    numbers[at + 7] = ("correctedByMs" in record ? record.correctedByMs : undefined) ?? 0;
    at += stride;
  }
  return { ids: ids.join(""), bodies: bodies.join(""), streams: [...streams.keys()], numbers };
}

function flagsOf(record: Envelope | QueuedRecord): number {
  let flags = record.clock === "synced" ? flagSynced : 0;
  if (record.monotonicMs !== undefined) flags |= flagMonotonic;
  if (!("isHistorical" in record)) return flags;
  flags |= record.isHistorical ? flagQueued | flagHistorical : flagQueued;
  return record.correctedByMs === undefined ? flags : flags | flagCorrected;
}

/** The records that were packed, in their order. */
export function unpackRecords(packed: PackedRecords): (Envelope | QueuedRecord)[] {
  const { ids, bodies, streams, numbers } = packed;
  const records: (Envelope | QueuedRecord)[] = [];
  let idAt = 0;
  let bodyAt = 0;
  for (let at = 0; at < numbers.length; at += stride) {
    const idEnd = idAt + (numbers[at] as number);
    const bodyEnd = bodyAt + (numbers[at + 1] as number);
    const flags = numbers[at + 4] as number;
    const record: Mutable<QueuedRecord> | Mutable<Envelope> = {
      id: ids.substring(idAt, idEnd),
      class: recordClasses[numbers[at + 3] as number] as Envelope["class"],
      stream: streams[numbers[at + 2] as number] as string,
      at: numbers[at + 5] as number,
      clock: flags & flagSynced ? "synced" : "unsynced",
      body: bodies.substring(bodyAt, bodyEnd),
    };
    if (flags & flagMonotonic) record.monotonicMs = numbers[at + 6] as number;
    if (flags & flagQueued) (record as Mutable<QueuedRecord>).isHistorical = (flags & flagHistorical) !== 0;
    if (flags & flagCorrected) (record as Mutable<QueuedRecord>).correctedByMs = numbers[at + 7] as number;
    records.push(record);
    idAt = idEnd;
    bodyAt = bodyEnd;
  }
  return records;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
