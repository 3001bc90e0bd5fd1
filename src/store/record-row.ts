import { type Envelope, type RecordClass, recordClasses } from "../domain/envelope.ts";

/** Keys of one class lie in [rank * classSpan, (rank + 1) * classSpan), the most important class first. */
export const classSpan = 2 ** 48;

export function rankOf(key: number): number {
  return Math.floor(key / classSpan);
}

export function classOfRank(rank: number): RecordClass {
  const name = recordClasses[rank];
  if (!name) throw new Error(`no record class has rank ${rank}`);
  return name;
}

/** A queued record as it lies in the table `outbox`. */
export interface RecordRow {
  key: number;
  id: string;
  stream: string;
  at: number;
  is_synced: number;
  bytes: number;
  body: string;
}

export function toEnvelope(row: Omit<RecordRow, "bytes">): Envelope {
  const { key, id, stream, at, is_synced, body } = row;
  return { id, class: classOfRank(rankOf(key)), stream, at, clock: is_synced ? "synced" : "unsynced", body };
}

/** What a record counts for against the caps: body, id and stream, and a little for the row and its index entry. */
export function recordBytes(record: Envelope): number {
  return Buffer.byteLength(record.body) + record.id.length * 2 + record.stream.length + 40;
}
