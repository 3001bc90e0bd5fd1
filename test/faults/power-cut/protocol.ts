import type { Envelope, RecordClass } from "../../../src/domain/envelope.ts";
import type { StoreConfig } from "../../../src/store/config.ts";

/** What a round is about: the write path that is under way most of its time. */
export const focuses = [
  "append",
  "groupCommit",
  "settle",
  "checkpoint",
  "start",
  "stop",
  "migration",
  "history",
  "incidents",
  "deadLetters",
  "sinks",
  "vacuum",
  "caps",
  "joining",
  "thinning",
  "import",
  "purge",
  "staging",
] as const;
export type Focus = (typeof focuses)[number];

/** Ways to break the promise on purpose: the audit must notice each. */
export const sabotages = ["earlyAcknowledgement", "earlySettle", "synchronousOff", "lyingDisk"] as const;
export type Sabotage = (typeof sabotages)[number];

export interface SinkPlan {
  name: string;
  classes: readonly RecordClass[];
}

/** What the killed process is told at its start, as JSON in its only argument. */
export interface RoundPlan {
  seed: number;
  round: number;
  directory: string;
  focus: Focus;
  /** Until the audit is over: gives nothing up and thins nothing. Read by the parent: the schema takes long to load. */
  config: StoreConfig;
  /** From then on. */
  workConfig: StoreConfig;
  sinks: readonly SinkPlan[];
  /** Number of the next record by stream. */
  next: readonly number[];
  /** Appends of the round before that were never answered, to be tried again under their ids. */
  retries: readonly Group[];
  /** The file that was imported last; it and those before it have been begun. */
  lastFile: number;
  /** Versions of the state keys written next. */
  stateVersion: number;
  /** Appends nothing, delivers all, stops in order and says so. */
  isLast: boolean;
  sabotage: Sabotage | undefined;
}

/** Records `from` to `from + count` of a stream, appended in one call. */
export interface Group {
  stream: number;
  from: number;
  count: number;
}

/** From the killed process, one JSON line each; a line that was not written whole was never said. */
export type Said =
  | { said: "opened" }
  | ({ said: "appending" | "appended" | "refused" } & Group)
  | { said: "importing" | "imported"; groups: readonly Group[] }
  /** A purge for one sink is on the disk. */
  | { said: "purged"; sink: string; class: RecordClass; count: number }
  | { said: "send"; ticket: number; sink: string; records: readonly Envelope[] }
  /** The settle of this ticket is on the disk. */
  | { said: "settled"; ticket: number }
  /** Everything this sink is owed, as found right after the start. */
  | { said: "owed"; sink: string; records: readonly Pick<Envelope, "id" | "class" | "stream" | "body">[] }
  | { said: "deadLetters"; letters: readonly { sink: string; id: string }[] }
  | { said: "requeueing" }
  | { said: "requeued" }
  | { said: "putting" | "put"; version: number }
  /** Version of each durable value as found at the start, 0 where there is none. */
  | { said: "found"; state: number; incident: number; memory: number; minutes: number }
  | { said: "dropped"; byClass: Readonly<Partial<Record<RecordClass, number>>> }
  | { said: "audited" }
  | { said: "event"; event: string; fields: unknown }
  | { said: "drained" }
  | { said: "stopped" };

/** The far side's answer to `send`. */
export interface Heard {
  ticket: number;
  /** Nothing came back: the connection broke, before or after the far side kept the records. */
  isLost: boolean;
  results: readonly { id: string; status: "delivered" | "rejected" | "retryable" }[];
}
