import type { Database } from "better-sqlite3";
import { type Envelope, type QueuedRecord, type RecordClass, recordClasses } from "../../domain/envelope.ts";
import type { Durability, Outbox, OutboxCounts } from "../../domain/ports.ts";
import type { StoreConfig } from "../config.ts";
import type { EngineTime } from "../engine/time.ts";
import { StoreFullError } from "../errors.ts";
import type { Notice } from "../events.ts";
import { createBlockTable } from "../outbox/block-table.ts";
import { createDeadLetterTable } from "../outbox/dead-letters.ts";
import { rankOf } from "../outbox/keys.ts";
import { createLaneTable, type SinkClasses } from "../outbox/lanes.ts";
import { countsOfBoth } from "./counts-of-both.ts";
import type { OutboxTable, Stage } from "./stage-queue.ts";
import type { StagingFigures } from "./staging-figures.ts";

/**
 * A queue of bulk records in front of the one on the disk. Limits and invariants:
 * 1. Bulk records are appended to the stage; what every sink has settled there never touches the disk. The rest moves to
 *    the disk every `staging.flushMs`, at `staging.bytesMax`, at the stop, and when a sink of the class is away
 *    (`when: online`). A power cut costs at most that window.
 * 2. Nothing is lost or doubled by a move: the disk's transaction carries its number, and a stage of a lower number whose
 *    process died before it was cleared is cleared at the start.
 * 3. The disk's records of a class are older than the stage's, so a sink is given them first. It is given the stage's when
 *    the disk owes it none of the staged classes, or, of live ones, when it has none of those on their way.
 * 4. While the disk takes no writes nothing moves; at `bytesMax` the newest record is refused.
 */

export const stagedClasses = ["log", "rollup", "sample"] as const satisfies readonly RecordClass[];
const recordsPerCall = 1000;
const isStagedClass = (recordClass: RecordClass) =>
  (stagedClasses as readonly RecordClass[]).includes(recordClass);

/** Without a stage everything goes to the disk, and this is the queue there. */
export function createStagedOutbox(options: {
  main: OutboxTable;
  mainDb: Database;
  /** Undefined: there is none. */
  stage: Stage | undefined;
  config: () => StoreConfig;
  notices: Notice[];
  openedAt: EngineTime;
}) {
  const { main, mainDb, stage, config, notices } = options;
  const readMark = (db: Database, name: string) =>
    (db.prepare("SELECT value FROM mark WHERE name = ?").pluck().get(name) as number | undefined) ?? 0;
  const letters = createDeadLetterTable(mainDb, { countMax: () => config().deadLettersCountMax, notices });
  /** Ids on their way that came from the stage, and live ones of staged classes that came from the disk, by sink. */
  const fromStage = new Map<string, Set<string>>();
  const liveFromMain = new Map<string, Set<string>>();
  let sinks: readonly SinkClasses[] = [];
  let connected: ReadonlySet<string> = new Set();
  let flushedAtMs = options.openedAt.monotonicMs;
  if (stage) clearIfMoved(stage.db);

  function clearIfMoved(db: Database): void {
    if (readMark(mainDb, "stageMove") > readMark(db, "stageMove")) clear();
    const { records } = stage?.outbox.counts() ?? { records: 0 };
    if (records > 0) notices.push({ event: "stageFound", fields: { records }, count: records });
  }

  /** Whether records of the class are staged now. */
  function isStaged(recordClass: RecordClass): boolean {
    if (!stage || config().staging.place === "disk" || !isStagedClass(recordClass)) return false;
    if (config().staging.when === "always") return true;
    const takers = sinks.filter(({ classes }) => classes.includes(recordClass));
    return takers.length > 0 && takers.every(({ name }) => connected.has(name));
  }

  function append(records: readonly Envelope[]): void {
    const staged = records.filter((record) => isStaged(record.class));
    if (staged.length < records.length) {
      main.append(staged.length === 0 ? records : records.filter((record) => !isStaged(record.class)));
    }
    if (!stage || staged.length === 0) return;
    // The move comes after the transaction that reached the limit; twice as much is there only while nothing can move.
    if (stage.outbox.counts().bytes > 2 * config().staging.bytesMax) {
      throw new StoreFullError(
        "the disk takes no writes, and as much is staged as store.staging.bytesMax allows",
      );
    }
    begin();
    stage.outbox.append(staged);
  }

  /** Where these records are when they were taken. */
  function durabilityOf(records: readonly Envelope[]): Durability {
    if (!records.some((record) => isStaged(record.class))) return "disk";
    return config().staging.place === "directory" ? "directory" : "memory";
  }

  function begin(): void {
    if (stage && !stage.db.inTransaction) stage.db.exec("BEGIN IMMEDIATE");
  }

  function claim(...args: Parameters<OutboxTable["claim"]>): QueuedRecord[] {
    const [sink, request, ...rest] = args;
    const found = main.claim(...args);
    const isLive = request.age === "live";
    for (const { id, class: recordClass, isHistorical } of found) {
      if (!isHistorical && isStagedClass(recordClass)) idsOf(liveFromMain, sink).add(id);
    }
    if (!stage || found.length > 0) return found;
    const mayOvertake = isLive && idsOf(liveFromMain, sink).size === 0;
    if (!mayOvertake && owesStagedClasses(sink)) return found;
    const claimed = stage.outbox.claim(sink, request, ...rest);
    for (const { id } of claimed) idsOf(fromStage, sink).add(id);
    return claimed;
  }

  function owesStagedClasses(sink: string): boolean {
    return stagedClasses.some((recordClass) => main.isOwed(sink, recordClass));
  }

  function settle(sink: string, results: Parameters<Outbox["settle"]>[1], time: EngineTime): void {
    const staged = results.filter(({ id }) => fromStage.get(sink)?.has(id));
    const others = staged.length === 0 ? results : results.filter(({ id }) => !fromStage.get(sink)?.has(id));
    if (others.length > 0) main.settle(sink, others, time);
    for (const { id } of others) liveFromMain.get(sink)?.delete(id);
    if (!stage || staged.length === 0) return;
    begin();
    stage.outbox.settle(sink, staged, time);
    for (const { id } of staged) fromStage.get(sink)?.delete(id);
    // The few that were refused are for a person to look at, and that is worth the disk.
    for (const { number, sink: by, reason, record } of stage.outbox.deadLetters(staged.length).reverse()) {
      letters.add(by, record, { reason, now: time.now });
      stage.db.prepare("DELETE FROM dead_letter WHERE number = ?").run(number);
    }
  }

  function registerSinks(list: readonly SinkClasses[]): void {
    sinks = list;
    main.registerSinks(list);
    if (!stage) return;
    begin();
    stage.outbox.registerSinks(list);
  }

  function releaseSink(sink: string): void {
    main.releaseSink(sink);
    stage?.outbox.releaseSink(sink);
    fromStage.delete(sink);
    liveFromMain.delete(sink);
  }

  function hasUnnotedOffers(): boolean {
    return main.hasUnnotedOffers() || stage?.outbox.hasUnnotedOffers() === true;
  }

  /** What sinks were given is noted by the end of the transaction. */
  function noteOffers(): void {
    if (stage?.outbox.hasUnnotedOffers()) begin();
  }

  function trim(time: EngineTime): void {
    main.trim(time);
    if (!stage) return;
    begin();
    stage.outbox.trim(time);
  }

  /** The next step of a transaction; `committed` or `reload` ends it here too. */
  function finish(time: EngineTime): void {
    main.finish(time);
    if (stage?.db.inTransaction) stage.outbox.finish(time);
  }

  function committed(): void {
    main.committed();
    if (!stage?.db.inTransaction) return;
    stage.db.exec("COMMIT");
    stage.outbox.committed();
    // Dead letters are told by the table that keeps them.
    notices.push(...stage.notices.splice(0).filter(({ event }) => event !== "deadLettered"));
  }

  function reload(): void {
    main.reload();
    if (!stage) return;
    if (stage.db.inTransaction) stage.db.exec("ROLLBACK");
    stage.notices.length = 0;
    stage.outbox.reload();
  }

  /** What the periodic work has to know; true when staged records are to move to the disk now. */
  function isMoveDue(time: EngineTime, connectedSinks: readonly string[] | undefined): boolean {
    if (connectedSinks) connected = new Set(connectedSinks);
    if (!stage) return false;
    const { records, bytes, byClass } = stage.outbox.counts();
    if (records === 0) {
      flushedAtMs = time.monotonicMs;
      return false;
    }
    const { flushMs, bytesMax } = config().staging;
    const isAway = stagedClasses.some((name) => (byClass[name] ?? 0) > 0 && !isStaged(name));
    return isAway || bytes >= bytesMax || time.monotonicMs - flushedAtMs >= flushMs;
  }

  /** What would go with the process, for whoever appends it again; a sink that has had some is given them again. */
  function stagedInMemory(): Envelope[][] {
    if (!stage || config().staging.place !== "memory") return [];
    if (stage.db.inTransaction) stage.db.exec("ROLLBACK");
    const records = [...owed(stage.db)].map(({ record }) => record);
    const pieces: Envelope[][] = [];
    for (let at = 0; at < records.length; at += recordsPerCall)
      pieces.push(records.slice(at, at + recordsPerCall));
    return pieces;
  }

  /** Puts all staged records into the disk's queue, for the sinks that are still owed them. Needs a transaction; then {@link clear}. */
  function moveAll(time: EngineTime): void {
    if (!stage) return;
    flushedAtMs = time.monotonicMs;
    let moved = 0;
    for (const { key, record, onlyFor } of owed(stage.db)) {
      if (stage.outbox.wasOffered(key)) main.noteOffered(record.id);
      if (onlyFor === undefined) main.appendTaken(record);
      else for (const sink of onlyFor) main.appendFor(sink, record);
      moved += 1;
    }
    const number = readMark(stage.db, "stageMove") + 1;
    mainDb.prepare("INSERT OR REPLACE INTO mark VALUES ('stageMove', ?)").run(number);
    notices.push({ event: "stageMoved", fields: { records: moved }, count: moved });
  }

  /** Staged records that a sink is still owed; `onlyFor` where not all are. */
  function* owed(db: Database): Generator<{ key: number; record: Envelope; onlyFor: string[] | undefined }> {
    const blocks = createBlockTable(db);
    const lanes = createLaneTable(db);
    lanes.reload();
    for (const head of blocks.walk(0, Number.MAX_SAFE_INTEGER)) {
      const rank = rankOf(head.key);
      const takers = lanes.of(rank);
      for (let index = 0; index < head.count; index += 1) {
        const key = head.key + index;
        const left = takers.filter(({ settled }) => !settled.has(key));
        if (takers.length > 0 && left.length === 0) continue;
        const onlyFor = left.length === takers.length ? undefined : left.map(({ sink }) => sink);
        yield { key, record: blocks.recordAt(head, key), onlyFor };
      }
    }
  }

  /** Empties the stage after its records are on the disk. Those on their way are settled there. */
  function clear(): void {
    if (!stage) return;
    for (const sink of sinks) stage.outbox.releaseSink(sink.name);
    fromStage.clear();
    const number = readMark(mainDb, "stageMove");
    stage.db.transaction(() => {
      for (const table of ["outbox_block", "outbox_class", "outbox_lane", "state"])
        stage.db.exec(`DELETE FROM ${table}`);
      stage.db.prepare("INSERT OR REPLACE INTO mark VALUES ('stageMove', ?)").run(number);
    })();
    stage.outbox.begin();
  }

  function counts(): OutboxCounts {
    return stage ? countsOfBoth(main.counts(), stage.outbox.counts()) : main.counts();
  }

  function peek(countMax: number): ReturnType<OutboxTable["peek"]> {
    const first = main.peek(countMax);
    if (!stage || first.length >= countMax) return first;
    const all = [...first, ...stage.outbox.peek(countMax - first.length)];
    const rank = ({ class: name }: Envelope) => recordClasses.indexOf(name);
    return all.sort((a, b) => rank(a) - rank(b));
  }

  function figures(): StagingFigures {
    const { place, flushMs } = config().staging;
    const { records, bytes } = stage?.outbox.counts() ?? { records: 0, bytes: 0 };
    const isAny = stagedClasses.some((name) => isStaged(name));
    return { place: stage ? place : "disk", records, bytes, windowMs: isAny || records > 0 ? flushMs : 0 };
  }

  return {
    ...main,
    append,
    durabilityOf,
    claim,
    settle,
    registerSinks,
    releaseSink,
    hasUnnotedOffers,
    noteOffers,
    trim,
    finish,
    committed,
    reload,
    counts,
    peek,
    isMoveDue,
    stagedInMemory,
    moveAll,
    clear,
    figures,
    hasStaged: () => stage !== undefined && stage.outbox.counts().records > 0,
    close: () => void stage?.db.close(),
  };
}

function idsOf(bySink: Map<string, Set<string>>, sink: string): Set<string> {
  const known = bySink.get(sink) ?? new Set<string>();
  bySink.set(sink, known);
  return known;
}
