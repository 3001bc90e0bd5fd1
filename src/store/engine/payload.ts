import type { Envelope } from "../../domain/envelope.ts";
import type { Incident } from "../../domain/incident.ts";
import type { SeriesMemory } from "../../domain/ports.ts";
import type { StoreCall } from "./calls.ts";

/** A time and a value. */
export const sampleBytes = 16;

/**
 * Bytes of what a write hands over to be kept, without what the store adds: bodies, streams and ids of records, incidents as
 * JSON, state, learnt memory. What only tells how far somebody is (a settle, say) is 0.
 */
export function payloadBytes({ method, args }: StoreCall): number {
  switch (method) {
    case "append":
    case "import":
      return sum(args[0] as readonly Envelope[], ({ body, stream, id }) => {
        return Buffer.byteLength(body) + stream.length + id.length;
      });
    case "saveIncident":
      return Buffer.byteLength(JSON.stringify(args[0] as Incident));
    case "putState":
      return Buffer.byteLength(args[1] as string);
    case "saveMemories":
      return sum(args[0] as readonly SeriesMemory[], ({ body }) => body.byteLength);
    default:
      return 0;
  }
}

function sum<T>(list: readonly T[], bytesOf: (one: T) => number): number {
  let bytes = 0;
  for (const one of list) bytes += bytesOf(one);
  return bytes;
}
