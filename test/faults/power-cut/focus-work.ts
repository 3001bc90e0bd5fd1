import { type RecordClass, recordClasses } from "../../../src/domain/envelope.ts";
import type { StoreConfig } from "../../../src/store/config.ts";
import { stagedClasses } from "../../../src/store/staging/staged-outbox.ts";
import type { Focus } from "./protocol.ts";

/** What the killed process does in a round, and where the kill falls. */
export interface Work {
  /** Settings of the store that keep the path under way; they hold from the audit on. */
  store: Record<string, unknown>;
  /** Share of the streams that are appended to. */
  streamShare: number;
  /** Of these classes only: what is more important is sent first, and else nothing of the least important is on its way. */
  classes: readonly RecordClass[];
  /** Most records in one append. */
  groupMax: number;
  appendPauseMs: number;
  claimMax: number;
  settlePauseMs: number;
  /** Loops that claim, send and settle at the same time for one sink. */
  workersPerSink: number;
  isRequeueing: boolean;
  isPutting: boolean;
  isSampling: boolean;
  isImporting: boolean;
  isPurging: boolean;
  /** Where bulk records are staged, one place or the other in a round. */
  stagingPlaces: readonly StoreConfig["staging"]["place"][];
  /** How the audit looks at the queue: as the sinks, or as a person, for whom nothing counts as offered to a sink. */
  auditsBy: "claim" | "read";
  /** An orderly stop begins within this time; undefined: none does. */
  stopAfterMs: number | undefined;
  /** The kill falls at random within this time after `killFrom`. */
  killWithinMs: number;
  killFrom: "spawn" | "opened" | "audited";
}

/** Also what holds in every round until its audit is over. */
export const usual: Work = {
  store: { walBytesMax: 1_048_576, rollupFlushMs: 1_000 },
  streamShare: 0.7,
  classes: recordClasses,
  groupMax: 20,
  appendPauseMs: 0,
  claimMax: 200,
  settlePauseMs: 0,
  workersPerSink: 1,
  isRequeueing: false,
  isPutting: false,
  isSampling: false,
  isImporting: false,
  isPurging: false,
  stagingPlaces: ["disk"],
  auditsBy: "claim",
  stopAfterMs: undefined,
  killWithinMs: 400,
  killFrom: "audited",
};

const nothingThinned = { recordsPerSecond: 0 };

const changes: Readonly<Record<Focus, Partial<Work>>> = {
  append: { workersPerSink: 0, groupMax: 5 },
  groupCommit: { workersPerSink: 0, groupMax: 400 },
  settle: { streamShare: 0.3, workersPerSink: 3, claimMax: 60 },
  checkpoint: { store: { ...usual.store, walBytesMax: 262_144 }, groupMax: 60 },
  // What came before is opened, recovered and looked through; half of these kills fall before it is open.
  start: { killFrom: "spawn", killWithinMs: 600 },
  stop: { stopAfterMs: 60, isPutting: true, isSampling: true, killWithinMs: 500 },
  migration: { killFrom: "spawn", killWithinMs: 700 },
  history: { isSampling: true, streamShare: 0.2, killWithinMs: 500 },
  incidents: { isPutting: true, streamShare: 0.2 },
  deadLetters: { isRequeueing: true, groupMax: 50, workersPerSink: 2 },
  sinks: { workersPerSink: 2 },
  // Large groups go out as fast as they come, and the pages they leave are given back.
  vacuum: { groupMax: 300, workersPerSink: 2, claimMax: 2_000, appendPauseMs: 2 },
  caps: { store: { ...usual.store, outboxBytesMax: 65_536, thinning: nothingThinned }, groupMax: 100 },
  // Every block is of a backlog at once, and small.
  joining: {
    store: { ...usual.store, historicalAfterMs: 0, groupCommitMs: 0 },
    groupMax: 3,
    claimMax: 10,
    settlePauseMs: 5,
  },
  // Samples become 1-minute aggregates at once and 15-minute ones in the next round, an hour later.
  thinning: {
    store: {
      ...usual.store,
      thinning: { startShare: 0, fullHours: 0, minuteDays: 0.02, recordsPerSecond: 512 },
    },
    classes: ["sample"],
    streamShare: 1,
    claimMax: 40,
    settlePauseMs: 10,
    auditsBy: "read",
  },
  import: { isImporting: true, streamShare: 0.2 },
  purge: { isPurging: true, groupMax: 50, claimMax: 40 },
  staging: {
    stagingPlaces: ["directory", "directory", "memory"],
    claimMax: 40,
    auditsBy: "read",
    classes: stagedClasses,
  },
};

export function workOf(focus: Focus): Work {
  return { ...usual, ...changes[focus] };
}
