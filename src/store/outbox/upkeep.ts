import { recordClasses } from "../../domain/envelope.ts";
import type { EngineTime } from "../engine/time.ts";
import type { Notice } from "../events.ts";
import type { BlockHead, BlockTable } from "./block-table.ts";
import type { Caps } from "./caps.ts";
import type { ClassTotals } from "./class-totals.ts";
import type { GivingUp } from "./giving-up.ts";
import { classOfRank, endKey, firstKey, rankOf } from "./keys.ts";
import { type LaneTable, recordsIn } from "./lanes.ts";

/** Blocks that one call deletes at most, so that it never holds up an append. */
const blocksPerTurn = 64;

/** The periodic work on the queue, a little at a time: damage found, classes and sinks that went, ages. Needs a transaction. */
export function createUpkeep(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  lanes: LaneTable;
  givingUp: GivingUp;
  caps: Caps;
  notices: Notice[];
  removeIfDone(head: BlockHead): void;
}) {
  const { blocks, totals, lanes, givingUp, caps, notices, removeIfDone } = options;
  /** Where the search for blocks that nobody is owed any more stands in each class; undefined when there is none. */
  let sweepFrom: (number | undefined)[] = [];
  /** Blocks that could not be read, until they are replaced. */
  const damaged = new Map<number, BlockHead>();

  /** A little of the work that caps, ages, damage and changed sinks leave; call it periodically. */
  function step(time: EngineTime): void {
    for (const head of damaged.values()) replaceDamaged(head, time);
    damaged.clear();
    for (let rank = recordClasses.length - 1; rank >= 0; rank -= 1) {
      if (totals.of(rank).held === 0) continue;
      if (!lanes.isWanted(rank)) dropUnwanted(rank);
      sweep(rank);
      caps.trimByAge(rank, time);
    }
  }

  function replaceDamaged(head: BlockHead, time: EngineTime): void {
    const [found] = blocks.from(head.key, head.key + 1, 1);
    if (!found) return;
    const lost = givingUp.giveUpUnreadable(found, time);
    notices.push({ event: "blockUnreadable", fields: { class: classOfRank(rankOf(head.key)) }, count: lost });
  }

  /** No sink takes the class any more, so nobody is told. */
  function dropUnwanted(rank: number): void {
    for (const head of blocks.from(firstKey(rank), endKey(rank), blocksPerTurn)) {
      const done = recordsIn(lanes.done(rank), head);
      blocks.remove(head.key);
      totals.removeBlock(rank, head, done);
      const lost = head.count - done;
      totals.change(rank).dropped += lost;
      notices.push({
        event: "recordsDropped",
        fields: { class: classOfRank(rank), reason: "unwanted" },
        count: lost,
      });
    }
  }

  /** Deletes blocks that nobody is owed any more since the list of sinks changed. */
  function sweep(rank: number): void {
    const start = sweepFrom[rank];
    if (start === undefined || lanes.of(rank).length === 0) return;
    const heads = blocks.from(start, endKey(rank), blocksPerTurn);
    for (const head of heads) removeIfDone(head);
    const last = heads.at(-1);
    sweepFrom[rank] = heads.length < blocksPerTurn || !last ? undefined : last.key + last.span;
  }

  return {
    step,
    noteDamage: (head: BlockHead) => void damaged.set(head.key, head),
    /** Sinks have changed: blocks may be there that nobody is owed. */
    sweepAgain(): void {
      sweepFrom = recordClasses.map((_, rank) => firstKey(rank));
    },
  };
}
