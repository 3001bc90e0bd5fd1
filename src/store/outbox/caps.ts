import { type Envelope, recordClasses } from "../../domain/envelope.ts";
import type { StoreConfig } from "../config.ts";
import type { EngineTime } from "../engine/time.ts";
import type { BlockHead, BlockTable } from "./block-table.ts";
import type { Boots } from "./boots.ts";
import type { ClassTotals } from "./class-totals.ts";
import type { GapReason } from "./gaps.ts";
import type { GivingUp } from "./giving-up.ts";
import { classOfRank, endKey, firstKey, rankOfClass } from "./keys.ts";
import { recordBytes } from "./record-size.ts";

/**
 * What the queue may take. Limits and invariants:
 * 1. `outboxBytesMax` counts what blocks take in the database, `outboxRecordsMax` the records that somebody is owed.
 *    Above either the oldest block of the least important class is given up, one after the other.
 * 2. `outboxAgeDaysMax` (by class: `outboxAgeDaysByClass`) is the longest that a record waits, in trustworthy time.
 * 3. Commands and incidents are given up last, the oldest of the class that takes more, and never those that are being
 *    appended; never to make room in a full database, where the newest is refused instead and whoever made it is told.
 */

const dayMs = 86_400_000;
/** Freed beyond what is needed, so that not every append has to. */
const roomBytesMin = 256 * 1024;
/** Commands and incidents. */
const protectedRanks = 2;
/** Blocks given up at a time, so that it never holds up an append for long. */
const blocksPerTurn = 16;

export type Caps = ReturnType<typeof createCaps>;

export function createCaps(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  boots: Boots;
  givingUp: GivingUp;
  config: () => StoreConfig;
}) {
  const { blocks, totals, boots, givingUp, config } = options;

  /** `newFrom`: the key of the first record that this transaction adds, by rank. */
  function keepUnder(time: EngineTime, newFrom: ReadonlyMap<number, number>): void {
    for (let reason = exceeded(); reason; reason = exceeded()) {
      const head = leastImportant((rank) => rank >= protectedRanks) ?? oldestProtected(reason, newFrom);
      if (!head) return;
      drop(head, reason, time);
    }
  }

  function exceeded(): GapReason | undefined {
    const { outboxBytesMax, outboxRecordsMax } = config();
    if (totals.sum("bytes") > outboxBytesMax) return "bytes";
    return totals.sum("held") - totals.sum("done") > outboxRecordsMax ? "count" : undefined;
  }

  /** The oldest block of the protected class that takes most of what is short, unless it is new. */
  function oldestProtected(reason: GapReason, newFrom: ReadonlyMap<number, number>): BlockHead | undefined {
    const taken = (rank: number) => {
      const { bytes, held, done } = totals.of(rank);
      return reason === "bytes" ? bytes : held - done;
    };
    const [rank = 0] = [...recordClasses.keys()].slice(0, protectedRanks).sort((a, b) => taken(b) - taken(a));
    return blocks.firstData(firstKey(rank), newFrom.get(rank) ?? endKey(rank));
  }

  /** The oldest block of the least important class that has any. */
  function leastImportant(mayGo: (rank: number) => boolean): BlockHead | undefined {
    for (let rank = recordClasses.length - 1; rank >= 0; rank -= 1) {
      if (totals.of(rank).held === 0 || !mayGo(rank)) continue;
      const head = blocks.firstData(firstKey(rank), endKey(rank));
      if (head) return head;
    }
    return undefined;
  }

  /** Frees room in the database for new records, if others that are no more important have it. False: there are none. */
  function makeRoom(records: readonly Envelope[], time: EngineTime): boolean {
    const rank = Math.min(...records.map((record) => rankOfClass(record.class)));
    let needed = roomBytesMin;
    for (const record of records) needed += recordBytes(record);
    const before = totals.sum("bytes");
    while (before - totals.sum("bytes") < needed) {
      const head = leastImportant((other) => other >= Math.max(rank, protectedRanks));
      if (!head) break;
      drop(head, "full", time);
    }
    return before > totals.sum("bytes");
  }

  function trimByAge(rank: number, time: EngineTime): void {
    const { outboxAgeDaysMax, outboxAgeDaysByClass } = config();
    const ageMaxMs = (outboxAgeDaysByClass[classOfRank(rank)] ?? outboxAgeDaysMax) * dayMs;
    for (let turn = 0; turn < blocksPerTurn; turn += 1) {
      const head = blocks.firstData(firstKey(rank), endKey(rank));
      const age = head && boots.ageMs(head, time);
      if (!head || age === undefined || age <= ageMaxMs) return;
      drop(head, "age", time);
    }
  }

  function drop(head: BlockHead, reason: GapReason, time: EngineTime): void {
    try {
      givingUp.giveUp(head, { reason, time });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      givingUp.giveUpUnreadable(head, time);
    }
  }

  return { keepUnder, makeRoom, trimByAge };
}
