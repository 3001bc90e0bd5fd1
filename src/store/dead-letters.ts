import type { Database } from "better-sqlite3";
import type { Envelope } from "../domain/envelope.ts";
import type { Notice } from "./events.ts";
import { classOfRank, classSpan, type RecordRow, rankOf, toEnvelope } from "./record-row.ts";

/** A record that the far side refused for good, kept to look at. */
export interface DeadLetter {
  number: number;
  sink: string;
  rejectedAt: number;
  reason: string;
  record: Envelope;
}

interface DeadLetterRow extends Omit<RecordRow, "key" | "bytes"> {
  number: number;
  sink: string;
  rejected_at: number;
  reason: string;
  rank: number;
}

const reasonCharactersMax = 1000;

/** At most `countMax()` are kept; the oldest go first, counted. */
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
  const removeOne = db.prepare("DELETE FROM dead_letter WHERE number = ?");

  function count(): number {
    return countAll.get() ?? 0;
  }

  function add(sink: string, row: RecordRow, options: { reason: string; now: number }): void {
    const rank = rankOf(row.key);
    const reason = options.reason.slice(0, reasonCharactersMax);
    insert.run(sink, options.now, reason, row.id, rank, row.stream, row.at, row.is_synced, row.body);
    notices.push({ event: "deadLettered", fields: { class: classOfRank(rank), sink, reason }, count: 1 });
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
      record: toEnvelope({ ...row, key: row.rank * classSpan }),
    }));
  }

  return { add, count, list, remove: (number: number) => void removeOne.run(number) };
}
