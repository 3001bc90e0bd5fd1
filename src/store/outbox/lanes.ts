import type { Database } from "better-sqlite3";
import { type RecordClass, recordClasses } from "../../domain/envelope.ts";
import { IntervalSet } from "./intervals.ts";
import { firstKey, rankOf, rankOfClass } from "./keys.ts";

/**
 * How far each sink is in each class. Limits and invariants:
 * 1. A lane is the set of keys that a sink has settled in a class, as ranges: one small row, however long the queue.
 *    Lanes know nothing of each other, so a slow sink costs a quick one nothing.
 * 2. A record is done when every sink that takes its class has settled it.
 * 3. What was done when the list of sinks changed is remembered (`gone`), so a sink that comes later is not given
 *    records that only wait for their block to go.
 * 4. With no sink at all, records are kept for one that comes back: a list emptied by mistake must not cost the queue.
 *    Until sinks are first registered, every record is taken; afterwards those of a class that no sink takes are not.
 */

/** A sink and the classes of records it takes. */
export interface SinkClasses {
  name: string;
  classes: readonly RecordClass[];
}

export interface Lane {
  readonly sink: string;
  readonly sinkId: number;
  readonly rank: number;
  readonly settled: IntervalSet;
  /** Records of the class that this sink is not owed (any more): all ever appended less this is what it is owed. */
  passed: number;
}

interface Sink {
  id: number;
  name: string;
  classes: readonly RecordClass[];
  /** Also of classes that it does not take now: it may again. */
  lanes: Map<number, Lane>;
}

const everyone = 0;

export type LaneTable = ReturnType<typeof createLaneTable>;

export function createLaneTable(db: Database) {
  let sinks = new Map<string, Sink>();
  let active: Lane[][] = [];
  let gone: IntervalSet[] = [];
  /** A list of sinks was registered once, be it empty. */
  let wasNamed = false;
  const changed = new Set<Lane>();
  const saveLane = db.prepare("INSERT OR REPLACE INTO outbox_lane VALUES (?, ?, ?, ?)");

  function reload(): void {
    changed.clear();
    wasNamed = db.prepare("SELECT value FROM mark WHERE name = 'sinksNamed'").pluck().get() === 1;
    const rows = db
      .prepare<[], { id: number; name: string; classes: string }>("SELECT id, name, classes FROM sink")
      .all();
    sinks = new Map();
    for (const { id, name, classes } of rows) {
      const known = (JSON.parse(classes) as RecordClass[]).filter((item) => recordClasses.includes(item));
      sinks.set(name, { id, name, classes: known, lanes: new Map() });
    }
    gone = recordClasses.map(() => new IntervalSet());
    const lanes = db
      .prepare<[], { sink: number; rank: number; passed: number; settled: Buffer }>(
        "SELECT * FROM outbox_lane",
      )
      .all();
    for (const { sink: id, rank, passed, settled: bytes } of lanes) {
      const settled = IntervalSet.fromBytes(bytes, firstKey(rank));
      if (id === everyone) gone[rank] = settled;
      for (const sink of sinks.values()) {
        if (sink.id === id) sink.lanes.set(rank, { sink: sink.name, sinkId: id, rank, settled, passed });
      }
    }
    findActive();
  }

  function findActive(): void {
    active = recordClasses.map((name, rank) => {
      const lanes: Lane[] = [];
      for (const sink of sinks.values()) {
        if (sink.classes.includes(name)) lanes.push(laneOf(sink, rank));
      }
      return lanes;
    });
  }

  function laneOf(sink: Sink, rank: number): Lane {
    const known = sink.lanes.get(rank);
    if (known) return known;
    const lane = { sink: sink.name, sinkId: sink.id, rank, settled: goneOf(rank).clone(), passed: 0 };
    sink.lanes.set(rank, lane);
    return lane;
  }

  function goneOf(rank: number): IntervalSet {
    return gone[rank] ?? new IntervalSet();
  }

  /** The lanes of the sinks that take the class. */
  function of(rank: number): readonly Lane[] {
    return active[rank] ?? [];
  }

  function lane(sink: string, rank: number): Lane | undefined {
    return of(rank).find((item) => item.sink === sink);
  }

  /** The keys of the class that nobody is owed. */
  function done(rank: number): IntervalSet {
    const [first, ...others] = of(rank);
    if (!first) return goneOf(rank);
    return others.reduce((common, { settled }) => common.intersect(settled), first.settled);
  }

  function isDone(key: number): boolean {
    const lanes = of(rankOf(key));
    if (lanes.length === 0) return goneOf(rankOf(key)).has(key);
    return lanes.every(({ settled }) => settled.has(key));
  }

  /**
   * `list` is the whole truth: sinks not in it are forgotten, and new ones begin with what is still owed to somebody.
   * False when nothing changes. What lanes have passed has to be counted anew after a change.
   */
  function register(list: readonly SinkClasses[]): boolean {
    if (wasNamed && describe([...sinks.values()]) === describe(list)) return false;
    for (const rank of recordClasses.keys()) {
      const set = goneOf(rank).clone();
      if (of(rank).length > 0) set.addAll(done(rank));
      gone[rank] = set;
      saveLane.run(everyone, rank, 0, set.toBytes(firstKey(rank)));
    }
    for (const { id, name } of sinks.values()) {
      if (list.some((item) => item.name === name)) continue;
      db.prepare("DELETE FROM outbox_lane WHERE sink = ?").run(id);
      db.prepare("DELETE FROM sink WHERE id = ?").run(id);
      sinks.delete(name);
    }
    const save = db.prepare<[string, string], number>(
      "INSERT INTO sink (name, classes) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET classes = excluded.classes RETURNING id",
    );
    for (const { name, classes } of list) {
      const id = save.pluck().get(name, JSON.stringify(classes)) as number;
      sinks.set(name, { id, name, classes, lanes: sinks.get(name)?.lanes ?? new Map() });
    }
    db.prepare("INSERT OR REPLACE INTO mark VALUES ('sinksNamed', 1)").run();
    wasNamed = true;
    findActive();
    for (const rank of recordClasses.keys()) {
      for (const item of of(rank)) {
        item.settled.addAll(goneOf(rank));
        touch(item);
      }
    }
    return true;
  }

  /** The lane has changed and is to be saved. */
  function touch(item: Lane): void {
    changed.add(item);
  }

  function save(): void {
    for (const item of changed) {
      const { sinkId, rank, passed, settled } = item;
      saveLane.run(sinkId, rank, passed, settled.toBytes(firstKey(rank)));
    }
    changed.clear();
  }

  return {
    of,
    lane,
    done,
    isDone,
    register,
    touch,
    save,
    reload,
    names: () => [...sinks.keys()],
    isRegistered: (sink: string) => sinks.has(sink),
    /** Whether new records of the class are to be kept. */
    isTaken: (rank: number) => (sinks.size === 0 ? !wasNamed : of(rank).length > 0),
    /** Whether held records of the class still have somebody to go to. */
    isWanted: (rank: number) => sinks.size === 0 || of(rank).length > 0,
    /** The classes that the sink takes, the most important first. */
    ranksOf: (sink: string) =>
      (sinks.get(sink)?.classes ?? []).map((name) => rankOfClass(name)).sort((a, b) => a - b),
  };
}

function describe(list: readonly SinkClasses[]): string {
  const ordered = list.map(({ name, classes }) => [name, [...new Set(classes)].sort()] as const);
  return JSON.stringify(ordered.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How many records of the block are in the set. */
export function recordsIn(set: IntervalSet, head: { key: number; count: number }): number {
  const end = head.key + head.count;
  let records = 0;
  for (let at = set.nextInside(head.key); at < end; ) {
    const to = Math.min(end, set.nextOutside(at));
    records += to - at;
    at = set.nextInside(to);
  }
  return records;
}
