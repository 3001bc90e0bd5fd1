import type { Envelope, QueuedRecord } from "../../domain/envelope.ts";
import type { Incident } from "../../domain/incident.ts";
import type { SimilarIncident } from "../../domain/incident-likeness.ts";
import type {
  ClaimRequest,
  Durability,
  ImportSource,
  IncidentLog,
  Outbox,
  OutboxCounts,
  OutboxDesk,
  QueueFilter,
  QueuePage,
  SeriesMemory,
} from "../../domain/ports.ts";
import type { Rollup, RollupWidth, StateChange } from "../../domain/rollup.ts";
import type { StoreConfig } from "../config.ts";
import type { PlainError } from "../errors.ts";
import type { Notice } from "../events.ts";
import type { WearFigures } from "../file/wear.ts";
import type { DeadLetter } from "../outbox/dead-letters.ts";
import type { SinkClasses } from "../outbox/lanes.ts";
import type { StoredRecord } from "../outbox/outbox.ts";
import type { StagingFigures } from "../staging/staging-figures.ts";

/** What the engine can be asked to do: everything crosses threads by copy. */
export interface StoreMethods {
  append(records: readonly Envelope[]): Durability;
  settle(sink: string, results: Parameters<Outbox["settle"]>[1]): void;
  registerSinks(sinks: readonly SinkClasses[]): void;
  requeue(numbers: readonly number[] | undefined): number;
  import(
    records: readonly Envelope[],
    source?: ImportSource,
  ): { queued: number; repeated: number; unwanted: number };
  purge(filter: QueueFilter): number;
  discard(numbers: readonly number[] | undefined): number;
  saveIncident(incident: Incident): void;
  putState(key: string, value: string): void;
  saveMemories(memories: readonly SeriesMemory[]): void;
  claim(sink: string, request: ClaimRequest): QueuedRecord[];
  releaseSink(sink: string): void;
  counts(): OutboxCounts;
  read(query: Parameters<OutboxDesk["read"]>[0]): QueuePage;
  peek(countMax: number): StoredRecord[];
  deadLetters(countMax: number): DeadLetter[];
  getIncident(id: string): Incident | undefined;
  listIncidents(query: Parameters<IncidentLog["list"]>[0]): Incident[];
  similarIncidents(incident: Incident, countMax: number): SimilarIncident[];
  getState(key: string): string | undefined;
  loadMemories(seriesIds: readonly string[]): SeriesMemory[];
  rollups(seriesId: string, width: RollupWidth, from: number, to: number): Rollup[];
  stateChanges(seriesId: string, from: number, to: number): StateChange[];
  reconfigure(config: StoreConfig): void;
}

export type StoreMethod = keyof StoreMethods;

/** Writes of one batch share a transaction; reads see only what is committed. */
export const methodKinds = {
  append: "write",
  settle: "write",
  registerSinks: "write",
  requeue: "write",
  import: "write",
  purge: "write",
  discard: "write",
  saveIncident: "write",
  putState: "write",
  saveMemories: "write",
  claim: "read",
  releaseSink: "read",
  counts: "read",
  read: "read",
  peek: "read",
  deadLetters: "read",
  getIncident: "read",
  listIncidents: "read",
  similarIncidents: "read",
  getState: "read",
  loadMemories: "read",
  rollups: "read",
  stateChanges: "read",
  reconfigure: "read",
} as const satisfies Record<StoreMethod, "read" | "write">;

export interface StoreCall {
  method: StoreMethod;
  args: readonly unknown[];
}

export type CallResult = { ok: true; value: unknown } | { ok: false; error: PlainError };

/** A series as the store needs to know it. `slot` is its index in the daemon. */
export interface SeriesDescription {
  slot: number;
  id: string;
  /** Changes of the value are kept too (on/off and enumeration series). */
  isState: boolean;
}

/** Numbers in one sample of a buffer: slot, time, value. */
export const sampleStride = 3;

export interface StoreFigures {
  databaseBytes: number;
  walBytes: number;
  commits: number;
  writtenBytes: number;
  /** Bytes of what was stored, as it was handed over; see `payloadBytes`. */
  payloadBytes: number;
  wear: WearFigures;
  staging: StagingFigures;
  /** Queued samples that aggregates stand for since the start, and the share of the queue's limits that samples take. */
  thinning: { thinnedSamples: number; sampleShare: number };
  samples: number;
  seriesCount: number;
  rollupBytes: number;
  outbox: OutboxCounts;
}

/** What is only in memory because the disk takes no writes. */
export interface HeldFigures {
  /** Records, and bytes of all that is only in memory. */
  records: number;
  bytes: number;
  sinceAt: number;
  because: PlainError;
}

/** What the engine tells after each piece of work. */
export interface EngineReport {
  notices: Notice[];
  /** Seconds of each COMMIT since the last report. */
  commitSeconds: number[];
  /** Why the disk takes no writes; undefined when it does. */
  failing: PlainError | undefined;
  /** What is only in memory because of that; undefined when nothing is. */
  held: HeldFigures | undefined;
  figures: StoreFigures | undefined;
}
