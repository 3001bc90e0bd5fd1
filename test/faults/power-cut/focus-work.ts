import type { Focus } from "./protocol.ts";

/** What the killed process does in a round, and where the kill falls. */
export interface Work {
  /** Settings of the store that keep the path under way. */
  store: Record<string, unknown>;
  /** Share of the streams that are appended to. */
  streamShare: number;
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
  /** An orderly stop begins within this time; undefined: none does. */
  stopAfterMs: number | undefined;
  /** The kill falls at random within this time after `killFrom`. */
  killWithinMs: number;
  killFrom: "spawn" | "opened" | "audited";
}

const usual: Work = {
  store: { walBytesMax: 1_048_576, rollupFlushMs: 1_000 },
  streamShare: 0.7,
  groupMax: 20,
  appendPauseMs: 0,
  claimMax: 200,
  settlePauseMs: 0,
  workersPerSink: 1,
  isRequeueing: false,
  isPutting: false,
  isSampling: false,
  stopAfterMs: undefined,
  killWithinMs: 400,
  killFrom: "audited",
};

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
  caps: { store: { ...usual.store, outboxBytesMax: 65_536 }, groupMax: 100 },
};

export function workOf(focus: Focus): Work {
  return { ...usual, ...changes[focus] };
}
