import type { Database } from "better-sqlite3";
import { type Envelope, type QueuedRecord, type RecordClass, recordClasses } from "../../domain/envelope.ts";
import type { ClaimRequest, ImportSource, QueueFilter } from "../../domain/ports.ts";
import type { StoreConfig } from "../config.ts";
import type { EngineTime } from "../engine/time.ts";
import { StoreTooLargeError } from "../errors.ts";
import type { Notice } from "../events.ts";
import { createStateTable } from "../state.ts";
import { type BlockHead, blocksOf, createBlockTable } from "./block-table.ts";
import { createBoots } from "./boots.ts";
import { createCaps } from "./caps.ts";
import { createClaims } from "./claims.ts";
import { createClassTotals } from "./class-totals.ts";
import { createCounting } from "./counting.ts";
import { createDeadLetterTable } from "./dead-letters.ts";
import { createDesk } from "./desk.ts";
import { gapOf, gapRecord, isGapRecord } from "./gaps.ts";
import { createGivingUp } from "./giving-up.ts";
import { createImportedFiles } from "./imported-files.ts";
import { createJoining } from "./joining.ts";
import { classOfRank, endKey, firstKey, rankOf, rankOfClass } from "./keys.ts";
import { createLaneTable, recordsIn, type SinkClasses } from "./lanes.ts";
import { createOffers } from "./offers.ts";
import { createRecentIds } from "./recent-ids.ts";
import { recordBytes } from "./record-size.ts";
import { createSettlement } from "./settlement.ts";
import { createThinning } from "./thinning.ts";
import { createUpkeep } from "./upkeep.ts";

/**
 * The durable queue. Limits and invariants:
 * 1. Records of one class that are committed together are one block (`block-codec.ts`); a block goes as soon as every
 *    sink that takes its class has settled all of it (`lanes.ts`).
 * 2. `caps.ts`: what is too much or too old is given up, the least important and oldest first, counted by class in the
 *    database itself and told in its place (`gaps.ts`).
 * 3. Within (class, stream) a sink is given records in the order of append (`claims.ts`).
 * 4. After a restart everything unsettled is given again (at least once; the id is the key by which the far side drops
 *    repeats).
 * 5. What a transaction changes in memory counts when it is committed: `finish` before the commit, `committed` after
 *    it, `reload` after a rollback.
 */

export interface StoredRecord extends Envelope {
  /** Bytes of the record as it came; on the disk it takes less. */
  readonly bytes: number;
}

interface ImportCounts {
  queued: number;
  repeated: number;
  unwanted: number;
}

/** Records that wait for the end of the transaction. `onlyFor`: other sinks have had them. */
interface Staged {
  rank: number;
  onlyFor: string | undefined;
  isGap: boolean;
  records: Envelope[];
}

/** `config` is read on every call, so a reload takes effect at once. All methods but the reads need a transaction. */
export function createOutboxTable(
  db: Database,
  options: { config: () => StoreConfig; notices: Notice[]; bootId: string; openedAt: EngineTime },
) {
  const { config, notices } = options;
  const totals = createClassTotals(db);
  const blocks = createBlockTable(db);
  const boots = createBoots(db, options.bootId);
  const lanes = createLaneTable(db);
  const recentIds = createRecentIds(blocks);
  const state = createStateTable(db);
  const offers = createOffers({ state, lanes });
  const claims = createClaims({
    blocks,
    lanes,
    isHistorical: isOld,
    onGiven: offers.give,
    onDamage: (head) => upkeep.noteDamage(head),
  });
  const givingUp = createGivingUp({ blocks, totals, lanes, claims, boots, notices });
  const caps = createCaps({ blocks, totals, boots, givingUp, config });
  const thinning = createThinning({
    blocks,
    totals,
    lanes,
    claims,
    offers,
    boots,
    givingUp,
    config,
    notices,
  });
  const joining = createJoining({ blocks, totals, lanes, isHistorical: isOld });
  const deadLetters = createDeadLetterTable(db, {
    countMax: () => config().deadLettersCountMax,
    notices,
  });
  const settlement = createSettlement({ blocks, totals, lanes, claims, boots, deadLetters });
  const { removeIfDone } = settlement;
  const upkeep = createUpkeep({ blocks, totals, lanes, givingUp, caps, notices, removeIfDone });
  const desk = createDesk({ blocks, totals, lanes, claims, givingUp, present, removeIfDone, tellGap });
  const importedFiles = createImportedFiles(state);
  const counting = createCounting({ blocks, totals, lanes, boots, deadLetters });
  let staged = new Map<string, Staged>();
  /** The first key that this transaction adds, by rank. */
  const appended = new Map<number, number>();
  /** Ids of staged records that a sink was given before they came here. */
  const offeredIds = new Set<string>();
  /** The key of the first record of this start, by class. */
  let startKeys: number[] = [];
  let now = options.openedAt;

  /** Reads what is kept in memory from the database again; after a rollback the two may differ. */
  function reload(): void {
    staged = new Map();
    appended.clear();
    offeredIds.clear();
    settlement.forget();
    counting.forget();
    totals.reload();
    lanes.reload();
    offers.reload();
    boots.reload();
    blocks.forgetDecoded();
    givingUp.forget();
    joining.beginAgain();
    recentIds.forget();
    claims.lookAgainAtAll();
    upkeep.sweepAgain();
  }

  function append(records: readonly Envelope[]): void {
    for (const record of records) appendOne(record);
  }

  function appendOne(record: Envelope): keyof ImportCounts {
    const bytes = recordBytes(record);
    if (bytes > config().recordBytesMax) {
      throw new StoreTooLargeError(
        `record ${record.id} of stream ${record.stream} has ${bytes} bytes, at most ${config().recordBytesMax} are taken`,
      );
    }
    return appendTaken(record);
  }

  /** Appends a record that was taken in already, whatever its size. */
  function appendTaken(record: Envelope): keyof ImportCounts {
    const rank = rankOfClass(record.class);
    if (!lanes.isTaken(rank)) {
      notices.push({ event: "recordsUnwanted", fields: { class: record.class }, count: 1 });
      return "unwanted";
    }
    if (recentIds.has(record.id)) {
      notices.push({ event: "recordsRepeated", fields: { id: record.id }, count: 1 });
      return "repeated";
    }
    recentIds.add(record.id);
    stage(record, rank, undefined);
    return "queued";
  }

  function stage(record: Envelope, rank: number, onlyFor: string | undefined): void {
    // Each gap is a block of its own, which is never given up.
    const isGap = isGapRecord(record);
    const name = `${rank} ${onlyFor ?? ""} ${isGap ? record.id : ""}`;
    const found = staged.get(name);
    if (found) found.records.push(record);
    else staged.set(name, { rank, onlyFor, isGap, records: [record] });
  }

  /** The last thing before a commit: writes what was appended and what was counted. */
  function finish(time: EngineTime): void {
    now = time;
    for (const { rank, onlyFor, isGap, records } of staged.values()) {
      if (!appended.has(rank)) appended.set(rank, totals.nextKey(rank));
      for (const block of blocksOf(records)) addBlock(block, { rank, onlyFor, isGap, time });
    }
    staged = new Map();
    offeredIds.clear();
    caps.keepUnder(time, appended);
    appended.clear();
    offers.note();
    totals.save();
    lanes.save();
  }

  function addBlock(
    records: readonly Envelope[],
    options: { rank: number; onlyFor: string | undefined; isGap: boolean; time: EngineTime },
  ): void {
    const { rank, onlyFor, isGap, time } = options;
    const key = totals.nextKey(rank);
    const head = blocks.add(records, { key, isGap, ...boots.stamp(time) });
    totals.addBlock(rank, head);
    totals.change(rank).nextSequence += head.span;
    for (const lane of lanes.of(rank)) {
      if (onlyFor === undefined || lane.sink === onlyFor) {
        for (const [index, { id }] of records.entries())
          if (offeredIds.has(id)) offers.give(lane.sink, key + index, key + index + 1);
        continue;
      }
      lane.settled.add(key, key + head.span);
      lane.passed += head.count;
      lanes.touch(lane);
    }
  }

  function isOld(head: BlockHead): boolean {
    if (head.key < (startKeys[rankOf(head.key)] ?? 0)) return true;
    return (boots.ageMs(head, now) ?? 0) > config().historicalAfterMs;
  }

  function present(record: Envelope, head: BlockHead, isHistorical = isOld(head)): QueuedRecord {
    // Not a spread: claims make tens of thousands of these a second.
    const { id, class: recordClass, stream, at, clock, monotonicMs, body } = record;
    const presented: QueuedRecord =
      monotonicMs === undefined
        ? { id, class: recordClass, stream, at, clock, body, isHistorical }
        : { id, class: recordClass, stream, at, clock, monotonicMs, body, isHistorical };
    return clock === "synced" ? presented : { ...boots.correct(record, head), isHistorical };
  }

  function claim(sink: string, request: ClaimRequest, time: EngineTime): QueuedRecord[] {
    now = time;
    return claims.claim(sink, request).map(({ record, head, age }) => {
      givingUp.noteClaimed(head);
      return present(record, head, age === "historical");
    });
  }

  /** Queues dead letters again, all without `numbers`, for the sink that refused them only. Returns how many. */
  function requeue(numbers: readonly number[] | undefined): number {
    const letters = deadLetters
      .list(config().deadLettersCountMax)
      .filter(({ number }) => numbers === undefined || numbers.includes(number))
      .reverse();
    let requeued = 0;
    for (const { number, sink, record } of letters) {
      const rank = rankOfClass(record.class);
      if (!lanes.lane(sink, rank)) continue;
      stage(record, rank, sink);
      deadLetters.remove(number);
      requeued += 1;
    }
    return requeued;
  }

  function registerSinks(list: readonly SinkClasses[]): void {
    if (!lanes.register(list)) return;
    claims.lookAgainAtAll();
    for (const rank of recordClasses.keys()) recount(rank);
    upkeep.sweepAgain();
  }

  /** Counts anew what each sink is owed of the class. */
  function recount(rank: number): void {
    const total = totals.change(rank);
    const done = lanes.done(rank);
    total.done = 0;
    for (const lane of lanes.of(rank)) {
      lane.passed = total.appended - total.held;
      lanes.touch(lane);
    }
    for (const head of blocks.walk(firstKey(rank), endKey(rank))) {
      total.done += recordsIn(done, head);
      for (const lane of lanes.of(rank)) lane.passed += recordsIn(lane.settled, head);
    }
  }

  /** Tells one sink what it alone will not be given. */
  function tellGap(
    sink: string,
    { rank, records }: { rank: number; records: readonly QueuedRecord[] },
  ): void {
    const gap = gapOf(classOfRank(rank), "purge", records);
    stage(gapRecord(gap, now), rank, sink);
  }

  /** A little of the periodic work. */
  function trim(time: EngineTime): void {
    now = time;
    if (boots.noteTrust(time)) counting.forget();
    upkeep.step(time);
  }

  /** The first records of the class that somebody is still owed. */
  function waiting(rank: number, countMax: number): Envelope[] {
    const found: Envelope[] = [];
    for (const head of blocks.walk(firstKey(rank), endKey(rank))) {
      for (let index = 0; index < head.count; index += 1) {
        if (found.length >= countMax) return found;
        const key = head.key + index;
        if (!lanes.isDone(key)) found.push(boots.correct(blocks.recordAt(head, key), head));
      }
    }
    return found;
  }

  function peek(countMax: number): StoredRecord[] {
    const found: Envelope[] = [];
    for (const rank of recordClasses.keys()) {
      if (found.length < countMax) found.push(...waiting(rank, countMax - found.length));
    }
    return found.map((record) => ({ ...record, bytes: recordBytes(record) }));
  }

  /** Queues records of elsewhere: they carry no time of this machine's clock. */
  function importRecords(records: readonly Envelope[], source?: ImportSource): ImportCounts {
    const counted = { queued: 0, repeated: 0, unwanted: 0 };
    const take = ({ monotonicMs: _, ...record }: Envelope) => appendOne(record);
    const outcomes = source ? importedFiles.importFrom(source, records, take) : records.map(take);
    for (const outcome of outcomes) counted[outcome] += 1;
    return counted;
  }

  /** At a start, and when all of it was deleted. */
  function begin(): void {
    reload();
    startKeys = recordClasses.map((_, rank) => totals.nextKey(rank));
    offers.begin(totals.nextKey(rankOfClass("sample")));
  }

  begin();
  return {
    append,
    appendTaken,
    finish,
    committed: settlement.committed,
    reload,
    begin,
    claim,
    settle: settlement.settle,
    counts: counting.counts,
    peek,
    deadLetters: deadLetters.list,
    /** Whether sinks were given samples of which a commit has to tell before they have them. */
    hasUnnotedOffers: offers.isUnnoted,
    /** Whether a sink may have been given the record, and has not settled it. */
    wasOffered: (key: number) => offers.wasGiven({ key, span: 1 }),
    /** A sink may have been given the record that is appended in this transaction. */
    noteOffered: (id: string) => void offeredIds.add(id),
    /** Queues a record for one sink; the others have had it. A sink that is gone is owed nothing. */
    appendFor(sink: string, record: Envelope): void {
      const rank = rankOfClass(record.class);
      if (lanes.lane(sink, rank)) stage(record, rank, sink);
    },
    /** Whether the sink still has to settle a record of the class. */
    isOwed(sink: string, recordClass: RecordClass): boolean {
      const rank = rankOfClass(recordClass);
      const lane = lanes.lane(sink, rank);
      return lane !== undefined && totals.of(rank).appended > lane.passed;
    },
    requeue,
    discard: deadLetters.discard,
    import: importRecords,
    read(query: Parameters<typeof desk.read>[0], time: EngineTime) {
      now = time;
      return desk.read(query);
    },
    purge(filter: QueueFilter, time: EngineTime) {
      now = time;
      return desk.purge(filter, time);
    },
    makeRoom: caps.makeRoom,
    /** A slice of the thinning of old samples. */
    thin: thinning.step,
    /** A slice of the joining of small blocks of a backlog. */
    join(time: EngineTime): void {
      now = time;
      joining.step();
    },
    thinning: thinning.figures,
    trim,
    registerSinks,
    releaseSink: (sink: string) => claims.releaseAll(sink),
  };
}
