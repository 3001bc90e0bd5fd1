import type { Database } from "better-sqlite3";
import { type RecordClass, recordClasses } from "../domain/envelope.ts";
import { classSpan, type RecordRow, rankOf } from "./record-row.ts";

/** A sink and the classes of records it takes. */
export interface SinkClasses {
  name: string;
  classes: readonly RecordClass[];
}

/**
 * Where one sink is in one class. `position`: everything up to it is settled. `scanKey`: everything up to it
 * is settled, claimed, or held back behind a claim of its stream, so a claim goes on from there.
 */
interface Lane {
  position: number;
  scanKey: number;
  /** Streams with claimed records, and the first record of each that was held back. */
  held: Map<string, { claims: number; heldFrom: number | undefined }>;
}

interface Sink {
  id: number;
  name: string;
  lanes: Map<number, Lane>;
  /** Claimed records by id. */
  claims: Map<string, { key: number; stream: string }>;
}

/** Rows read at a time, and at most for one claim; a claim behind many held records goes on at the next call. */
const scanPageRows = 256;
const scanRowsMax = 16_384;

export type SinkTable = ReturnType<typeof createSinkTable>;

export function createSinkTable(db: Database, options: { lastKey(rank: number): number }) {
  let sinks = new Map<string, Sink>();
  /** A list of sinks was registered once, be it empty. */
  let wasNamed = false;
  /** Where the sweep for records that nobody is owed any more stands; undefined when there is none to do. */
  let sweepKey: number | undefined;

  const isInSettled = db.prepare("SELECT 1 FROM settled WHERE sink = ? AND key = ?").pluck();
  const addSettled = db.prepare("INSERT OR IGNORE INTO settled VALUES (?, ?)");
  const removeSettled = db.prepare("DELETE FROM settled WHERE sink = ? AND key = ?");
  const removeSettledUpTo = db.prepare("DELETE FROM settled WHERE sink = ? AND key > ? AND key <= ?");
  const savePosition = db.prepare("INSERT OR REPLACE INTO sink_position VALUES (?, ?, ?)");
  const scan = db.prepare<
    [number, number, number, number],
    { key: number; id: string; stream: string; bytes: number }
  >(
    `SELECT key, id, stream, bytes FROM outbox AS o WHERE key > ? AND key < ?
     AND NOT EXISTS (SELECT 1 FROM settled AS s WHERE s.sink = ? AND s.key = o.key) ORDER BY key LIMIT ?`,
  );
  const byKey = db.prepare<[number], RecordRow>("SELECT * FROM outbox WHERE key = ?");
  const keysFrom = db
    .prepare<[number, number], number>("SELECT key FROM outbox WHERE key > ? ORDER BY key LIMIT ?")
    .pluck();

  /** Reads sinks and positions; claims that are out stay out. */
  function reload(): void {
    const before = sinks;
    sinks = new Map();
    wasNamed = db.prepare("SELECT value FROM mark WHERE name = 'sinksNamed'").pluck().get() === 1;
    const rows = db.prepare("SELECT id, name, classes FROM sink").all() as {
      id: number;
      name: string;
      classes: string;
    }[];
    for (const { id, name, classes } of rows) {
      const sink: Sink = { id, name, lanes: new Map(), claims: before.get(name)?.claims ?? new Map() };
      for (const className of JSON.parse(classes) as RecordClass[]) {
        const rank = recordClasses.indexOf(className);
        if (rank >= 0) sink.lanes.set(rank, readLane(sink, rank));
      }
      sinks.set(name, sink);
    }
  }

  function readLane(sink: Sink, rank: number): Lane {
    const found = db
      .prepare("SELECT key FROM sink_position WHERE sink = ? AND rank = ?")
      .pluck()
      .get(sink.id, rank);
    const position = (found as number | undefined) ?? rank * classSpan;
    const lane: Lane = { position, scanKey: position, held: new Map() };
    for (const { key, stream } of sink.claims.values()) {
      if (rankOf(key) === rank) hold(lane, stream);
    }
    return lane;
  }

  /** `list` is the whole truth: sinks not in it are forgotten, and new ones begin at the oldest record held. */
  function register(list: readonly SinkClasses[]): void {
    for (const sink of sinks.values()) {
      if (list.some(({ name }) => name === sink.name)) continue;
      db.prepare("DELETE FROM settled WHERE sink = ?").run(sink.id);
      db.prepare("DELETE FROM sink_position WHERE sink = ?").run(sink.id);
      db.prepare("DELETE FROM sink WHERE id = ?").run(sink.id);
    }
    const save = db.prepare(
      "INSERT INTO sink (name, classes) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET classes = excluded.classes",
    );
    for (const { name, classes } of list) save.run(name, JSON.stringify(classes));
    db.prepare("INSERT OR REPLACE INTO mark VALUES ('sinksNamed', 1)").run();
    reload();
    sweepKey = 0;
  }

  /** Whether new records of the class are to be kept: until sinks are first named, all are. */
  function isTaken(rank: number): boolean {
    return sinks.size === 0 ? !wasNamed : isWanted(rank);
  }

  /**
   * Whether held records of the class still have somebody to go to. With no sink at all they are kept for one
   * that comes back: a list emptied by mistake must not cost the queue.
   */
  function isWanted(rank: number): boolean {
    if (sinks.size === 0) return true;
    for (const sink of sinks.values()) if (sink.lanes.has(rank)) return true;
    return false;
  }

  function takes(sink: string, rank: number): boolean {
    return sinks.get(sink)?.lanes.has(rank) ?? false;
  }

  function claim(name: string, limits: { countMax: number; bytesMax: number }): RecordRow[] {
    const sink = sinks.get(name);
    if (!sink) throw new Error(`claim() for the sink "${name}", which is not registered`);
    const taken: { key: number; id: string; stream: string; lane: Lane }[] = [];
    const budget = { count: limits.countMax, bytes: limits.bytesMax };
    for (const rank of [...sink.lanes.keys()].sort((a, b) => a - b)) {
      if (!claimFrom(sink, rank, budget, taken)) break;
    }
    // Held only now, so that one claim may have several records of a stream.
    for (const { key, id, stream, lane } of taken) {
      sink.claims.set(id, { key, stream });
      hold(lane, stream);
    }
    return taken.map(({ key }) => byKey.get(key) as RecordRow);
  }

  /** False when the limits are used up. */
  function claimFrom(
    sink: Sink,
    rank: number,
    budget: { count: number; bytes: number },
    taken: { key: number; id: string; stream: string; lane: Lane }[],
  ): boolean {
    const lane = sink.lanes.get(rank) as Lane;
    const end = (rank + 1) * classSpan;
    for (let scanned = 0; scanned < scanRowsMax; scanned += scanPageRows) {
      const rows = scan.all(lane.scanKey, end, sink.id, scanPageRows);
      for (const { key, id, stream, bytes } of rows) {
        const hold = lane.held.get(stream);
        if (hold) {
          hold.heldFrom = Math.min(hold.heldFrom ?? key, key);
        } else {
          // One record is always given, however large: it must not block the queue for ever.
          if (budget.count <= 0 || (bytes > budget.bytes && taken.length > 0)) return false;
          budget.count -= 1;
          budget.bytes -= bytes;
          taken.push({ key, id, stream, lane });
        }
        lane.scanKey = key;
      }
      if (rows.length < scanPageRows) break;
    }
    return true;
  }

  /** Ends a claim. `isAgain`: the record is to be given by a later claim. */
  function release(name: string, id: string, { isAgain }: { isAgain: boolean }): void {
    const sink = sinks.get(name);
    const claimed = sink?.claims.get(id);
    if (!sink || !claimed) return;
    sink.claims.delete(id);
    const lane = sink.lanes.get(rankOf(claimed.key));
    if (!lane) return;
    if (isAgain) lane.scanKey = Math.min(lane.scanKey, claimed.key - 1);
    const hold = lane.held.get(claimed.stream);
    if (!hold) return;
    hold.claims -= 1;
    // A record to be given again goes first, so what was held behind it waits for that claim.
    if (hold.claims > 0) return;
    lane.held.delete(claimed.stream);
    if (hold.heldFrom !== undefined) lane.scanKey = Math.min(lane.scanKey, hold.heldFrom - 1);
  }

  function releaseAll(name: string): void {
    for (const id of [...(sinks.get(name)?.claims.keys() ?? [])]) release(name, id, { isAgain: true });
  }

  /** Whether the sink still has to settle the record. */
  function isOwed(name: string, key: number): boolean {
    const sink = sinks.get(name);
    return sink !== undefined && isOwedBy(sink, key);
  }

  function isOwedBy(sink: Sink, key: number): boolean {
    const lane = sink.lanes.get(rankOf(key));
    return lane !== undefined && key > lane.position && isInSettled.get(sink.id, key) === undefined;
  }

  function isLastOwed(name: string, key: number): boolean {
    for (const sink of sinks.values()) if (sink.name !== name && isOwedBy(sink, key)) return false;
    return true;
  }

  function markSettled(name: string, key: number): void {
    const sink = sinks.get(name);
    if (sink) addSettled.run(sink.id, key);
  }

  function markSettledByOthers(name: string, key: number): void {
    for (const sink of sinks.values()) {
      if (sink.name !== name && sink.lanes.has(rankOf(key))) addSettled.run(sink.id, key);
    }
  }

  /** Moves the position of the sink over what it has settled in a row, so that few exceptions are kept. */
  function advance(name: string, rank: number): void {
    const sink = sinks.get(name);
    const lane = sink?.lanes.get(rank);
    // The only sink needs no position: what it settles is deleted.
    if (!sink || !lane || sinks.size === 1) return;
    const [first] = scan.all(lane.position, (rank + 1) * classSpan, sink.id, 1);
    const position = first ? first.key - 1 : options.lastKey(rank);
    if (position <= lane.position) return;
    removeSettledUpTo.run(sink.id, lane.position, position);
    savePosition.run(sink.id, rank, position);
    lane.position = position;
    lane.scanKey = Math.max(lane.scanKey, position);
  }

  /** Drops the exceptions of a record that is gone. */
  function forgetKey(key: number): void {
    for (const sink of sinks.values()) removeSettled.run(sink.id, key);
  }

  /** Some keys of records that every remaining sink has settled, after the list of sinks changed. */
  function sweep(rowsMax: number): number[] {
    if (sweepKey === undefined || sinks.size === 0) return [];
    const keys = keysFrom.all(sweepKey, rowsMax);
    sweepKey = keys.length < rowsMax ? undefined : keys.at(-1);
    return keys.filter((key) => isWanted(rankOf(key)) && isLastOwed("", key));
  }

  return {
    reload,
    register,
    isTaken,
    isWanted,
    takes,
    claim,
    release,
    releaseAll,
    isOwed,
    isLastOwed,
    markSettled,
    markSettledByOthers,
    advance,
    forgetKey,
    sweep,
  };
}

function hold(lane: Lane, stream: string): void {
  const found = lane.held.get(stream);
  if (found) found.claims += 1;
  else lane.held.set(stream, { claims: 1, heldFrom: undefined });
}
