import type { Outbox } from "../../domain/ports.ts";
import type { EngineTime } from "../engine/time.ts";
import type { BlockHead, BlockTable } from "./block-table.ts";
import type { Boots } from "./boots.ts";
import type { Claims } from "./claims.ts";
import type { ClassTotals } from "./class-totals.ts";
import type { DeadLetterTable } from "./dead-letters.ts";
import { endKey, firstKey, rankOf } from "./keys.ts";
import type { LaneTable } from "./lanes.ts";

/**
 * What a sink says became of its records. Limits and invariants:
 * 1. What was delivered or refused is settled for that sink; a block goes when nobody is owed any of it.
 * 2. Claims end when the transaction is committed, not before.
 * 3. A record that is not claimed, as after the store's thread died, is looked for in `searchBlocksMax` blocks of a class.
 */

const searchBlocksMax = 16;

export function createSettlement(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  lanes: LaneTable;
  claims: Claims;
  boots: Boots;
  deadLetters: DeadLetterTable;
}) {
  const { blocks, totals, lanes, claims, boots, deadLetters } = options;
  let released: { sink: string; id: string; isAgain: boolean }[] = [];

  function settle(sink: string, results: Parameters<Outbox["settle"]>[1], time: EngineTime): void {
    const touched = new Map<number, BlockHead>();
    const unclaimed = new Set(results.map(({ id }) => id).filter((id) => !claims.find(sink, id)));
    const found = unclaimed.size > 0 ? findOwed(sink, unclaimed) : undefined;
    let head: BlockHead | undefined;
    for (const { id, delivery } of results) {
      const place = claims.find(sink, id) ?? found?.get(id);
      if (!place) continue;
      const { key, to } = place;
      const release = { sink, id, isAgain: delivery.status === "retryable" };
      if (!found?.has(id)) released.push(release);
      const lane = lanes.lane(sink, rankOf(key));
      if (delivery.status === "retryable" || !lane || lane.settled.has(key)) continue;
      if (!head || key < head.key || key >= head.key + head.span) head = headAt(key);
      // The sink stopped taking the class while the record was on its way: nobody was owed it, and it went.
      if (!head) continue;
      if (delivery.status === "rejected" && !bury(sink, { id, head, key, time, reason: delivery.reason })) {
        // The gap record that stands there now is to be claimed.
        release.isAgain = true;
        continue;
      }
      touched.set(head.key, head);
      lane.settled.add(key, to);
      lane.passed += 1;
      lanes.touch(lane);
      if (lanes.isDone(key)) totals.change(lane.rank).done += 1;
    }
    for (const block of touched.values()) removeIfDone(block);
  }

  /** Puts the record among the dead letters. False when it was given up meanwhile: that is to be told then. */
  function bury(
    sink: string,
    letter: { id: string; head: BlockHead; key: number; time: EngineTime; reason: string },
  ): boolean {
    const { id, head, key, time, reason } = letter;
    const record = boots.correct(blocks.recordAt(head, key), head);
    if (record.id !== id) return false;
    deadLetters.add(sink, record, { reason, now: time.now });
    return true;
  }

  /**
   * Where records are that the sink has not claimed, as after the store's thread died under it, among the first ones that
   * it is owed.
   */
  function findOwed(sink: string, ids: ReadonlySet<string>): Map<string, { key: number; to: number }> {
    const found = new Map<string, { key: number; to: number }>();
    for (const rank of lanes.ranksOf(sink)) {
      const lane = lanes.lane(sink, rank);
      if (!lane || totals.of(rank).held === 0) continue;
      let key = lane.settled.nextOutside(firstKey(rank));
      for (let looked = 0; looked < searchBlocksMax && found.size < ids.size; looked += 1) {
        const head = blocks.at(key, firstKey(rank), endKey(rank));
        if (!head) break;
        const end = head.key + head.span;
        for (const [index, id] of idsOf(head).entries()) {
          const at = head.key + index;
          if (!ids.has(id) || found.has(id) || lane.settled.has(at)) continue;
          found.set(id, { key: at, to: index === head.count - 1 ? end : at + 1 });
        }
        key = lane.settled.nextOutside(end);
      }
    }
    return found;
  }

  function idsOf(head: BlockHead): readonly string[] {
    try {
      return blocks.read(head).ids;
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  }

  function headAt(key: number): BlockHead | undefined {
    const rank = rankOf(key);
    const head = blocks.at(key, firstKey(rank), endKey(rank));
    return head && head.key <= key ? head : undefined;
  }

  function removeIfDone(head: BlockHead): void {
    const rank = rankOf(head.key);
    const isDone = lanes.of(rank).every(({ settled }) => settled.covers(head.key, head.key + head.span));
    if (!isDone) return;
    blocks.remove(head.key);
    totals.removeBlock(rank, head, head.count);
  }

  return {
    settle,
    /** Deletes the block if nobody is owed any of it. */
    removeIfDone,
    committed(): void {
      for (const { sink, id, isAgain } of released) claims.release(sink, id, { isAgain });
      released = [];
    },
    /** After a rollback. */
    forget(): void {
      released = [];
    },
  };
}
