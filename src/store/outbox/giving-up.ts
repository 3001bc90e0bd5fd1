import type { Envelope } from "../../domain/envelope.ts";
import type { EngineTime } from "../engine/time.ts";
import type { Notice } from "../events.ts";
import { type BlockHead, type BlockTable, blocksOf } from "./block-table.ts";
import type { Boots } from "./boots.ts";
import type { Claims } from "./claims.ts";
import type { ClassTotals } from "./class-totals.ts";
import { type Gap, type GapReason, gapOf, gapRecord, joinGaps, readGap, unreadableGap } from "./gaps.ts";
import type { IntervalSet } from "./intervals.ts";
import { classOfRank, firstKey, rankOf } from "./keys.ts";
import { type LaneTable, recordsIn } from "./lanes.ts";

/**
 * How records leave without having been delivered. Limits and invariants:
 * 1. What is given up is replaced, at the same place, by gap records: keys of what was lost become the range of the gap.
 *    So each sink is told exactly of what it had not had, in order, and telling it needs no more room.
 * 2. Records differ in who is still owed them and who has them claimed; each run of equals becomes one gap. A claimed
 *    record has a gap of its own: delivered after all, it is not told as lost.
 * 3. Gaps beside each other that the same sinks are owed become one, so gaps do not pile up. They are never given up.
 * 4. A gap that may be with a far side keeps its id and its count: sent again, it is dropped there as a repeat. So what was
 *    given to a sink once, or was there before this start, is joined with nothing.
 */

export interface GiveUpOptions {
  reason: GapReason;
  time: EngineTime;
  /** Which of its records; all of them without. */
  only?: (record: Envelope, key: number) => boolean;
}

interface Piece {
  from: number;
  to: number;
  /** Who is owed it and who has claimed it; undefined for what stays. */
  fate: string | undefined;
  records: Envelope[];
}

const doneFate = "done";

export type GivingUp = ReturnType<typeof createGivingUp>;

export function createGivingUp(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  lanes: LaneTable;
  claims: Claims;
  boots: Boots;
  notices: Notice[];
}) {
  const { blocks, totals, lanes, claims, boots, notices } = options;
  /** Keys of the gaps that no sink can have been given yet. */
  const untold = new Set<number>();

  /** Gives up records of a block and returns how many. Needs a transaction. */
  function giveUp(head: BlockHead, how: GiveUpOptions): number {
    const rank = rankOf(head.key);
    const pieces = cut(head, how);
    const lost = pieces.reduce(
      (count, { fate, records }) => count + (fate === undefined || fate === doneFate ? 0 : records.length),
      0,
    );
    const isSpent = pieces.every(({ fate }) => fate === doneFate);
    if (lost === 0 && !isSpent) return 0;
    takeOut(head);
    for (const piece of pieces) put(piece, head, how);
    note(rank, lost, how.reason);
    return lost;
  }

  /** A block that cannot be read: all of it that was owed is told as lost, what is on its way by itself. */
  function giveUpUnreadable(head: BlockHead, time: EngineTime): number {
    const rank = rankOf(head.key);
    const lost = head.count - recordsIn(lanes.done(rank), head);
    takeOut(head);
    const end = head.key + head.span;
    for (let from = head.key; from < end; ) {
      const change = Math.min(end, ...lanes.of(rank).map(({ settled }) => nextChange(settled, from)));
      const to = endOfEquals(from, change, head);
      const count = Math.max(0, Math.min(to, head.key + head.count) - from);
      const gap = unreadableGap(classOfRank(rank), count, boots.appendedAt(head));
      if (count > 0 && !lanes.isDone(from)) putGap(gap, { from, to, head, time });
      from = to;
    }
    note(rank, lost, "damage");
    return lost;
  }

  /** Up to where keys from `from` on are as it is: on their way to somebody, which each is alone, or not. */
  function endOfEquals(from: number, to: number, { key, count }: BlockHead): number {
    const last = key + count - 1;
    // The last record stands for the rest of the block's range.
    if (from >= last) return to;
    if (claims.isClaimed(from)) return Math.min(to, from + 1);
    let next = from + 1;
    while (next < to && next <= last && !claims.isClaimed(next)) next += 1;
    return next > last ? to : next;
  }

  function note(rank: number, lost: number, reason: GapReason): void {
    if (lost === 0) return;
    totals.change(rank).dropped += lost;
    notices.push({ event: "recordsDropped", fields: { class: classOfRank(rank), reason }, count: lost });
  }

  function cut(head: BlockHead, { only }: GiveUpOptions): Piece[] {
    const columns = blocks.read(head);
    const recordClass = classOfRank(rankOf(head.key));
    const pieces: Piece[] = [];
    for (let index = 0; index < columns.count; index += 1) {
      const key = head.key + index;
      const to = index === columns.count - 1 ? head.key + head.span : key + 1;
      const record = columns.record(index, recordClass);
      const fate = lanes.isDone(key) ? doneFate : only?.(record, key) === false ? undefined : fateOf(key);
      const last = pieces.at(-1);
      if (last && last.fate === fate) {
        last.to = to;
        last.records.push(record);
      } else {
        pieces.push({ from: key, to, fate, records: [record] });
      }
    }
    return pieces;
  }

  function fateOf(key: number): string {
    if (claims.isClaimed(key)) return `claimed ${key}`;
    return `owed ${owedTo(key)}`;
  }

  function owedTo(key: number): string {
    return lanes
      .of(rankOf(key))
      .map(({ settled }) => (settled.has(key) ? "-" : "+"))
      .join("");
  }

  /** Takes the block out of the table and the counters; its records are put back, or passed over, one piece at a time. */
  function takeOut(head: BlockHead): void {
    const rank = rankOf(head.key);
    blocks.remove(head.key);
    untold.delete(head.key);
    totals.removeBlock(rank, head, recordsIn(lanes.done(rank), head));
    for (const lane of lanes.of(rank)) {
      lane.passed += head.count - recordsIn(lane.settled, head);
      lanes.touch(lane);
    }
  }

  function put({ from, to, fate, records }: Piece, head: BlockHead, { reason, time }: GiveUpOptions): void {
    const rank = rankOf(from);
    if (fate === doneFate) {
      for (const lane of lanes.of(rank)) lane.settled.add(from, to);
    } else if (fate === undefined) {
      putBlock(records, { from, to, head, isGap: head.isGap });
    } else {
      const corrected = records.map((record) => boots.correct(record, head));
      putGap(gapOf(classOfRank(rank), reason, corrected), { from, to, head, time });
    }
  }

  function putGap(gap: Gap, place: { from: number; to: number; head: BlockHead; time: EngineTime }): void {
    const { time } = place;
    let { from, to, head } = place;
    let joined = gap;
    const [before] = blocks.before(firstKey(rankOf(from)), from, 1);
    const gapBefore = before && joinable(before, from);
    if (before && gapBefore) {
      joined = joinGaps(gapBefore, joined);
      takeOut(before);
      from = before.key;
      head = before;
    }
    const [after] = blocks.from(to, to + 1, 1);
    const gapAfter = after && joinable(after, from);
    if (after && gapAfter) {
      joined = joinGaps(joined, gapAfter);
      takeOut(after);
      to = after.key + after.span;
    }
    putBlock([gapRecord(joined, time)], { from, to, head, isGap: true });
    untold.add(from);
    claims.lookAgain(from);
  }

  /** The gap of the block, if what lies beside it at `key` is to be told to the same sinks. */
  function joinable(head: BlockHead, key: number): Gap | undefined {
    const touches = head.key + head.span === key || head.key > key;
    if (!untold.has(head.key) || !touches) return undefined;
    // What was on its way when it was given up is settled by its claim.
    if (claims.isClaimed(head.key) || claims.isClaimed(key) || owedTo(head.key) !== owedTo(key))
      return undefined;
    try {
      return readGap(blocks.recordAt(head, head.key));
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  function putBlock(
    records: readonly Envelope[],
    { from, to, head, isGap }: { from: number; to: number; head: BlockHead; isGap: boolean },
  ): void {
    const rank = rankOf(from);
    const { boot, monotonicMs, appendedAt } = head;
    const added = blocks.add(records, { key: from, span: to - from, isGap, boot, monotonicMs, appendedAt });
    totals.addBlock(rank, added);
    for (const lane of lanes.of(rank)) {
      // What it was not owed of what was here it is not owed now.
      lane.passed += recordsIn(lane.settled, added);
      if (isGap && lane.settled.has(from)) lane.settled.add(from, to);
      lanes.touch(lane);
    }
  }

  /**
   * Puts fewer records in the place of blocks beside each other that the same sinks are owed and of which nothing is on its
   * way. `stampOf`: of which of them a new block has the age. Needs a transaction.
   */
  function replace(
    heads: readonly BlockHead[],
    records: readonly Envelope[],
    stampOf: (records: readonly Envelope[]) => BlockHead,
  ): void {
    const [head] = heads;
    const last = heads.at(-1);
    if (!head || !last) return;
    for (const one of heads) takeOut(one);
    const end = last.key + last.span;
    let from = head.key;
    let left = records.length;
    for (const block of blocksOf(records)) {
      left -= block.length;
      const to = left === 0 ? end : from + block.length;
      putBlock(block, { from, to, head: stampOf(block), isGap: false });
      from = to;
    }
    claims.lookAgain(head.key);
  }

  return {
    giveUp,
    giveUpUnreadable,
    replace,
    /** A sink is given the block's records: a gap among them stays as it is. */
    noteClaimed: ({ key }: BlockHead) => void untold.delete(key),
    /** After a rollback: which gaps are in the database now is not known. */
    forget: () => untold.clear(),
  };
}

/** Where the sink begins to be owed, or not to be owed, what follows. */
function nextChange(settled: IntervalSet, key: number): number {
  return settled.has(key) ? settled.nextOutside(key) : settled.nextInside(key);
}
