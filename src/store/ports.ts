import type { Envelope, RecordClass } from "../domain/envelope.ts";
import type { History, IncidentHistory, Outbox, SeriesMemoryStore, StateStore } from "../domain/ports.ts";
import type { createCallQueue } from "./call-queue.ts";
import type { DeadLetter } from "./dead-letters.ts";
import type { StoredRecord } from "./outbox.ts";
import { recordBytes } from "./record-row.ts";
import type { SinkClasses } from "./sinks.ts";

/** The queue to the cloud, with what only its owner and the command line need. */
export interface StoreOutbox extends Outbox {
  /** `sinks` is the whole list: others are forgotten, and what only they were owed is deleted. Call it at start. */
  registerSinks(sinks: readonly SinkClasses[]): Promise<void>;
  /** Gives up all claims of a sink, for a sink that starts again. */
  release(sink: string): Promise<void>;
  /** The first records, without claiming them. */
  peek(countMax: number): Promise<StoredRecord[]>;
  /** Newest first. */
  deadLetters(countMax: number): Promise<DeadLetter[]>;
  /** Queues dead letters again (all without `numbers`) for the sink that refused them; resolves to how many. */
  requeue(numbers?: readonly number[]): Promise<number>;
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
        if (records.length === 0) return;
        const isPatient = records.every((record) => patientClasses.has(record.class));
        await call("append", [records], { bytes: bytesOf(records), isPatient });
      },
      claim: (sink, limits) => call("claim", [sink, limits]),
      settle: (sink, results) => call("settle", [sink, results], { bytes: results.length * 100 }),
      counts: () => call("counts", []),
      registerSinks: (sinks) => call("registerSinks", [sinks]),
      release: (sink) => call("releaseSink", [sink]),
      peek: (countMax) => call("peek", [countMax]),
      deadLetters: (countMax) => call("deadLetters", [countMax]),
      requeue: (numbers) => call("requeue", [numbers]),
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
