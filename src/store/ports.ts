import type { Envelope, RecordClass } from "../domain/envelope.ts";
import type {
  History,
  IncidentHistory,
  Outbox,
  OutboxDesk,
  SeriesMemoryStore,
  StateStore,
} from "../domain/ports.ts";
import type { createCallQueue } from "./engine/call-queue.ts";
import type { DeadLetter } from "./outbox/dead-letters.ts";
import type { SinkClasses } from "./outbox/lanes.ts";
import type { StoredRecord } from "./outbox/outbox.ts";
import { recordBytes } from "./outbox/record-size.ts";

/** The queue to the cloud, with what only its owner and the command line need. */
export interface StoreOutbox extends Outbox, OutboxDesk {
  /** `sinks` is the whole list: others are forgotten, and what only they were owed is deleted. Call it at start. */
  registerSinks(sinks: readonly SinkClasses[]): Promise<void>;
  /** Gives up all claims of a sink, for a sink that starts again. */
  release(sink: string): Promise<void>;
  /** The first records, without claiming them. */
  peek(countMax: number): Promise<StoredRecord[]>;
  /** Newest first. */
  deadLetters(countMax: number): Promise<DeadLetter[]>;
}

export interface StorePorts {
  readonly outbox: StoreOutbox;
  readonly history: History;
  readonly incidents: IncidentHistory;
  readonly state: StateStore;
  readonly memories: SeriesMemoryStore;
}

/** Records of these classes wait a moment for company; a command or an incident never does. */
const patientClasses: ReadonlySet<RecordClass> = new Set(["log", "rollup", "sample"]);

/** The ports of the store as calls to its engine. */
export function createStorePorts(options: {
  call: ReturnType<typeof createCallQueue>["call"];
  /** Sends samples that are still gathered, so that a query sees them. */
  flushSamples(): void;
}): StorePorts {
  const { call, flushSamples } = options;
  return {
    outbox: {
      async append(records) {
        if (records.length === 0) return "disk";
        const isPatient = records.every((record) => patientClasses.has(record.class));
        return call("append", [records], { bytes: bytesOf(records), isPatient });
      },
      claim: (sink, request) => call("claim", [sink, request]),
      settle: (sink, results) => call("settle", [sink, results], { bytes: results.length * 100 }),
      counts: () => call("counts", []),
      registerSinks: (sinks) => call("registerSinks", [sinks]),
      release: (sink) => call("releaseSink", [sink]),
      peek: (countMax) => call("peek", [countMax]),
      deadLetters: (countMax) => call("deadLetters", [countMax]),
      requeue: (numbers) => call("requeue", [numbers]),
      discard: (numbers) => call("discard", [numbers]),
      read: (query) => call("read", [query]),
      import: (records, source) =>
        call("import", source ? [records, source] : [records], { bytes: bytesOf(records) }),
      purge: (filter) => call("purge", [filter]),
    },
    history: {
      rollups(seriesId, width, from, to) {
        flushSamples();
        return call("rollups", [seriesId, width, from, to]);
      },
      stateChanges(seriesId, from, to) {
        flushSamples();
        return call("stateChanges", [seriesId, from, to]);
      },
    },
    incidents: {
      // An incident has some dozens of lines of evidence.
      save: (incident) => call("saveIncident", [incident], { bytes: 1000 + incident.evidence.length * 500 }),
      get: (id) => call("getIncident", [id]),
      list: (query) => call("listIncidents", [query]),
      similar: (incident, countMax) =>
        call("similarIncidents", [incident, countMax], { bytes: 1000 + incident.evidence.length * 500 }),
    },
    state: {
      get: (key) => call("getState", [key]),
      put: (key, value) => call("putState", [key, value], { bytes: 2 * (key.length + value.length) }),
    },
    memories: {
      load: (seriesIds) => call("loadMemories", [seriesIds], { bytes: seriesIds.length * 100 }),
      save: (memories) =>
        call("saveMemories", [memories], {
          bytes: memories.reduce((bytes, { body }) => bytes + body.byteLength + 200, 0),
          isPatient: true,
        }),
    },
  };
}

function bytesOf(records: readonly Envelope[]): number {
  let bytes = 0;
  for (const record of records) bytes += recordBytes(record);
  return bytes;
}
