import type { QueuedRecord } from "../../domain/envelope.ts";

/** UTC ISO-8601, or null for a time that is none (a broken clock must not break a batch). */
export function isoTime(at: number | undefined): string | null {
  // Dates reach 8.64e15 ms either side of 1970 (ECMA-262 section 21.4.1.1).
  if (at === undefined || !(Math.abs(at) <= 8.64e15)) return null;
  return new Date(at).toISOString();
}

/**
 * One record as the far side sees it:
 * `{"id","class","stream","at","clock","node","historical","correctedByMs","body"}`, with the body as JSON and not as text
 * in JSON; `historical` (true) and `correctedByMs` only where they say something.
 */
export function recordJson(record: QueuedRecord, node: string): string {
  const head = JSON.stringify({
    id: record.id,
    class: record.class,
    stream: record.stream,
    at: isoTime(record.at),
    clock: record.clock,
    node,
    historical: record.isHistorical ? true : undefined,
    correctedByMs: record.correctedByMs,
  });
  return `${head.slice(0, -1)},"body":${record.body}}`;
}

/** Whether a stored body can be embedded: one that is not JSON would break the whole batch. */
export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
