import type { Envelope, QueuedRecord } from "../../src/domain/envelope.ts";

/** A record with an id that sorts by `number`. */
export function envelope(number: number, fields: Partial<Envelope> = {}): QueuedRecord {
  return {
    id: `01K${String(number).padStart(23, "0")}`,
    class: "incident",
    stream: "incident-1",
    at: Date.UTC(2026, 0, 5, 12, 0, number),
    clock: "synced",
    isHistorical: false,
    body: JSON.stringify({ schema: "edgewise.incident.v1", number }),
    ...fields,
  };
}

/** `count` records, spread over `streams` streams by turns. */
export function envelopes(count: number, streams = 1, fields: Partial<Envelope> = {}): QueuedRecord[] {
  return Array.from({ length: count }, (_, position) =>
    envelope(position + 1, { stream: `stream-${position % streams}`, ...fields }),
  );
}
