import { type Envelope, recordClasses } from "../../domain/envelope.ts";
import { type BlockHead, type BlockTable, contentBytesMax, recordsMax } from "./block-table.ts";
import type { ClassTotals } from "./class-totals.ts";
import { classOfRank, endKey, firstKey } from "./keys.ts";
import { type LaneTable, recordsIn } from "./lanes.ts";

/**
 * Small blocks of a backlog written again as large ones. Of a site that appends three samples at a time they take 4.8 times
 * the bytes and 12 times the work of draining (measured with 60,000 samples). Limits and invariants:
 * 1. Records keep their keys, and so their order, ids, who is owed them and who has them claimed. Only the rows change, in
 *    one transaction.
 * 2. Joined are neighbours of one class and one boot that were appended within `windowMs`, historical, as they were appended
 *    (not thinned, no gap), and of which every record is owed to somebody. The new block has the age of its newest record,
 *    so nothing is given up earlier than before.
 * 3. At most `recordsPerTurn` records are written and `headsPerTurn` blocks looked at in a turn.
 */

const windowMs = 600_000;
/** Fewer blocks are not worth writing again. */
const blocksMin = 4;
/** A block above this share of the largest number of records stays as it is. */
const smallShare = 0.25;
/** What a block costs beside its records is a tenth of this: a larger one is not worth writing again. */
const smallBytes = 4_096;
const recordsPerTurn = 8_192;
const headsPerTurn = 4_096;

interface Budget {
  heads: number;
  records: number;
}

/** Neighbours that can become one block. */
interface Run {
  heads: BlockHead[];
  records: number;
  bytes: number;
}

export function createJoining(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  lanes: LaneTable;
  isHistorical(head: BlockHead): boolean;
}) {
  const { blocks, totals, lanes, isHistorical } = options;
  /** Where each class is looked at next. */
  let cursors: number[] = [];

  /** A slice of the work; needs a transaction. */
  function step(): void {
    const budget = { heads: headsPerTurn, records: recordsPerTurn };
    for (const rank of recordClasses.keys()) {
      if (totals.of(rank).held > 0) cursors[rank] = joinFrom(cursors[rank] ?? firstKey(rank), rank, budget);
    }
  }

  /** Returns where to go on. */
  function joinFrom(from: number, rank: number, budget: Budget): number {
    const done = lanes.done(rank);
    const mayJoin = ({ isGap, key, span, count, payloadBytes }: BlockHead) =>
      !isGap &&
      span === count &&
      count <= smallShare * recordsMax &&
      payloadBytes <= smallBytes &&
      recordsIn(done, { key, count }) === 0;
    let run: Run = { heads: [], records: 0, bytes: 0 };
    let next = from;
    for (const head of blocks.walk(from, endKey(rank))) {
      // What comes next may still belong to the run.
      if (budget.heads <= 0 || budget.records <= 0 || !isHistorical(head))
        return run.heads[0]?.key ?? head.key;
      budget.heads -= 1;
      const isJoinable = mayJoin(head);
      if (!isJoinable || !fits(run, head)) {
        join(run.heads, rank, budget);
        run = { heads: [], records: 0, bytes: 0 };
      }
      if (isJoinable) {
        run.heads.push(head);
        run.records += head.count;
        run.bytes += head.payloadBytes;
      }
      next = head.key + head.span;
    }
    return run.heads[0]?.key ?? next;
  }

  function fits({ heads, records, bytes }: Run, head: BlockHead): boolean {
    const [first] = heads;
    const last = heads.at(-1);
    if (!first || !last) return true;
    return (
      head.key === last.key + last.span &&
      head.boot === first.boot &&
      Math.abs(head.monotonicMs - first.monotonicMs) <= windowMs &&
      records + head.count <= recordsMax &&
      bytes + head.payloadBytes <= contentBytesMax
    );
  }

  function join(run: readonly BlockHead[], rank: number, budget: Budget): void {
    const records = run.length < blocksMin ? undefined : readAll(run, rank);
    const [first] = run;
    const last = run.at(-1);
    if (!records || !first || !last) return;
    const total = totals.change(rank);
    for (const { key, bytes, payloadBytes } of run) {
      blocks.remove(key);
      total.bytes -= bytes;
      total.payloadBytes -= payloadBytes;
    }
    const { boot, monotonicMs, appendedAt } = last;
    const added = blocks.add(records, { key: first.key, boot, monotonicMs, appendedAt });
    total.bytes += added.bytes;
    total.payloadBytes += added.payloadBytes;
    budget.records -= records.length;
  }

  function readAll(run: readonly BlockHead[], rank: number): Envelope[] | undefined {
    const records: Envelope[] = [];
    const recordClass = classOfRank(rank);
    try {
      for (const head of run) {
        const columns = blocks.read(head);
        for (let index = 0; index < columns.count; index += 1)
          records.push(columns.record(index, recordClass));
      }
      return records;
    } catch (error) {
      // Damage is dealt with when the block is claimed.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  return {
    step,
    /** After a rollback, or when something before may be joined now. */
    beginAgain(): void {
      cursors = [];
    },
  };
}
