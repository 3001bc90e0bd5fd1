import type { Database } from "better-sqlite3";

/** The outbox as schema 3 had it: a row for each record. */
const rowTables = `
  CREATE TABLE outbox (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, stream TEXT NOT NULL, at REAL NOT NULL, is_synced INTEGER NOT NULL,
    appended_at INTEGER, bytes INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX outbox_id ON outbox (id);
  CREATE INDEX outbox_undated ON outbox (key) WHERE appended_at IS NULL;
  CREATE TABLE outbox_class (
    rank INTEGER PRIMARY KEY, next_sequence INTEGER NOT NULL, records INTEGER NOT NULL, bytes INTEGER NOT NULL,
    dropped INTEGER NOT NULL
  );
  CREATE TABLE sink_position (
    sink INTEGER NOT NULL, rank INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (sink, rank)
  ) WITHOUT ROWID;
  CREATE TABLE settled (sink INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (sink, key)) WITHOUT ROWID;
`;

/** Gives an empty database of the newest schema the outbox tables that `version` (at most 3) had. */
export function bringBackRows(db: Database, version = 3): void {
  db.exec(`
    DROP TABLE outbox_block; DROP TABLE outbox_class; DROP TABLE outbox_lane; DROP TABLE boot;
    ${rowTables} PRAGMA user_version = ${version}`);
}

export function addRow(
  db: Database,
  row: {
    rank: number;
    sequence: number;
    id: string;
    stream?: string;
    appendedAt?: number | null;
    body?: string;
  },
): void {
  const { rank, sequence, id, stream = "s", appendedAt = 1000, body = "{}" } = row;
  db.prepare("INSERT INTO outbox VALUES (?, ?, ?, 1, 1, ?, 100, ?)").run(
    rank * 2 ** 48 + sequence,
    id,
    stream,
    appendedAt,
    body,
  );
}
