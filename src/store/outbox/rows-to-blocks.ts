import type { Database } from "better-sqlite3";
import { type Envelope, recordClasses } from "../../domain/envelope.ts";
import { blocksOf, createBlockTable } from "./block-table.ts";
import { createClassTotals } from "./class-totals.ts";
import { IntervalSet } from "./intervals.ts";
import { classOfRank, endKey, firstKey } from "./keys.ts";

/** Tables of schema 4; a released schema is never edited. */
const blockTables = `
  -- Records of one class with the keys key, key + 1, …, as one body; see outbox/block-table.ts. No index: blocks are
  -- only looked for by key. body comes last: what looks at the rest leaves its overflow pages alone.
  CREATE TABLE outbox_block (
    key INTEGER PRIMARY KEY,
    span INTEGER NOT NULL,
    count INTEGER NOT NULL,
    is_gap INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    payload_bytes INTEGER NOT NULL,
    boot INTEGER NOT NULL,
    monotonic_ms REAL NOT NULL,
    appended_at REAL,
    body BLOB NOT NULL
  );

  -- Kept counters, so that counting is never a scan; see outbox/class-totals.ts.
  CREATE TABLE outbox_class (
    rank INTEGER PRIMARY KEY,
    next_sequence INTEGER NOT NULL,
    appended INTEGER NOT NULL,
    held INTEGER NOT NULL,
    done INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    payload_bytes INTEGER NOT NULL,
    dropped INTEGER NOT NULL
  );

  -- What a sink has settled in a class, as ranges of keys; sink 0 is what nobody is owed. See outbox/lanes.ts.
  CREATE TABLE outbox_lane (
    sink INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    settled BLOB NOT NULL,
    PRIMARY KEY (sink, rank)
  ) WITHOUT ROWID;

  -- See outbox/boots.ts. Number 0: records that came before boots were noted.
  CREATE TABLE boot (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    origin REAL,
    ended_by REAL
  );
`;

interface OldRow {
  key: number;
  id: string;
  stream: string;
  at: number;
  is_synced: number;
  appended_at: number | null;
  body: string;
}

const pageRows = 2048;

/**
 * Turns the outbox of schema 3, a row for each record, into blocks. Records get new keys, one after the other; what each
 * sink has settled goes with them. Needs a transaction; works through the rows in pages, so memory stays flat.
 */
export function convertRowsToBlocks(db: Database): void {
  const dropped = db
    .prepare<[], { rank: number; dropped: number }>("SELECT rank, dropped FROM outbox_class")
    .all();
  db.exec(`DROP TABLE outbox_class; ${blockTables}`);
  const totals = createClassTotals(db);
  totals.reload();
  for (const { rank, dropped: count } of dropped) totals.change(rank).dropped = count;
  const sinks = db.prepare<[], number>("SELECT id FROM sink").pluck().all();
  for (const rank of recordClasses.keys()) convertClass(db, { rank, totals, sinks });
  totals.save();
  db.exec(
    "INSERT INTO boot (number, name) SELECT 0, 'before' WHERE EXISTS (SELECT 1 FROM outbox_block WHERE appended_at IS NULL)",
  );
  db.exec("DROP TABLE outbox; DROP TABLE sink_position; DROP TABLE settled");
}

function convertClass(
  db: Database,
  options: { rank: number; totals: ReturnType<typeof createClassTotals>; sinks: readonly number[] },
): void {
  const { rank, totals, sinks } = options;
  const blocks = createBlockTable(db);
  const page = db.prepare<[number, number, number], OldRow>(
    "SELECT key, id, stream, at, is_synced, appended_at, body FROM outbox WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
  );
  const lanes = sinks.map((id) => ({
    id,
    settled: new IntervalSet(),
    passed: 0,
    isSettled: readSettled(db, id, rank),
  }));
  for (let from = firstKey(rank); ; ) {
    const rows = page.all(from, endKey(rank), pageRows);
    const last = rows.at(-1);
    if (!last) break;
    from = last.key + 1;
    const newKey = totals.nextKey(rank);
    for (const [index, { key }] of rows.entries()) {
      for (const lane of lanes) {
        if (!lane.isSettled(key)) continue;
        lane.settled.add(newKey + index, newKey + index + 1);
        lane.passed += 1;
      }
    }
    addBlocks(rows);
  }
  const save = db.prepare("INSERT INTO outbox_lane VALUES (?, ?, ?, ?)");
  for (const { id, settled, passed } of lanes) save.run(id, rank, passed, settled.toBytes(firstKey(rank)));

  function addBlocks(rows: readonly OldRow[]): void {
    // The newest time of a page dates its blocks, so that none is given up too early.
    const appendedAt = rows.reduce<number | null>(
      (newest, { appended_at }) =>
        appended_at === null ? newest : Math.max(newest ?? appended_at, appended_at),
      null,
    );
    for (const records of blocksOf(rows.map((row) => toEnvelope(row, rank)))) {
      const head = blocks.add(records, { key: totals.nextKey(rank), boot: 0, monotonicMs: 0, appendedAt });
      totals.addBlock(rank, head);
      totals.change(rank).nextSequence += head.span;
    }
  }
}

/** Whether the sink has settled the old key. */
function readSettled(db: Database, sink: number, rank: number): (key: number) => boolean {
  const position =
    db
      .prepare<[number, number], number>("SELECT key FROM sink_position WHERE sink = ? AND rank = ?")
      .pluck()
      .get(sink, rank) ?? 0;
  const isListed = db.prepare("SELECT 1 FROM settled WHERE sink = ? AND key = ?").pluck();
  return (key) => key <= position || isListed.get(sink, key) !== undefined;
}

function toEnvelope({ id, stream, at, is_synced, body }: OldRow, rank: number): Envelope {
  return { id, class: classOfRank(rank), stream, at, clock: is_synced ? "synced" : "unsynced", body };
}
