import type { Database } from "better-sqlite3";
import { StoreNewerSchemaError } from "../errors.ts";
import { fillIncidentSigns } from "../incidents/incident-signs.ts";
import { convertRowsToBlocks } from "../outbox/rows-to-blocks.ts";

/**
 * Schema steps, forward only: number n brings a database from n-1 to n (`user_version`), in one
 * transaction. A released step is never edited.
 */
const migrations: readonly (string | ((db: Database) => void))[] = [
  `
  -- key = class rank * 2^48 + sequence, so that the table lies on the disk in the order it is claimed.
  -- body comes last: a scan that does not want it leaves its overflow pages alone.
  CREATE TABLE outbox (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    stream TEXT NOT NULL,
    at REAL NOT NULL,
    is_synced INTEGER NOT NULL,
    appended_at INTEGER,
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX outbox_id ON outbox (id);
  -- Records appended while the clock was not to be trusted; they are dated when it is.
  CREATE INDEX outbox_undated ON outbox (key) WHERE appended_at IS NULL;

  -- Kept counters, so that counting is never a scan.
  CREATE TABLE outbox_class (
    rank INTEGER PRIMARY KEY,
    next_sequence INTEGER NOT NULL,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    dropped INTEGER NOT NULL
  );

  CREATE TABLE sink (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, classes TEXT NOT NULL);
  -- The sink has settled every record of the class up to and including key.
  CREATE TABLE sink_position (
    sink INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (sink, rank)
  ) WITHOUT ROWID;
  -- Settled above the position, while another sink still wants the record.
  CREATE TABLE settled (sink INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (sink, key)) WITHOUT ROWID;

  CREATE TABLE dead_letter (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    sink TEXT NOT NULL,
    rejected_at REAL NOT NULL,
    reason TEXT NOT NULL,
    id TEXT NOT NULL,
    rank INTEGER NOT NULL,
    stream TEXT NOT NULL,
    at REAL NOT NULL,
    is_synced INTEGER NOT NULL,
    body TEXT NOT NULL
  );

  CREATE TABLE incident (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    opened_at REAL NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX incident_opened ON incident (opened_at);
  CREATE INDEX incident_status ON incident (status, opened_at);

  CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

  -- Aggregates arrive as blocks (256 series over one flush) and are merged, when their window is over, into
  -- chunks (one series over the window). Of two versions of one aggregate the later block counts. Blocks are
  -- only appended: an index would dirty forty pages a minute for ten thousand series, so the store keeps the
  -- directory of blocks in memory.
  CREATE TABLE rollup_block (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    width INTEGER NOT NULL,
    series_group INTEGER NOT NULL,
    window INTEGER NOT NULL,
    first_start INTEGER NOT NULL,
    last_start INTEGER NOT NULL,
    body BLOB NOT NULL
  );
  CREATE TABLE rollup_chunk (
    width INTEGER NOT NULL,
    window INTEGER NOT NULL,
    series INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (width, window, series)
  ) WITHOUT ROWID;
  CREATE TABLE rollup_window (
    width INTEGER NOT NULL,
    window INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (width, window)
  ) WITHOUT ROWID;
  -- Sketches of the aggregates that were open at the last stop, for 256 series each.
  CREATE TABLE saved_open (series_group INTEGER PRIMARY KEY, body BLOB NOT NULL);

  CREATE TABLE state_change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    series INTEGER NOT NULL,
    at REAL NOT NULL,
    value REAL NOT NULL
  );
  CREATE INDEX state_change_series ON state_change (series, at);
  `,
  `
  -- What detectors learnt, by series. An ordinary table: of one WITHOUT ROWID, bodies of more than a quarter of a page
  -- would each take overflow pages of their own. saved_at is NULL while the clock was not to be trusted.
  CREATE TABLE series_memory (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL UNIQUE,
    saved_at REAL,
    seen_at REAL NOT NULL,
    layout TEXT NOT NULL,
    body BLOB NOT NULL
  );
  `,
  `
  -- By what incidents like one are found: see domain/incident-likeness.ts, which makes the same of what comes later.
  CREATE TABLE incident_sign (
    sign TEXT NOT NULL,
    opened_at REAL NOT NULL,
    incident TEXT NOT NULL,
    PRIMARY KEY (sign, opened_at, incident)
  ) WITHOUT ROWID;
  ${fillIncidentSigns}`,
  convertRowsToBlocks,
];

export const schemaVersion = migrations.length;

/** The schema that `db` has, 0 for an empty one. Throws `store.newerSchema` for one that this edgewise does not know. */
export function readVersion(db: Database): number {
  const found = db.pragma("user_version", { simple: true }) as number;
  if (found <= schemaVersion) return found;
  throw new StoreNewerSchemaError(
    `the database ${db.name} has schema ${found}, this edgewise knows up to ${schemaVersion}: a newer edgewise wrote it`,
  );
}

/** Brings `db` from the schema `found` to the newest, or to `wanted`. */
export function migrate(db: Database, found: number, wanted = schemaVersion): void {
  for (const [index, change] of migrations.entries()) {
    if (index < found || index >= wanted) continue;
    const step = db.transaction(() => {
      if (typeof change === "string") db.exec(change);
      else change(db);
      db.pragma(`user_version = ${index + 1}`);
    });
    step.immediate();
  }
}
