import type { RecordClass } from "../../../src/domain/envelope.ts";
import type { Group } from "./protocol.ts";

/** How one record stands with one sink. Flags, since several hold at once. */
export const accepted = 1;
/** A settle that says so is on the disk, or was found to be. */
export const settled = 2;
/** Refused by the far side; the settle that says so may not be on the disk yet. */
export const refused = 4;
/** A settle that says so is on the disk: it must be among the dead letters. */
export const dead = 8;
/** A requeue began after that: it may be queued again. */
export const requeued = 16;
/** Gone without delivery: a gap record must tell of it. */
export const givenUp = 32;

export interface Entry {
  id: string;
  stream: number;
  number: number;
  class: RecordClass;
  /** Whether the append was acknowledged, or the record was seen since. */
  isDurable: boolean;
  group: Group;
  /** In a stage, as far as is known: asked to be, or acknowledged and not moved to the disk since. */
  staged: "asked" | "acknowledged" | undefined;
  /** It was in a stage that is gone, and so may be. */
  isWiped: boolean;
  /** By name of each sink that is owed it. */
  bySink: Map<string, number>;
}

export function has(entry: Entry, sink: string, flag: number): boolean {
  return ((entry.bySink.get(sink) ?? 0) & flag) !== 0;
}

export function raise(entry: Entry, sink: string, flag: number): void {
  entry.bySink.set(sink, (entry.bySink.get(sink) ?? 0) | flag);
}

export function lower(entry: Entry, sink: string, flag: number): void {
  entry.bySink.set(sink, (entry.bySink.get(sink) ?? 0) & ~flag);
}

/** Nothing more can happen to it. */
export function isOver(entry: Entry): boolean {
  for (const flags of entry.bySink.values()) if ((flags & (settled | givenUp)) === 0) return false;
  return true;
}
