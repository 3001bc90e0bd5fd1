import { type RecordClass, recordClasses } from "../../domain/envelope.ts";
import type { OutboxCounts } from "../../domain/ports.ts";
import type { BlockTable } from "./block-table.ts";
import type { Boots } from "./boots.ts";
import type { ClassTotals } from "./class-totals.ts";
import { endKey, firstKey } from "./keys.ts";
import type { LaneTable } from "./lanes.ts";

/**
 * How much waits, by class and by sink, and since when. Everything but the oldest record is kept counted; that one is looked
 * up when it is another than the last time.
 */
export function createCounting(options: {
  blocks: BlockTable;
  totals: ClassTotals;
  lanes: LaneTable;
  boots: Boots;
  deadLetters: { count(): number };
}) {
  const { blocks, totals, lanes, boots, deadLetters } = options;
  /** When the first record owed was made, by whom it is owed to. */
  const oldest = new Map<string, { key: number; at: number }>();

  function counts(): OutboxCounts {
    const byClass: Partial<Record<RecordClass, number>> = {};
    const dropped: Partial<Record<RecordClass, number>> = {};
    let oldestAt: number | undefined;
    for (const [rank, name] of recordClasses.entries()) {
      const total = totals.of(rank);
      if (total.dropped > 0) dropped[name] = total.dropped;
      if (total.held === total.done) continue;
      byClass[name] = total.held - total.done;
      oldestAt = earliest(
        oldestAt,
        oldestOf(name, rank, (key) => firstOwed(rank, key)),
      );
    }
    return {
      records: totals.sum("held") - totals.sum("done"),
      bytes: totals.sum("bytes"),
      byClass,
      bySink: countBySink(),
      oldestAt,
      deadLetters: deadLetters.count(),
      dropped,
    };
  }

  function countBySink(): NonNullable<OutboxCounts["bySink"]> {
    const bySink: Record<string, { records: number; oldestAt: number | undefined }> = {};
    for (const sink of lanes.names()) {
      let records = 0;
      let oldestAt: number | undefined;
      for (const rank of lanes.ranksOf(sink)) {
        const lane = lanes.lane(sink, rank);
        const owed = lane ? totals.of(rank).appended - lane.passed : 0;
        if (!lane || owed === 0) continue;
        records += owed;
        oldestAt = earliest(
          oldestAt,
          oldestOf(`${sink} ${rank}`, rank, (key) => lane.settled.nextOutside(key)),
        );
      }
      bySink[sink] = { records, oldestAt };
    }
    return bySink;
  }

  /** The first key from `key` on that any sink is owed. */
  function firstOwed(rank: number, key: number): number {
    const all = lanes.of(rank);
    if (all.length === 0) return lanes.done(rank).nextOutside(key);
    return Math.min(...all.map(({ settled }) => settled.nextOutside(key)));
  }

  /** When the first record was made of which `next` gives the key. Remembered, as counting comes every second. */
  function oldestOf(name: string, rank: number, next: (key: number) => number): number | undefined {
    for (let key = next(firstKey(rank)); ; ) {
      const head = blocks.at(key, firstKey(rank), endKey(rank));
      if (!head) return undefined;
      key = next(Math.max(key, head.key));
      if (key >= head.key + head.count) {
        key = next(Math.max(key, head.key + head.span));
        continue;
      }
      const known = oldest.get(name);
      if (known?.key === key) return known.at;
      try {
        const { at } = boots.correct(blocks.recordAt(head, key), head);
        oldest.set(name, { key, at });
        return at;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return boots.appendedAt(head);
      }
    }
  }

  return {
    counts,
    /** Times or keys may have changed. */
    forget: () => oldest.clear(),
  };
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
