import type { Envelope, RecordClass } from "../../domain/envelope.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Outbox, SeriesMemory } from "../../domain/ports.ts";
import type { StoreCall } from "./calls.ts";
import { payloadBytes } from "./payload.ts";

/**
 * What was written while the disk takes nothing, so that it can be written again. Limits and invariants:
 * 1. It is enough to bring everything that is not yet on the disk and not yet with all sinks back into any database.
 * 2. A record leaves it when it was delivered to every sink that takes its class; a refused one stays, to become a dead
 *    letter again. State, incidents and memories are kept once.
 * 3. `bytes` is what it holds; whoever adds to it refuses what would be too much.
 */
export interface MemoryLog {
  /** A write that was done. */
  note(call: StoreCall): void;
  /** The writes that bring all of it back, in an order in which they can be done. */
  calls(): StoreCall[];
  readonly bytes: number;
  readonly records: number;
  /** Nothing is to be written again. */
  readonly isEmpty: boolean;
  clear(): void;
}

interface HeldRecord {
  record: Envelope;
  bytes: number;
  settledBy: Set<string> | undefined;
}

const recordsPerCall = 1000;

/** `sinksOf`: how many sinks take the class; undefined while there is none at all, which keeps every record. */
export function createMemoryLog(options: {
  sinksOf(recordClass: RecordClass): number | undefined;
}): MemoryLog {
  const held = new Map<string, HeldRecord>();
  /** The last one of each subject counts. */
  const latest = new Map<string, { call: StoreCall; bytes: number }>();
  /** What a person did; few. */
  const acts: StoreCall[] = [];
  let sinks: StoreCall | undefined;
  let bytes = 0;

  function note(call: StoreCall): void {
    switch (call.method) {
      case "append":
        for (const record of call.args[0] as readonly Envelope[]) addRecord(record);
        return;
      case "import":
        // As the queue does: records of elsewhere carry no time of this machine's clock.
        for (const { monotonicMs: _, ...record } of call.args[0] as readonly Envelope[]) addRecord(record);
        return;
      case "settle":
        settle(call.args[0] as string, call.args[1] as Parameters<Outbox["settle"]>[1]);
        return;
      case "saveIncident":
        replace(`incident ${(call.args[0] as Incident).id}`, call);
        return;
      case "putState":
        replace(`state ${call.args[0] as string}`, call);
        return;
      case "saveMemories":
        for (const memory of call.args[0] as readonly SeriesMemory[]) {
          replace(`memory ${memory.seriesId}`, { method: "saveMemories", args: [[memory]] });
        }
        return;
      case "registerSinks":
        sinks = call;
        return;
      default:
        acts.push(call);
    }
  }

  function addRecord(record: Envelope): void {
    if (held.has(record.id) || options.sinksOf(record.class) === 0) return;
    const size = payloadBytes({ method: "append", args: [[record]] });
    held.set(record.id, { record, bytes: size, settledBy: undefined });
    bytes += size;
  }

  function settle(sink: string, results: Parameters<Outbox["settle"]>[1]): void {
    for (const { id, delivery } of results) {
      const found = held.get(id);
      if (!found || delivery.status !== "delivered") continue;
      found.settledBy ??= new Set();
      found.settledBy.add(sink);
      if (found.settledBy.size < (options.sinksOf(found.record.class) ?? 1)) continue;
      held.delete(id);
      bytes -= found.bytes;
    }
  }

  function replace(subject: string, call: StoreCall): void {
    const size = payloadBytes(call);
    bytes += size - (latest.get(subject)?.bytes ?? 0);
    latest.set(subject, { call, bytes: size });
  }

  function calls(): StoreCall[] {
    const records = [...held.values()].map(({ record }) => record);
    const appends: StoreCall[] = [];
    for (let first = 0; first < records.length; first += recordsPerCall) {
      appends.push({ method: "append", args: [records.slice(first, first + recordsPerCall)] });
    }
    const others = [...latest.values()].map(({ call }) => call);
    return [...(sinks ? [sinks] : []), ...appends, ...others, ...acts];
  }

  return {
    note,
    calls,
    get bytes() {
      return bytes;
    },
    get records() {
      return held.size;
    },
    get isEmpty() {
      return held.size === 0 && latest.size === 0 && acts.length === 0;
    },
    clear() {
      held.clear();
      latest.clear();
      acts.length = 0;
      sinks = undefined;
      bytes = 0;
    },
  };
}
