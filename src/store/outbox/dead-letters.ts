import type { Database } from "better-sqlite3";
import type { Envelope } from "../../domain/envelope.ts";
import type { Notice } from "../events.ts";
import { classOfRank, rankOfClass } from "./keys.ts";

/** A record that the far side refused for good, kept to look at. */
export interface DeadLetter {
  number: number;
  sink: string;
  rejectedAt: number;
  reason: string;
  record: Envelope;
}

interface DeadLetterRow {
  number: number;
  sink: string;
  rejected_at: number;
  reason: string;
  id: string;
  rank: number;
  stream: string;
  at: number;
  is_synced: number;
  body: string;
}

const reasonCharactersMax = 1000;

/** At most `countMax()` are kept; the oldest go first, counted. */
export type DeadLetterTable = ReturnType<typeof createDeadLetterTable>;

export function createDeadLetterTable(db: Database, options: { countMax(): number; notices: Notice[] }) {
  const { countMax, notices } = options;
  const insert = db.prepare(
    `INSERT INTO dead_letter (sink, rejected_at, reason, id, rank, stream, at, is_synced, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const countAll = db.prepare<[], number>("SELECT count(*) FROM dead_letter").pluck();
  const deleteOldest = db.prepare(
    "DELETE FROM dead_letter WHERE number IN (SELECT number FROM dead_letter ORDER BY number LIMIT ?)",
  );
  const newest = db.prepare<[number], DeadLetterRow>(
    "SELECT * FROM dead_letter ORDER BY number DESC LIMIT ?",
  );
  const removeAll = db.prepare("DELETE FROM dead_letter");
  const removeOne = db.prepare("DELETE FROM dead_letter WHERE number = ?");

  function count(): number {
    return countAll.get() ?? 0;
  }

  function add(sink: string, record: Envelope, options: { reason: string; now: number }): void {
    const { id, class: recordClass, stream, at, clock, body } = record;
    const reason = options.reason.slice(0, reasonCharactersMax);
    const isSynced = clock === "synced" ? 1 : 0;
    insert.run(sink, options.now, reason, id, rankOfClass(recordClass), stream, at, isSynced, body);
    notices.push({ event: "deadLettered", fields: { class: recordClass, sink, reason }, count: 1 });
    const excess = count() - countMax();
    if (excess <= 0) return;
    deleteOldest.run(excess);
    notices.push({ event: "deadLettersDropped", fields: {}, count: excess });
  }

  /** Newest first. */
  function list(limit: number): DeadLetter[] {
    return newest.all(limit).map((row) => ({
      number: row.number,
      sink: row.sink,
      rejectedAt: row.rejected_at,
      reason: row.reason,
      record: toRecord(row),
    }));
  }

  /** Forgets them, all without `numbers`; returns how many. */
  function discard(numbers: readonly number[] | undefined): number {
    if (!numbers) return removeAll.run().changes;
    return numbers.reduce((removed, number) => removed + removeOne.run(number).changes, 0);
  }

  return { add, count, list, discard, remove: (number: number) => void removeOne.run(number) };
}

function toRecord({ id, rank, stream, at, is_synced, body }: DeadLetterRow): Envelope {
  return { id, class: classOfRank(rank), stream, at, clock: is_synced ? "synced" : "unsynced", body };
}
