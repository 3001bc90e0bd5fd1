import type { Envelope, QueuedRecord } from "../../domain/envelope.ts";
import { recordClasses } from "../../domain/envelope.ts";
import type { OutboxDesk, QueueFilter, QueuePage } from "../../domain/ports.ts";
import type { EngineTime } from "../engine/time.ts";
import type { BlockHead, BlockTable } from "./block-table.ts";
import type { Claims } from "./claims.ts";
import type { ClassTotals } from "./class-totals.ts";
import { gapStream } from "./gaps.ts";
import type { GivingUp } from "./giving-up.ts";
import { classOfRank, endKey, firstKey, rankOf } from "./keys.ts";
import type { LaneTable } from "./lanes.ts";

/**
 * What a person does to the queue. Limits and invariants:
 * 1. A page of `read` looks at `blocksPerPage` blocks at most, so it may be short; only `next` tells the end.
 * 2. A purge leaves what is claimed and what tells of losses; a gap record stands for what it took. A purge for one sink
 *    takes nothing from the others.
 */

const blocksPerPage = 256;

export function createDesk(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  lanes: LaneTable;
  claims: Claims;
  givingUp: GivingUp;
  /** The record as a sink would be given it. */
  present(record: Envelope, head: BlockHead): QueuedRecord;
  /** Deletes the block if nobody is owed any of it. */
  removeIfDone(head: BlockHead): void;
  /** Queues a gap record that one sink is to be told. */
  tellGap(sink: string, lost: { rank: number; records: readonly QueuedRecord[] }): void;
}) {
  const { blocks, totals, lanes, claims, givingUp, present, removeIfDone, tellGap } = options;

  function isMeant(record: QueuedRecord, key: number, { sink, before }: QueueFilter): boolean {
    if (before !== undefined && record.at >= before) return false;
    if (sink === undefined) return !lanes.isDone(key);
    const lane = lanes.lane(sink, rankOf(key));
    return lane !== undefined && !lane.settled.has(key);
  }

  function ranksOf({ classes }: QueueFilter): number[] {
    return [...recordClasses.keys()].filter(
      (rank) => totals.of(rank).held > 0 && (!classes || classes.includes(classOfRank(rank))),
    );
  }

  function read(query: Parameters<OutboxDesk["read"]>[0]): QueuePage {
    const records: QueuedRecord[] = [];
    let bytes = 0;
    let seen = 0;
    for (const rank of ranksOf(query)) {
      const start = Math.max(query.from, firstKey(rank));
      if (start >= endKey(rank)) continue;
      for (let head = blocks.at(start, firstKey(rank), endKey(rank)); head; ) {
        const end = head.key + head.span;
        for (let key = Math.max(start, head.key); key < head.key + head.count; key += 1) {
          const record = readRecord(head, key);
          if (!record || !isMeant(record, key, query)) continue;
          const size = Buffer.byteLength(record.body);
          const isFull = records.length >= query.countMax || bytes + size > query.bytesMax;
          if (records.length > 0 && isFull) return { records, next: key };
          records.push(record);
          bytes += size;
        }
        seen += 1;
        if (seen >= blocksPerPage) return { records, next: end };
        head = blocks.from(end, endKey(rank), 1)[0];
      }
    }
    return { records, next: undefined };
  }

  function readRecord(head: BlockHead, key: number): QueuedRecord | undefined {
    try {
      return present(blocks.recordAt(head, key), head);
    } catch (error) {
      // It becomes a gap when a sink meets it.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  function purge(filter: QueueFilter, time: EngineTime): number {
    let purged = 0;
    for (const rank of ranksOf(filter)) {
      for (const head of blocks.walk(firstKey(rank), endKey(rank))) {
        if (head.isGap) continue;
        purged +=
          filter.sink === undefined
            ? purgeForAll(head, filter, time)
            : purgeForOne(head, filter.sink, filter);
      }
    }
    return purged;
  }

  function purgeForAll(head: BlockHead, filter: QueueFilter, time: EngineTime): number {
    const only = (record: Envelope, key: number) =>
      !claims.isClaimed(key) && isMeant(present(record, head), key, filter);
    try {
      return givingUp.giveUp(head, { reason: "purge", time, only });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return givingUp.giveUpUnreadable(head, time);
    }
  }

  function purgeForOne(head: BlockHead, sink: string, filter: QueueFilter): number {
    const rank = rankOf(head.key);
    const lane = lanes.lane(sink, rank);
    if (!lane) return 0;
    const lost: QueuedRecord[] = [];
    for (let key = head.key; key < head.key + head.count; key += 1) {
      const record = readRecord(head, key);
      if (!record || claims.isClaimedBy(sink, key) || record.stream === gapStream) continue;
      if (!isMeant(record, key, filter)) continue;
      lost.push(record);
      lane.settled.add(key, key === head.key + head.count - 1 ? head.key + head.span : key + 1);
      lane.passed += 1;
      if (lanes.isDone(key)) totals.change(rank).done += 1;
    }
    if (lost.length === 0) return 0;
    lanes.touch(lane);
    removeIfDone(head);
    tellGap(sink, { rank, records: lost });
    return lost.length;
  }

  return { read, purge };
}
