import type { Envelope } from "../../domain/envelope.ts";

/** What a record takes in memory and on the wire, roughly: body, id and stream as UTF-8, and a little for the rest. */
export function recordBytes(record: Envelope): number {
  return Buffer.byteLength(record.body) + record.id.length * 2 + record.stream.length + 40;
}
